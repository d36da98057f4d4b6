"""Passes over parts of what a model learns from, each with its own share of every part."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.training.entailment.examples import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """shares: how much of each part is read, at random; above 1: more than once. times: each from the same weights."""

    shares: Mapping[str, float]
    learning_rate: float
    batches_a_step: int
    times: int = 1

    def draw(self, parts: Mapping[str, Sequence[Example]], chooser: random.Random) -> list[Example]:
        """Of each part its share, drawn at random."""
        drawn: list[Example] = []
        for name, examples in parts.items():
            whole, rest = divmod(self.shares.get(name, 0), 1)
            drawn.extend([*examples] * int(whole))
            drawn.extend(chooser.sample(list(examples), round(rest * len(examples))))
        return drawn
