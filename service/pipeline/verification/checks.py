"""The checks, in the order in which their reasons stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from service.pipeline.verification.check_antonyms import check_antonyms
from service.pipeline.verification.check_fusion import check_fusion
from service.pipeline.verification.check_modality import check_modality
from service.pipeline.verification.check_names import check_names
from service.pipeline.verification.check_negation import check_negations
from service.pipeline.verification.check_numbers import check_dates, check_numbers
from service.pipeline.verification.check_quotations import check_quotations
from service.pipeline.verification.check_roles import check_roles
from service.pipeline.verification.check_speakers import check_speakers
from service.pipeline.verification.check_substitutions import check_substitutions
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding


class Check(Protocol):
    """Looks for one kind of inconsistency."""

    def __call__(self, comparison: Comparison) -> Finding | None:
        """What is wrong with the sentence, None if nothing is. Depends on `comparison` alone."""
        ...


CHECKS_FOR_MISSING: tuple[Check, ...] = (
    check_numbers,
    check_dates,
    check_names,
    check_negations,
    check_modality,
    check_quotations,
)
"""They find what the sentence says and its evidence lacks: more evidence may hold it."""
CHECKS_FOR_CHANGED: tuple[Check, ...] = (check_antonyms, check_roles, check_speakers, check_substitutions, check_fusion)
"""They find what the evidence tells otherwise."""
ALL_CHECKS = (*CHECKS_FOR_MISSING, *CHECKS_FOR_CHANGED)


def run_checks(checks: Iterable[Check], comparison: Comparison) -> tuple[Finding, ...]:
    """What `checks` find, in their order."""
    return tuple(finding for check in checks if (finding := check(comparison)))
