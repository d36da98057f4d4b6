"""Low-rank adapters, added to the weights that they were made for. Source: Hu et al., LoRA (2021)."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from service.errors import CheckpointError

_DOWN, _UP = ".lora_down", ".lora_up"


class LowRankAdapters:
    """Pairs of low-rank matrices, by the name of the weight that their product is added to."""

    def __init__(self, weights: Mapping[str, torch.Tensor], scale: float) -> None:
        self._weights, self._scale = weights, scale
        self._unused = {name.removesuffix(_DOWN) for name in weights if name.endswith(_DOWN)}

    def add(self, name: str, weight: torch.Tensor) -> torch.Tensor:
        """`weight` with what is to be added to it, in float32. Raises: CheckpointError if shapes differ."""
        if name not in self._unused:
            return weight
        self._unused.remove(name)
        down, up = self._weights[name + _DOWN].float(), self._weights[name + _UP].float()
        if weight.shape != (up.shape[0], down.shape[1]):
            raise CheckpointError(f"adapters do not fit the model: {name} of shape {(up.shape[0], down.shape[1])}")
        return weight.float() + self._scale * (up @ down)

    def refuse_unused(self) -> None:
        """Raises: CheckpointError if the model had no weight of a name."""
        if self._unused:
            raise CheckpointError(f"adapters do not fit the model, which has no {min(self._unused)}")
