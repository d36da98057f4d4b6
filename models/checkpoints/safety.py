"""Which checkpoints may be loaded at all: only those that need none of their own code run and nothing unpickled."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from service.errors import CheckpointError, CheckpointUnsafeError

WEIGHTS_PATTERN = "*.safetensors"
_WANTED_NAMES = frozenset(
    {
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "special_tokens_map.json",
        "generation_config.json",
        "chat_template.jinja",
        "modules.json",
        "1_Pooling/config.json",
        "sentence_bert_config.json",
        "model.safetensors.index.json",
    }
)
_PICKLE_PATTERNS = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
_REQUIRED_NAMES = ("config.json", "tokenizer.json")


def select_files(paths: Iterable[str], *, where: str) -> tuple[str, ...]:
    """The paths, of all that a checkpoint offers, that are needed to load it; sorted, weights last.

    Raises:
        CheckpointUnsafeError: its weights are there only as pickles.
        CheckpointError: it lacks its configuration, its tokenizer or its weights.
    """
    offered = frozenset(paths)
    weights = sorted(path for path in offered if "/" not in path and fnmatch.fnmatch(path, WEIGHTS_PATTERN))
    if not weights:
        pickles = sorted(path for path in offered for p in _PICKLE_PATTERNS if fnmatch.fnmatch(path, p))
        if pickles:
            raise CheckpointUnsafeError(
                f"{where} holds its weights only as {pickles[0]}, which must be unpickled; *.safetensors is needed"
            )
        raise CheckpointError(f"{where} holds no *.safetensors weights")
    for name in _REQUIRED_NAMES:
        if name not in offered:
            raise CheckpointError(f"{where} holds no {name}")
    return (*sorted(offered & _WANTED_NAMES), *weights)


def check_configuration(folder: Path) -> None:
    """Checks what a checkpoint in `folder` asks for, before its weights are fetched or loaded.

    Raises:
        CheckpointUnsafeError: it asks for code of its own.
        CheckpointError: its configuration is not a JSON object.
    """
    for name in ("config.json", "tokenizer_config.json"):
        if "auto_map" in read_json_object(folder / name):
            raise CheckpointUnsafeError(f"{folder / name} has an auto_map: it asks for code of its own to be run")


def read_json_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty where there is no such file.

    Raises: CheckpointError if the file holds something else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise CheckpointError(f"{path} holds no JSON object")
    return value
