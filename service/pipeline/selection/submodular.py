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
    candidates: Sequence[int], group_of: Mapping[int, int], valuation: Valuation, budget: Budget
) -> Selection:
    """The sentences of the summary.

    candidates: indices of the sentences that may be shown, ascending. group_of: by sentence, the number of its group.
    Ties go to the earlier sentence. Cost: O(n log n) evaluations at most, few in practice.
    Raises: LengthTooShortError if there are candidates and none fits.
    """
    if candidates and min(budget.costs[i] for i in candidates) > budget.limit:
        smallest = budget.smallest_value(min(budget.costs[i] for i in candidates))
        raise LengthTooShortError(unit=budget.unit.value, requested=budget.requested, smallest=smallest)
    heap = [(-valuation.singleton_value[i], i, 0) for i in candidates]
    heapq.heapify(heap)
    covered: set[Concept] = set()
    told: set[int] = set()
    chosen: list[int] = []
    gains: list[float] = []
    left = budget.limit
    did_not_fit = False
    while heap:
        value, index, seen = heapq.heappop(heap)
        if group_of[index] in told or -value < _LEAST_GAIN:
            continue
        if budget.costs[index] > left:
            did_not_fit = True
        elif seen < len(chosen):
            gain = _weigh(valuation.concepts[index] - covered, valuation)
            heapq.heappush(heap, (-round(float(gain * valuation.multiplier[index]), 9), index, len(chosen)))
        else:
            chosen.append(index)
            gains.append(_weigh(valuation.concepts[index] - covered, valuation))
            told.add(group_of[index])
            covered |= valuation.concepts[index]
            left -= budget.costs[index]
    stop_reason = StopReason.LENGTH if did_not_fit else StopReason.EXHAUSTED
    return Selection(chosen=tuple(chosen), gains=tuple(gains), stop_reason=stop_reason)


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
