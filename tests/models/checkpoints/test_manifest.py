from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from models.checkpoints.catalog import CheckpointFile
from models.checkpoints.manifest import (
    MANIFEST_NAME,
    Manifest,
    check_hash,
    describe_file,
    hash_weights,
    read_manifest,
    write_manifest,
)
from service.errors import CheckpointCorruptError, CheckpointError

ABC = hashlib.sha256(b"abc").hexdigest()


def make_file(path: str, sha256: str) -> CheckpointFile:
    return CheckpointFile(path=path, sha256=sha256, size=3)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    files = (make_file("model.safetensors", ABC), make_file("sub/config.json", ABC))
    manifest = Manifest(name="tiny", revision=None, origin="hub: org/tiny", files=files)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_a_folder_without_a_manifest_has_none(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None
    assert read_manifest(tmp_path / "nowhere") is None


@pytest.mark.parametrize("text", ["", "[]", '{"name": "tiny"}', '{"files": [{"path": 1}]}'])
def test_a_manifest_that_cannot_be_read_says_what_to_do(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST_NAME).write_text(text)
    with pytest.raises(CheckpointError, match="delete its folder and install again"):
        read_manifest(tmp_path)


def test_a_changed_file_is_told_from_what_was_installed(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"abc")
    assert describe_file(tmp_path, "model.safetensors") == make_file("model.safetensors", ABC)
    check_hash(tmp_path / "model.safetensors", ABC)
    (tmp_path / "model.safetensors").write_bytes(b"abd")
    with pytest.raises(CheckpointCorruptError):
        check_hash(tmp_path / "model.safetensors", ABC)


def test_one_weights_file_stands_for_itself_and_shards_for_each_other_in_the_order_of_their_names() -> None:
    config = make_file("config.json", "0" * 64)
    assert hash_weights([config, make_file("model.safetensors", ABC)]) == ABC
    shards = [make_file("model-2.safetensors", "2" * 64), make_file("model-1.safetensors", "1" * 64)]
    expected = hashlib.sha256(("1" * 64 + "2" * 64).encode()).hexdigest()
    assert hash_weights([*shards, config]) == expected
    assert hash_weights([config, *shards[::-1]]) == expected
