"""Conflicts and updates in words: what differs, and each side on a line of its own."""

from __future__ import annotations

from service.api.evidence_responses import Conflict, ConflictSide
from service.api.responses import SummaryAnswer
from service.cli.places import Naming, printable
from service.domain import CLAUSES, ConflictStatus

_SURE = 0.5
"""Likelihood below which a conflict or an update is as likely none."""
_MOST_NAMED = 8
"""Outlets that a side names; of the others it gives the number."""
_MARKS = ("“„«‘'‹「『\"", "”“»’'›」』\"")


def is_unsure(conflict: Conflict) -> bool:
    """Whether a conflict or an update is as likely none."""
    return conflict.score is not None and conflict.score < _SURE


def sort_conflicts(answer: SummaryAnswer, status: ConflictStatus) -> list[Conflict]:
    """Those with a status, the likeliest first; what no model weighed stands before them, in the answer's order."""
    own = (conflict for conflict in answer.conflicts or () if conflict.status is status)
    return sorted(own, key=lambda conflict: -(1.0 if conflict.score is None else conflict.score))


def describe_conflict(conflict: Conflict) -> str:
    """What differs: "Reports of how many died have changed"; the sides tell the rest. What is unsure says so."""
    subject = conflict.statement.partition(": ")[0].rstrip(".")
    return printable(subject) + _describe_doubt(conflict)


def describe_sides(conflict: Conflict, naming: Naming) -> tuple[tuple[str, str], ...]:
    """Of each side when it was first told, empty in a conflict, and what is told by whom: "14 people (North)"."""
    quoted = conflict.kind in CLAUSES
    return tuple((_describe_time(side), _describe_side(side, naming, quoted=quoted)) for side in conflict.sides)


def _describe_doubt(conflict: Conflict) -> str:
    """What "less sure" means, in the page's words; nothing where it is rather one than none."""
    if not is_unsure(conflict):
        return ""
    what = "change" if conflict.status is ConflictStatus.UPDATE else "contradiction"
    return f" (less sure: {conflict.score:.0%} likely to be a real {what})"


def _describe_time(side: ConflictSide) -> str:
    return f"{side.as_of.day} {side.as_of:%b %Y, %H:%M}" if side.as_of else ""


def _describe_side(side: ConflictSide, naming: Naming, *, quoted: bool) -> str:
    """quoted: whether its value is a clause, which stands in quotation marks unless it has some of its own."""
    value = printable(side.value)
    if quoted and value[:1] not in _MARKS[0] and value[-1:] not in _MARKS[1]:
        value = f"“{value}”"
    names = list(dict.fromkeys(naming.name_outlet(citation) for citation in side.citations))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"{value} ({', '.join(names[:_MOST_NAMED])}{more})"
