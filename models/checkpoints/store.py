"""Finds installed checkpoints under a models folder, and whether they are what they were; fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.checkpoints.catalog import CATALOG, ModelCard
from models.checkpoints.manifest import MANIFEST_NAME, Manifest, check_hash, describe_file, hash_weights, read_manifest
from models.checkpoints.names import folder_name, resolve_name
from models.checkpoints.safety import check_configuration, select_files
from service.errors import CheckpointCorruptError, CheckpointError, CheckpointMissingError


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


def is_installed_right(card: ModelCard, folder: Path) -> bool:
    """Whether `folder` holds what `card` pins, every file hashed again."""
    manifest = _read_current_manifest(card, folder)
    if manifest is None:
        return False
    try:
        _check_files(folder, card, manifest)
    except CheckpointCorruptError:
        return False
    return True


def _find_folder(card: ModelCard, models_dir: Path) -> Path | None:
    folder = models_dir / folder_name(card)
    return folder if _read_current_manifest(card, folder) else None


def _read_current_manifest(card: ModelCard, folder: Path) -> Manifest | None:
    """The manifest, if it is of the revision that the card pins and its files are all there."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.revision != card.revision:
        return None
    return manifest if all((folder / file.path).is_file() for file in manifest.files) else None


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
