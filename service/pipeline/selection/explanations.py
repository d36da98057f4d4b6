"""Explanations: what made each sentence of a summary worth its place."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain import Explanation, SentenceGroup
from service.pipeline.selection.objective import Valuation
from service.pipeline.selection.submodular import Selection


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
    whole = valuation.weigh(valuation.concepts[index])
    return Explanation(
        step=step,
        value=float(gain * valuation.multiplier[index]),
        concept_gain=gain,
        redundancy=max(0.0, 1 - gain / whole) if whole else 0.0,  # a sentence told anew may say more than its own
        position=float(valuation.position[index]),
        coverage=float(valuation.coverage[index]),
        independence=float(valuation.independence[index]),
        nearness=float(valuation.nearness[index]),
        brevity=float(valuation.brevity[index]),
        salience=group.salience,
    )
