"""Small same-fact models."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from models.checkpoints.store import InstalledCheckpoint
from models.same_fact import FEATURES
from models.training.decision import blank_decisions
from service.features import DecisionFeatures
from tests.models.written_checkpoints import write_json

AT_FIRST = len(FEATURES) - len(DecisionFeatures.names())
"""Features that the first decision reads."""


def make_weights(dimension: int) -> dict[str, torch.Tensor]:
    """Tokens of equal weight, log odds that are sums, and networks that decide nothing."""
    heads = {f"{name}.weight": torch.ones(1, 5) for name in ("paraphrase", "same_fact")}
    biases = {f"{name}.bias": torch.zeros(1) for name in ("paraphrase", "same_fact", "token_weight")}
    return {
        "token_weight.weight": torch.zeros(1, dimension),
        **heads,
        **biases,
        **blank_decisions(len(FEATURES) - len(DecisionFeatures.names()), len(FEATURES)),
    }


def decide_nothing() -> dict[str, torch.Tensor]:
    """Networks that find every pair as likely as not."""
    return blank_decisions(AT_FIRST, len(FEATURES))


def write_same_fact(
    folder: Path, base: InstalledCheckpoint, weights: Mapping[str, torch.Tensor], /, **changes: Any
) -> Path:
    """A folder with such a model, tuned from `base`. changes: to its configuration; None leaves a field out."""
    config = {
        "name": "tiny-same-fact",
        "base": base.card.name,
        "base_sha256": base.weights_sha256,
        "languages": ["en"],
        "threshold": 0.4,
        "farthest_gap": 0.3,
        "features": list(FEATURES),
    } | changes
    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(weights), folder / "model.safetensors")
    write_json(folder / "config.json", {name: value for name, value in config.items() if value is not None})
    return folder
