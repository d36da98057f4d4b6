"""Whether the sides of a dispute tell one time, or each the time of its report: a conflict, or the steps of an update.

A value that moves with time is told by each report as of its own publication. Copies of one text tell it as of the
first of them. Where a report has no time of publication nothing is guessed: its sides are a conflict.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations, pairwise

from service.domain import ConflictStatus, Coverage
from service.pipeline.claims.figures import find_figures
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.quantity_agreement import may_be_slip
from service.pipeline.conflicts.disputes import Dispute, Voice
from service.pipeline.conflicts.group_differences import SentencePlace
from service.pipeline.conflicts.sides import is_clause
from service.pipeline.sources import connect, count_sources
from service.pipeline.text.watching import look_at_clock

Side = tuple[Voice, ...]

_MOST_OUTLASTED = 2
_PAIR = 2
_LAG = timedelta(hours=6)
"""How long after a newer count a report may still tell the older one without contradicting it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A dispute with its status; an update's sides in the order of time, undated: whether a missing date decided."""

    dispute: Dispute
    status: ConflictStatus
    undated: bool = False


def hear_moves(dispute: Dispute) -> Dispute:
    """The dispute, which moves with time if any who stand on its sides say so: "the increased offer".

    Two values of which one may be a slip of the pen for the other do not.
    """
    values = [side[0].claim for side in dispute.sides if isinstance(side[0].claim, Quantity)]
    if len(values) == len(dispute.sides) == _PAIR and may_be_slip(*values):
        return replace(dispute, moves=False)
    figures = (
        figure
        for side in dispute.sides
        for voice in side
        if isinstance(voice.claim, Quantity)
        for figure in find_figures(voice.statement.claims, voice.statement.told_at)
        if figure.quantity == voice.claim
    )
    return dispute if dispute.moves or not any(figure.moving for figure in figures) else replace(dispute, moves=True)


def order_in_time(dispute: Dispute) -> tuple[Timed, ...]:
    """The dispute as a conflict, as an update, or as an update and the conflicts among those who speak at one time."""
    if any(voice.statement.told_at is None for side in dispute.sides for voice in side):
        return (Timed(dispute=dispute, status=ConflictStatus.CONFLICT, undated=dispute.moves),)
    sides = sorted(dispute.sides, key=lambda side: (first_told(side), side[0].statement.article.index))
    if not dispute.moves:
        corrected = all(_corrects(earlier, later) and _precedes(earlier, later) for earlier, later in pairwise(sides))
        return (_time(dispute, sides, update=corrected),)
    moments = _split_moments(_leave_out_lasting([_Period.of(side, sides[k + 1 :]) for k, side in enumerate(sides)]))
    if len(moments) == 1:
        return (_time(dispute, moments[0], update=False),)
    steps = [_tell_step(dispute, moment, moments) for moment in moments]
    rivals = [rival for moment in moments for rival in _list_rivals(dispute, moment)]
    return (_time(dispute, steps, update=True), *(_time(dispute, rival, update=False) for rival in rivals))


def is_between_publishers(part: Timed) -> bool:
    """Whether a conflict has two sides each of which a publisher takes who does not take the other; so has any update.

    Who tells two values in one report knows of two things: "80,000 euros for the timetable", "1.4 million recovered".
    """
    if part.status is ConflictStatus.UPDATE:
        return True
    publishers = [{voice.statement.article.publisher for voice in side} for side in part.dispute.sides]
    return any(one - other and other - one for one, other in combinations(publishers, 2))


def leave_out_retold(parts: Sequence[Timed]) -> list[Timed]:
    """The parts without those in clauses that another one tells: each of their sides is in a side of its own there.

    Of two that tell the same the one that is no clause stays, then the likelier one, then the first.
    """
    told_by = [[frozenset(voice.statement.located for voice in side) for side in part.dispute.sides] for part in parts]
    by_place: dict[SentencePlace, list[int]] = {}
    for number, sides in enumerate(told_by):
        for place in sorted(frozenset[SentencePlace]().union(*sides)):
            by_place.setdefault(place, []).append(number)
    left_out: set[int] = set()
    for number in sorted(range(len(parts)), key=lambda k: _weigh_retold(parts[k], k)):
        look_at_clock()
        others = by_place[min(told_by[number][0])]
        if is_clause(parts[number].dispute.sides[0][0].claim) and any(
            other not in left_out
            and other != number
            and parts[other].status is parts[number].status
            and _is_within(told_by[number], told_by[other])
            for other in others
        ):
            left_out.add(number)
    return [part for number, part in enumerate(parts) if number not in left_out]


def _weigh_retold(part: Timed, number: int) -> tuple[float, int]:
    """The least worth keeping first."""
    likelihood = part.dispute.likelihood
    return (1.0 if likelihood is None else likelihood, -number)


