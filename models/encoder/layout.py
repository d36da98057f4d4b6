"""How a sentence-transformers checkpoint says that its tokens' vectors become one vector."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.checkpoints.catalog import ModelCard, Pooling
from models.checkpoints.safety import read_json_object
from service.errors import CheckpointError, CheckpointUnsafeError

_KNOWN_MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
_MODULE_PACKAGE = "sentence_transformers."


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderLayout:
    """max_tokens: special tokens included; None where neither the checkpoint nor its card says."""

    pooling: Pooling
    max_tokens: int | None


def read_layout(folder: Path, card: ModelCard) -> EncoderLayout:
    """The pooling and the longest input of the checkpoint in `folder`; what its card lacks and it does not say is mean.

    Raises:
        CheckpointUnsafeError: it has a module of its own, which would have to be imported.
        CheckpointError: it has a module or a pooling that is not known here.
    """
    _check_modules(folder / "modules.json")
    limit = read_json_object(folder / "sentence_bert_config.json").get("max_seq_length")
    return EncoderLayout(
        pooling=card.pooling or _read_pooling(folder / "1_Pooling" / "config.json"),
        max_tokens=limit if isinstance(limit, int) else card.max_tokens,
    )


def _check_modules(path: Path) -> None:
    if not path.exists():
        return
    try:
        types = [str(module["type"]) for module in json.loads(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{path} cannot be read: {error!r}") from error
    for module_type in types:
        if not module_type.startswith(_MODULE_PACKAGE):
            raise CheckpointUnsafeError(f"{path} asks for code of its own: {module_type}")
        if module_type.rpartition(".")[2] not in _KNOWN_MODULES:
            raise CheckpointError(f"{path} has {module_type}; known are {', '.join(sorted(_KNOWN_MODULES))}")


def _read_pooling(path: Path) -> Pooling:
    modes = {key for key, value in read_json_object(path).items() if key.startswith("pooling_mode_") and value is True}
    if modes <= {"pooling_mode_mean_tokens"}:
        return Pooling.MEAN
    if modes == {"pooling_mode_cls_token"}:
        return Pooling.CLS
    raise CheckpointError(f"{path} asks for {' and '.join(sorted(modes))}; known are mean and cls alone")
