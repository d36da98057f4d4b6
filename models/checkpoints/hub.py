"""Fetches the files of a checkpoint from the Hugging Face hub, at a pinned commit and at nothing else."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import HTTPError, XetDownloadError  # type: ignore[attr-defined]  # HTTPError is its HTTP client's
from huggingface_hub.hf_api import RepoFile
from huggingface_hub.utils.tqdm import disable_progress_bars

from models.checkpoints.catalog import CheckpointFile
from models.checkpoints.manifest import check_hash
from models.checkpoints.packages import Report, is_right
from models.checkpoints.safety import WEIGHTS_PATTERN, check_configuration, select_files
from service.errors import CheckpointCorruptError, CheckpointDownloadError, CheckpointError

# What huggingface_hub raises when the hub cannot be reached, or answers with an error.
_HUB_ERRORS = (HTTPError, XetDownloadError, OSError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file that the hub offers at one commit; sha256 is what the hub states, for its large files only."""

    path: str
    size: int
    sha256: str | None


class HubClient(Protocol):
    """The two things asked of the hub."""

    def list_files(self, hub_id: str, revision: str) -> Sequence[HubFile]:
        """Every file of the repository at the commit. Raises: CheckpointDownloadError."""
        ...

    def fetch(self, hub_id: str, revision: str, path: str, folder: Path) -> None:
        """Writes the file to `folder / path`, resuming where it was broken off. Raises: CheckpointDownloadError."""
        ...


class HuggingFaceHub:
    """The hub itself, through huggingface_hub: its mirrors, proxies and tokens are configured there."""

    def __init__(self, endpoint: str | None = None) -> None:
        """endpoint: by default that of huggingface_hub, `HF_ENDPOINT` or the public hub."""
        self._endpoint = endpoint
        # Progress is reported file by file, and what was tried in vain is told once, in the error.
        disable_progress_bars()
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)

    def list_files(self, hub_id: str, revision: str) -> Sequence[HubFile]:
        try:
            tree = list(HfApi(endpoint=self._endpoint).list_repo_tree(hub_id, recursive=True, revision=revision))
        except _HUB_ERRORS as error:
            raise CheckpointDownloadError(_describe(error)) from error
        return [
            HubFile(path=item.path, size=item.size, sha256=item.lfs.sha256 if item.lfs else None)
            for item in tree
            if isinstance(item, RepoFile)
        ]

    def fetch(self, hub_id: str, revision: str, path: str, folder: Path) -> None:
        try:
            hf_hub_download(hub_id, path, revision=revision, local_dir=folder, endpoint=self._endpoint)
        except _HUB_ERRORS as error:
            raise CheckpointDownloadError(_describe(error)) from error


def fetch_from_hub(
    hub_id: str,
    revision: str,
    files: tuple[CheckpointFile, ...],
    folder: Path,
    *,
    client: HubClient,
    report: Report,
) -> tuple[str, ...]:
    """Writes a checkpoint's files into `folder` and returns their paths; those that are there, and right, stay.

    files: what the card states; where it states nothing, the needed ones of those that the hub lists, with the hashes
        that it lists.

    Raises:
        CheckpointDownloadError: the hub cannot be reached or lacks a file.
        CheckpointCorruptError: a file is not the one that the card or the hub states; it is removed.
        CheckpointUnsafeError, CheckpointError: it may not or cannot be loaded; found before the weights are fetched.
    """
    wanted = _list_stated(files) or _list_offered(hub_id, revision, client)
    total = sum(file.size for file in wanted)
    done = 0
    for file in sorted(wanted, key=_weights_last):
        if _is_weights(file):
            check_configuration(folder)
        report(f"fetching {file.path} from the hub", done, total)
        _fetch_file(hub_id, revision, file, folder, client)
        done += file.size
        report(f"fetching {file.path} from the hub", done, total)
    return tuple(file.path for file in wanted)


def _describe(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _list_stated(files: tuple[CheckpointFile, ...]) -> list[HubFile]:
    return [HubFile(path=file.path, size=file.size, sha256=file.sha256) for file in files]


def _list_offered(hub_id: str, revision: str, client: HubClient) -> list[HubFile]:
    offered = {file.path: file for file in client.list_files(hub_id, revision)}
    needed = [offered[path] for path in select_files(offered, where=f"{hub_id}@{revision}")]
    for file in needed:
        if _is_weights(file) and file.sha256 is None:
            raise CheckpointError(f"the hub states no sha256 for {file.path} of {hub_id}@{revision}")
    return needed


def _fetch_file(hub_id: str, revision: str, file: HubFile, folder: Path, client: HubClient) -> None:
    path = folder / file.path
    if file.sha256 is not None and is_right(path, file.sha256):
        return
    client.fetch(hub_id, revision, file.path, folder)
    if file.sha256 is None:
        return
    try:
        check_hash(path, file.sha256)
    except CheckpointCorruptError:
        path.unlink()
        raise


def _weights_last(file: HubFile) -> tuple[bool, str]:
    return _is_weights(file), file.path


def _is_weights(file: HubFile) -> bool:
    return file.path.endswith(WEIGHTS_PATTERN.removeprefix("*"))
