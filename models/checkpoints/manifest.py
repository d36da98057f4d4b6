"""What an installed checkpoint consists of, written beside it, so that it can be hashed again later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from operator import attrgetter
from pathlib import Path

from models.checkpoints.catalog import CheckpointFile
from service.errors import CheckpointCorruptError, CheckpointError

MANIFEST_NAME = "manifest.json"
_WEIGHTS_SUFFIX = ".safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What was installed, and from where.

    revision: the commit pinned on the hub. origin: the package or hub repository that the files came from.
    """

    name: str
    revision: str | None
    origin: str
    files: tuple[CheckpointFile, ...]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the checkpoint in `folder`, or None where there is none.

    Raises: CheckpointError if there is one that cannot be read.
    """
    path = folder / MANIFEST_NAME
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(CheckpointFile(**file) for file in fields.pop("files"))
        return Manifest(**fields, files=files)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CheckpointError(f"{path} cannot be read ({error}); delete its folder and install again") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes `manifest` into `folder`."""
    text = json.dumps(asdict(manifest), indent=2) + "\n"
    (folder / MANIFEST_NAME).write_text(text, encoding="utf-8")


def hash_file(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check_hash(path: Path, expected_sha256: str) -> None:
    """Raises: CheckpointCorruptError if the sha256 of the file's bytes is not `expected_sha256`."""
    actual_sha256 = hash_file(path)
    if actual_sha256 != expected_sha256:
        raise CheckpointCorruptError(file=str(path), expected_sha256=expected_sha256, actual_sha256=actual_sha256)


def describe_file(folder: Path, path: str) -> CheckpointFile:
    """A file of `folder` with its hash and its size as they are."""
    file = folder / path
    return CheckpointFile(path=path, sha256=hash_file(file), size=file.stat().st_size)


def hash_weights(files: Iterable[CheckpointFile]) -> str:
    """The sha256 that stands for a checkpoint's weights.

    That of the one weights file; of sharded weights, the sha256 of the shards' hashes joined in the order of their
    names.
    """
    hashes = [file.sha256 for file in sorted(files, key=attrgetter("path")) if file.path.endswith(_WEIGHTS_SUFFIX)]
    if len(hashes) == 1:
        return hashes[0]
    return hashlib.sha256("".join(hashes).encode("ascii")).hexdigest()