def _is_within(inner: Sequence[frozenset[SentencePlace]], outer: Sequence[frozenset[SentencePlace]]) -> bool:
    """Whether each side of one is in a side of the other, no two in the same."""
    homes = [next((k for k, side in enumerate(outer) if own <= side), None) for own in inner]
    return None not in homes and len({*homes}) == len(homes)


def _time(dispute: Dispute, sides: Sequence[Side], *, update: bool) -> Timed:
    status = ConflictStatus.UPDATE if update else ConflictStatus.CONFLICT
    return Timed(dispute=replace(dispute, sides=tuple(sides)), status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Period:
    """A side, all of whose articles are dated, with when it was told first and last.

    Who tells a later value, too, tells this one as the former: "up from 3.5 percent".
    """

    side: Side
    first: datetime
    last: datetime

    @classmethod
    def of(cls, side: Side, later: Sequence[Side]) -> _Period:
        first = first_told(side)
        knowing = {voice.statement.article.index for other in later if first_told(other) > first for voice in other}
        still = tuple(voice for voice in side if voice.statement.article.index not in knowing)
        return cls(side=side, first=first, last=_last_told(still) if still else first)


def _leave_out_lasting(periods: Sequence[_Period]) -> Sequence[_Period]:
    """The sides without one that is told from before two others until after them: it counts something that stays.

    Cost: the square of the number of sides.
    """
    moving = []
    for own in periods:
        look_at_clock()
        if sum(own.first < other.first and other.last < own.last for other in periods) < _MOST_OUTLASTED:
            moving.append(own)
    return moving if len(moving) > 1 else periods


def first_told(side: Side) -> datetime:
    """When a side, all of whose articles are dated, was first told: its time."""
    look_at_clock()
    return min(told for voice in side if (told := voice.statement.told_at))


def _last_told(side: Side) -> datetime:
    """When a side was last told by an article that is no copy of an earlier one."""
    first: dict[str, datetime] = {}
    for voice in side:
        told = voice.statement.told_at
        if told:
            origin = voice.statement.member.origin
            first[origin] = min(first.get(origin, told), told)
    return max(first.values())


def _precedes(earlier: Side, later: Side) -> bool:
    return _last_told(earlier) < first_told(later)


def _split_moments(periods: Sequence[_Period]) -> list[list[Side]]:
    """The sides by their time; two are of one moment where the earlier is still told long after the later."""
    moments: list[list[_Period]] = []
    for own in periods:
        told = moments[-1] if moments else []
        if any(earlier.first == own.first or earlier.last >= own.first + _LAG for earlier in told):
            told.append(own)
        else:
            moments.append([own])
    return [[period.side for period in moment] for moment in moments]


def _tell_step(dispute: Dispute, moment: Sequence[Side], moments: Sequence[Sequence[Side]]) -> Side:
    """The side of a moment that is told as a step: which many take, and which surely differs from other moments'.

    Clauses of that moment that do not contradict it, but those of other moments, are told with it.
    """
    others = [side for other in moments if other is not moment for side in other]
    opposed = [max(dispute.measure_opposition(side, other) for other in others) for side in moment]
    supported = [_support(side) for side in moment]

    def weigh(k: int) -> tuple[float, tuple[int, int]]:
        return opposed[k] * supported[k][0], supported[k]

    chosen = max(range(len(moment)), key=weigh)
    step = moment[chosen]
    if not is_clause(step[0].claim):
        return step
    allies = (
        side
        for k, side in enumerate(moment)
        if k != chosen and opposed[k] and not dispute.measure_opposition(side, step)
    )
    return (*step, *(voice for side in allies for voice in side))


def _list_rivals(dispute: Dispute, moment: Sequence[Side]) -> list[tuple[Side, ...]]:
    """The sides of a moment that differ from one another, directly or through others of it."""
    pairs = [
        (one, other)
        for one, other in combinations(range(len(moment)), 2)
        if dispute.measure_opposition(moment[one], moment[other])
    ]
    component = connect(len(moment), pairs)
    parts = [tuple(side for side, own in zip(moment, component, strict=True) if own == k) for k in sorted({*component})]
    return [part for part in parts if len(part) > 1]


def count_speakers(side: Side) -> Coverage:
    """How many stand on a side."""
    return count_sources([v.statement.article for v in side], [v.statement.member.origin for v in side])


def _support(side: Side) -> tuple[int, int]:
    coverage = count_speakers(side)
    return (coverage.independent_sources, coverage.articles)


def _corrects(earlier: Side, later: Side) -> bool:
    """Whether everyone who speaks later has spoken before."""
    publishers = {voice.statement.article.publisher for voice in earlier}
    origins = {voice.statement.member.origin for voice in earlier}
    return all(
        voice.statement.article.publisher in publishers or voice.statement.member.origin in origins for voice in later
    )
