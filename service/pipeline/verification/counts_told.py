"""Whether evidence gives another number of what a sentence counts, as reports of one story do at different hours."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.claims.bounded_quantities import count_alike
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.quantity_agreement import leave_bounds_out, same_quantity
from service.pipeline.text.corpus import Evidence
from service.pipeline.verification.statements import read_statement


def tells_other_count(claim: str, language: str, evidence: Sequence[Evidence]) -> bool:
    """Whether `evidence` counts what `claim` does, otherwise, and nowhere has its number. Cost: linear."""
    own = read_statement(claim, language=language).claims.quantities
    told = [
        quantity
        for one in evidence
        for quantity in read_statement(
            one.text, language=one.language, published_at=one.published_at, context=one.context
        ).claims.quantities
    ]
    return any(_is_replaced(quantity, told) for quantity in own)


def _is_replaced(quantity: Quantity, told: Sequence[Quantity]) -> bool:
    alike = [leave_bounds_out(other) for other in told if count_alike(quantity, other)]
    own = leave_bounds_out(quantity)
    return bool(alike) and not any(same_quantity(own, other) for other in alike)
