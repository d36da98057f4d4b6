"""Weights in the form that they are computed with, in a file that all processes of a machine map: one copy of them.

What is read in another dtype than its file has, or with adapters, each process would convert into memory of its own.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from models.checkpoints.store import InstalledCheckpoint
from service.errors import CheckpointError

Change = Callable[[str, torch.Tensor], torch.Tensor]
"""What is made of a weight, by its name, before it is converted."""

Join = Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]
"""What is made of all weights by their names, once each has been changed and converted."""

_FILE = "model.safetensors"
_SUFFIX = ".mapped"
"""No name that whoever looks for a checkpoint's weights would take for them."""
_KEY_DIGITS = 16
_DTYPES = {torch.float32: "F32", torch.bfloat16: "BF16"}
"""As files name them."""
_FLOATS = ("F", "BF")

_log = logging.getLogger("chorus.models")


def map_weights(
    checkpoint: InstalledCheckpoint,
    dtype: torch.dtype,
    change: Change | None = None,
    *,
    changed_by: str = "",
    check: Callable[[], None] = lambda: None,
    join: Join = dict,
) -> Path | None:
    """The file that holds the weights of `checkpoint` changed, in `dtype`, by the names of its own file or of `join`.

    That is its own, or one beside it, made when it is first needed; None where none can be made, because the folder is
    read-only or the disk full: who asks then converts for itself. change: None: nothing is changed, and nothing joined
    where the file has `dtype` already. changed_by: names the change, such as the hash of adapters, and `join`; what is
    kept is known by it. check: called once all has been changed; what it raises ends the making.
    Raises: CheckpointError if the checkpoint's file cannot be read.
    """
    try:
        if change is None and _has_dtype(checkpoint.folder, dtype):
            return checkpoint.folder / _FILE
        made_of = f"{checkpoint.weights_sha256} {dtype} {changed_by}"
        key = hashlib.sha256(made_of.encode()).hexdigest()[:_KEY_DIGITS]
        if kept := _find(checkpoint.folder, key):
            return kept
        if not os.access(checkpoint.folder, os.W_OK):
            return None
        converted = join(_convert(checkpoint.folder, dtype, change))
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{checkpoint.folder} cannot be loaded: {error}") from error
    check()
    return _keep(converted, checkpoint.folder, key)


def _has_dtype(folder: Path, dtype: torch.dtype) -> bool:
    """Whether the file has all that is no whole number in `dtype`."""
    with safe_open(folder / _FILE, framework="pt") as file:
        kinds = {file.get_slice(name).get_dtype() for name in file.keys()}  # noqa: SIM118 (not a mapping)
    return {kind for kind in kinds if kind.startswith(_FLOATS)} <= {_DTYPES.get(dtype)}


def _convert(folder: Path, dtype: torch.dtype, change: Change | None) -> dict[str, torch.Tensor]:
    converted = {}
    with safe_open(folder / _FILE, framework="pt") as file:
        for name in file.keys():  # noqa: SIM118 (not a mapping)
            weight = file.get_tensor(name)
            weight = change(name, weight) if change else weight
            converted[name] = weight.to(dtype) if weight.is_floating_point() else weight
    return converted


def _find(folder: Path, key: str) -> Path | None:
    """The file that is kept under `key` and holds what it held when it was written."""
    for path in sorted(folder.glob(f"{key}-*{_SUFFIX}")):
        try:
            if path.stem == f"{key}-{_hash(path)}":
                return path
            _log.warning("a file of mapped weights is damaged", extra={"fields": {"file": str(path)}})
            path.unlink(missing_ok=True)
        except PermissionError as error:  # another user's, who may keep it so
            _log.warning("a file of mapped weights cannot be used", extra={"fields": {"reason": str(error)}})
    return None


def _keep(weights: dict[str, torch.Tensor], folder: Path, key: str) -> Path | None:
    unnamed = folder / f"{key}.{os.getpid()}{_SUFFIX}"
    try:
        save_file(weights, unnamed)
        unnamed.chmod((folder / _FILE).stat().st_mode & 0o777)  # as readable as what it was made of
        # Processes that start at once write the same bytes: the last one's file takes the place of the others'.
        return unnamed.replace(folder / f"{key}-{_hash(unnamed)}{_SUFFIX}")
    except (OSError, SafetensorError) as error:
        unnamed.unlink(missing_ok=True)
        _log.warning("weights are not shared with other processes", extra={"fields": {"reason": str(error)}})
        return None


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
