"""Whether the sides of a dispute tell one time, or each the time of its report: a conflict, or the steps of an update.

A value that moves with time is told by each report as of its own publication. Copies of one text tell it as of the
first of them. Where a report has no time of publication nothing is guessed: its sides are a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

from service.domain import ConflictStatus
from service.pipeline.conflicts.disputes import Dispute, Voice
from service.pipeline.sources.coverage import count_sources

Side = tuple[Voice, ...]

_LAG = timedelta(hours=6)
"""How long after a newer count a report may still tell the older one without contradicting it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A dispute with its status; an update's sides in the order of time, undated: whether a missing date decided."""

    dispute: Dispute
    status: ConflictStatus
    undated: bool = False


def order_in_time(dispute: Dispute) -> tuple[Timed, ...]:
    """The dispute as a conflict, as an update, or as an update and the conflicts among those who speak at one time."""
    conflict = Timed(dispute=dispute, status=ConflictStatus.CONFLICT)
    if any(voice.statement.article.published_at is None for side in dispute.sides for voice in side):
        return (replace(conflict, undated=dispute.moves),)
    sides = sorted(dispute.sides, key=lambda side: (first_told(side), side[0].statement.article.index))
    corrected = all(_corrects(earlier, later) and _precedes(earlier, later) for earlier, later in pairwise(sides))
    if not dispute.moves:
        return (
            (replace(conflict, status=ConflictStatus.UPDATE, dispute=replace(dispute, sides=tuple(sides))),)
            if corrected
            else (conflict,)
        )
    moments = _split_moments(sides)
    if len(moments) == 1:
        return (conflict,)
    steps = tuple(max(moment, key=_support) for moment in moments)
    rivals = [
        Timed(dispute=replace(dispute, sides=tuple(moment)), status=ConflictStatus.CONFLICT)
        for moment in moments
        if len(moment) > 1
    ]
    return (Timed(dispute=replace(dispute, sides=steps), status=ConflictStatus.UPDATE), *rivals)


def first_told(side: Side) -> datetime:
    """When a side, all of whose articles are dated, was first told: its time."""
    return min(told for voice in side if (told := voice.statement.article.published_at))


def _last_told(side: Side) -> datetime:
    """When a side was last told by an article that is no copy of an earlier one."""
    first: dict[str, datetime] = {}
    for voice in side:
        told = voice.statement.article.published_at
        if told:
            origin = voice.statement.member.origin
            first[origin] = min(first.get(origin, told), told)
    return max(first.values())


def _precedes(earlier: Side, later: Side) -> bool:
    return _last_told(earlier) < first_told(later)


def _split_moments(sides: Sequence[Side]) -> list[list[Side]]:
    """The sides by the time that they tell; those are of one moment of which the earlier is still told with the later."""
    moments: list[list[Side]] = []
    for side in sides:
        told = moments[-1] if moments else []
        if told and any(_are_together(earlier, side) for earlier in told):
            told.append(side)
        else:
            moments.append([side])
    return moments


def _are_together(earlier: Side, later: Side) -> bool:
    if first_told(earlier) == first_told(later):
        return True
    return _last_told(earlier) >= first_told(later) + _LAG


def _support(side: Side) -> tuple[int, int]:
    coverage = count_sources([v.statement.article for v in side], [v.statement.member.origin for v in side])
    return (coverage.independent_sources, coverage.articles)


def _corrects(earlier: Side, later: Side) -> bool:
    """Whether everyone who speaks later has spoken before."""
    publishers = {voice.statement.article.publisher for voice in earlier}
    origins = {voice.statement.member.origin for voice in earlier}
    return all(
        voice.statement.article.publisher in publishers or voice.statement.member.origin in origins for voice in later
    )
