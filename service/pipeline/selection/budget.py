"""The length budget, in one currency: what a sentence costs and what may be spent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import Length, LengthUnit
from service.pipeline.text.language import count_words

_SHORT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """costs: by sentence, what it adds to a summary, the space before it included. limit: what may be spent.

    scale: what one unit of the length asked for is in this currency; more than 1 for a fraction.
    """

    unit: LengthUnit
    requested: float
    costs: tuple[int, ...]
    limit: int
    scale: float = 1.0

    def is_short(self, candidates: Sequence[int]) -> bool:
        """Whether fewer than five sentences of mean length fit: a longer one tells what most of them tell, anyway."""
        return self.limit * len(candidates) < _SHORT * sum(self.costs[i] for i in candidates)

    def smallest_value(self, cost: int) -> float:
        """The smallest length, in the unit asked for, that a sentence of this cost fits."""
        if self.unit is LengthUnit.FRACTION:
            return math.ceil(cost / self.scale * 10_000) / 10_000
        return cost - 1 if self.unit is LengthUnit.CHARACTERS else cost


def plan_budget(length: Length, texts: Sequence[str]) -> Budget:
    """The budget for a summary of `texts`.

    A fraction is of their words. Characters are code points, and each sentence costs one more for the space before it,
    as does the limit, since the first has none.
    """
    unit, value = length.unit, length.value
    costs = tuple(price(text, unit) for text in texts)
    if unit is LengthUnit.CHARACTERS:
        return Budget(unit=unit, requested=value, costs=costs, limit=math.floor(value) + 1)
    if unit is not LengthUnit.FRACTION:
        return Budget(unit=unit, requested=value, costs=costs, limit=math.floor(value))
    total = sum(costs)
    return Budget(unit=unit, requested=value, costs=costs, limit=math.floor(value * total + 1e-9), scale=max(1, total))


def price(text: str, unit: LengthUnit) -> int:
    """What a sentence costs where lengths are counted in `unit`."""
    if unit is LengthUnit.SENTENCES:
        return 1
    return len(text) + 1 if unit is LengthUnit.CHARACTERS else count_words(text)


def measure(text: str, sentences: int, budget: Budget) -> float:
    """How long `text` of so many sentences is, in the unit asked for."""
    if budget.unit is LengthUnit.SENTENCES:
        return sentences
    if budget.unit is LengthUnit.CHARACTERS:
        return len(text)
    words = count_words(text)
    return words if budget.unit is LengthUnit.WORDS else round(words / budget.scale, 4)
