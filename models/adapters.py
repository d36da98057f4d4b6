"""Low-rank adapters, added to the weights that they were made for. Source: Hu et al., LoRA (2021)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError

from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from service.errors import CheckpointError

_DOWN, _UP = ".lora_down", ".lora_up"


@contextmanager
def reading_adapted(folder: Path, base: InstalledCheckpoint) -> Iterator[dict[str, Any]]:
    """The `config.json` of a `folder` of adapters for `base`; what the block reads of both may be missing or broken.

    Raises: CheckpointError if so, or if the adapters were made for another checkpoint.
    """
    config = read_json_object(folder / "config.json")
    if base.weights_sha256 != config.get("base_sha256"):
        raise CheckpointError(f"{folder} was tuned from {config.get('base')}, which {base.folder} is not")
    try:
        yield config
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"the weights of {folder} cannot be loaded: {error}") from error
    except (KeyError, TypeError) as error:
        raise CheckpointError(f"{folder} lacks {error}") from error


class LowRankAdapters:
    """Pairs of low-rank matrices, by the name of the weight that their product is added to."""

    def __init__(self, weights: Mapping[str, torch.Tensor], scale: float) -> None:
        self._weights, self._scale = weights, scale
        self._names = {name.removesuffix(_DOWN) for name in weights if name.endswith(_DOWN)}
        self._unused = set(self._names)

    def add(self, name: str, weight: torch.Tensor) -> torch.Tensor:
        """`weight` with what is to be added to it, in float32. Raises: CheckpointError if shapes differ."""
        if name not in self._names:
            return weight
        self._unused.discard(name)
        down, up = self._weights[name + _DOWN].float(), self._weights[name + _UP].float()
        if weight.shape != (up.shape[0], down.shape[1]):
            raise CheckpointError(f"adapters do not fit the model: {name} of shape {(up.shape[0], down.shape[1])}")
        return weight.float() + self._scale * (up @ down)

    def refuse_unused(self) -> None:
        """Raises: CheckpointError if the model had no weight of a name."""
        if self._unused:
            raise CheckpointError(f"adapters do not fit the model, which has no {min(self._unused)}")
