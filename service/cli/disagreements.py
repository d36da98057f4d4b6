"""Conflicts and updates in words: a sentence, or the steps of what moved with time in one line."""

from __future__ import annotations

from service.api.evidence_responses import Conflict, ConflictSide
from service.domain import ConflictStatus

_SURE = 0.5
"""Likelihood below which a conflict or an update is as likely none."""


def describe_conflict(conflict: Conflict) -> str:
    """The sentence of a conflict; of an update, what it is of and its steps: "14, 3 November 07:30 → 37, ...".

    One that is as likely none says so.
    """
    unsure = _describe_doubt(conflict)
    if conflict.status is not ConflictStatus.UPDATE:
        return conflict.statement + unsure
    subject = conflict.statement.partition(":")[0]
    return f"{subject}: {' → '.join(map(_describe_step, conflict.sides))}{unsure}"


def _describe_doubt(conflict: Conflict) -> str:
    """What "less sure" means, in the page's words; nothing where it is rather one than none."""
    if conflict.score is None or conflict.score >= _SURE:
        return ""
    what = "change" if conflict.status is ConflictStatus.UPDATE else "contradiction"
    return f" (less sure: {conflict.score:.0%} likely to be a real {what})"


def _describe_step(side: ConflictSide) -> str:
    return f"{side.value}, {side.as_of:%-d %B %H:%M}" if side.as_of else side.value
