"""Why each sentence of a summary was chosen."""

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
