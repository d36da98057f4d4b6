"""Submodular greedy selection: the most independently sourced content that fits.

The value of a set is the weight of the concepts it covers, each counted once, so that what is already said adds nothing
again: monotone and submodular. Greedy by value per cost comes within a constant factor of the best.
Source: Lin and Bilmes (2011), "A class of submodular functions for document summarization"; evaluated lazily as in
Minoux (1978). Deviation: the factors of position, coverage and independence multiply a sentence's gain.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from service.domain import Explanation, SentenceGroup, StopReason
from service.errors import LengthTooShortError
from service.pipeline.selection.budget import Budget
from service.pipeline.selection.objective import Concept, Valuation

_LEAST_GAIN = 1e-9
_RETOLD = 0.6
"""Share of a sentence's words in one chosen before from which it waits until others are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was chosen, and why there is no more.

    chosen: sentences in the order they were chosen, at most one a group.
    gains: of each, the weight of the concepts that it added to those before it.
    """

    chosen: tuple[int, ...]
    gains: tuple[float, ...]
    stop_reason: StopReason


def select_sentences(
    tiers: Sequence[Sequence[int]], group_of: Mapping[int, int], valuation: Valuation, budget: Budget
) -> Selection:
    """The sentences of the summary.

    tiers: indices of the sentences that may be shown, ascending; of a tier none is chosen while one of those before it
    fits. What a chosen sentence says already waits until all tiers are told. group_of: by sentence, its group's number.
    Ties go to the earlier sentence. Cost: O(n log n) evaluations at most, few in practice.
    Raises: LengthTooShortError if there are sentences to be shown and none fits.
    """
    candidates = [i for tier in tiers for i in tier]
    if candidates and min(budget.costs[i] for i in candidates) > budget.limit:
        smallest = budget.smallest_value(min(budget.costs[i] for i in candidates))
        raise LengthTooShortError(unit=budget.unit.value, requested=budget.requested, smallest=smallest)
    greedy = _Greedy(group_of, valuation, budget)
    for tier in tiers:
        greedy.choose(tier)
    greedy.choose(candidates, repeating=True)
    return Selection(
        chosen=tuple(greedy.chosen),
        gains=tuple(greedy.gains),
        stop_reason=StopReason.LENGTH if greedy.leaves_out(candidates) else StopReason.EXHAUSTED,
    )


class _Greedy:
    """What is chosen so far, what that tells, and the length that is left."""

    def __init__(self, group_of: Mapping[int, int], valuation: Valuation, budget: Budget) -> None:
        self._group_of, self._valuation, self._costs = group_of, valuation, budget.costs
        self._left = budget.limit
        self._covered: set[Concept] = set()
        self._told: set[int] = set()
        self.chosen: list[int] = []
        self.gains: list[float] = []

    def choose(self, candidates: Sequence[int], *, repeating: bool = False) -> None:
        """Chooses from `candidates` while one fits. repeating: also those that say what a chosen one says."""
        heap = [(-self._value(i), i, len(self.chosen)) for i in candidates if self._group_of[i] not in self._told]
        heapq.heapify(heap)
        while heap:
            value, index, seen = heapq.heappop(heap)
            if self._group_of[index] in self._told or -value < _LEAST_GAIN or self._costs[index] > self._left:
                continue
            if not repeating and self._is_told(index):
                continue
            if seen < len(self.chosen):
                heapq.heappush(heap, (-self._value(index), index, len(self.chosen)))
            else:
                self._take(index)

    def leaves_out(self, candidates: Sequence[int]) -> bool:
        """Whether one of `candidates` would still add something."""
        return any(self._group_of[i] not in self._told and self._value(i) >= _LEAST_GAIN for i in candidates)

    def _take(self, index: int) -> None:
        own = self._valuation.concepts[index]
        self.chosen.append(index)
        self.gains.append(_weigh(own - self._covered, self._valuation))
        self._told.add(self._group_of[index])
        self._covered |= own
        self._left -= self._costs[index]

    def _value(self, index: int) -> float:
        gain = _weigh(self._valuation.concepts[index] - self._covered, self._valuation)
        return round(float(gain * self._valuation.multiplier[index]), 9)

    def _is_told(self, index: int) -> bool:
        """Whether one chosen sentence has most words of this one, and all its figures and names."""
        own, details = self._valuation.content[index], self._valuation.details[index]
        return bool(own) and any(
            len(own & self._valuation.content[i]) >= _RETOLD * len(own) and details <= self._valuation.details[i]
            for i in self.chosen
        )


def _weigh(concepts: AbstractSet[Concept], valuation: Valuation) -> float:
    return sum(sorted(valuation.weight[concept] for concept in concepts))


def explain_choices(
    selection: Selection, valuation: Valuation, groups: Sequence[SentenceGroup]
) -> tuple[Explanation, ...]:
    """The explanation of each chosen sentence, in the order of choice. groups: of each, in the same order."""
    return tuple(
        _explain(step, index, gain, valuation, group)
        for step, (index, gain, group) in enumerate(
            zip(selection.chosen, selection.gains, groups, strict=True), start=1
        )
    )


def _explain(step: int, index: int, gain: float, valuation: Valuation, group: SentenceGroup) -> Explanation:
    whole = sum(sorted(valuation.weight[concept] for concept in valuation.concepts[index]))
    return Explanation(
        step=step,
        value=float(gain * valuation.multiplier[index]),
        concept_gain=gain,
        redundancy=1 - gain / whole,
        position=float(valuation.position[index]),
        coverage=float(valuation.coverage[index]),
        independence=float(valuation.independence[index]),
        brevity=float(valuation.brevity[index]),
        salience=group.salience,
    )
