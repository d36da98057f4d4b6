"""Sentences that tell the like of two things or two times, and so contradict each other in nothing. English.

"Sold 9 in Asia" beside "sold 4 in Europe", "made 9 before tax" beside "made 4 after tax", "reaped 9 last year" beside
"reaped 4 this year", "asked for nine years" beside "was given six", "landed on Monday" beside "is to leave in 2028".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from service.pipeline.claims.dates import DateMention, dates_differ
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.figures import find_figures
from service.pipeline.claims.names import same_name, stand_for_one
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.measured_pairs import list_comparable
from service.pipeline.conflicts.slots import Slot, find_slots

_PERIOD = 27
"""Days from which a date names a time that is no day or week: a month, a quarter, a year."""
_SETTING_APART = frozenset({"this", "last", "next", "before", "after", "first", "second", "third", "fourth"})
"""Words of which one in the place of another tells of another time or share."""
_BESIDE = 4
"""Characters that a place may hold beside a name, as in "the"."""


def are_parallel(first: MemberClaims, second: MemberClaims) -> bool:
    """Whether two sentences give unlike numbers of two things, or without numbers the dates of two.

    Cost: the product of their lengths at worst.
    """
    one, other = first.claims, second.claims
    figures = list_comparable(one.quantities, other.quantities)
    if not figures:
        return _lie_apart(first, second, one.dates, other.dates)
    return not all(same_quantity(*pair) for pair in figures) and (
        _tell_two_periods(one, other) or _is_one_asked_for(first, second) or _fill_two_places(one, other)
    )


def tell_of_reports(first: MemberClaims, second: MemberClaims, difference: Difference) -> bool:
    """Whether two unlike dates are no dates of one event: each that of its report, or one that is over by both reports
    and one that is still to come.
    """
    pairs = [
        (statement, claim)
        for statement, claim in ((first, difference.first), (second, difference.second))
        if isinstance(claim, DateMention)
    ]
    if len(pairs) < len((first, second)):
        return False
    return all(_names_own_day(*pair) for pair in pairs) or _lie_apart(first, second, *([claim] for _, claim in pairs))


def _names_own_day(statement: MemberClaims, date: DateMention) -> bool:
    """Whether a report names the day on which it was published, or the night before it."""
    own = statement.told_at is not None and date.last == statement.told_at.date()
    return own and (date.first == date.last or date.part == "night")


def _lie_apart(
    first: MemberClaims, second: MemberClaims, own: Sequence[DateMention], others: Sequence[DateMention]
) -> bool:
    """Whether the dates of one lie behind both reports and those of the other ahead of both."""
    if first.told_at is None or second.told_at is None:
        return False
    days = sorted((first.told_at.date(), second.told_at.date()))
    return any(
        bool(past and to_come)
        and all(date.last is not None and date.last <= days[0] for date in past)
        and all(date.first is not None and date.first > days[1] for date in to_come)
        for past, to_come in ((own, others), (others, own))
    )


def _tell_two_periods(one: Claims, other: Claims) -> bool:
    """Whether both name months, quarters or years, and not the same ones."""
    pairs = list(product(one.dates, other.dates))
    periods = [pair for pair in pairs if all(d.first and d.last and (d.last - d.first).days >= _PERIOD for d in pair)]
    return bool(periods) and all(dates_differ(*pair) for pair in periods)


def _is_one_asked_for(first: MemberClaims, second: MemberClaims) -> bool:
    """Whether all figures of one are expected or asked for, and none of the other's is."""
    own, others = ([figure.expected for figure in find_figures(one.claims, one.told_at)] for one in (first, second))
    return bool(own and others) and ((all(own) and not any(others)) or (all(others) and not any(own)))


def _fill_two_places(one: Claims, other: Claims) -> bool:
    """Whether both are all but copies that, beside their numbers, have unlike names or words of time in one place."""
    slots = find_slots(one.tokens, other.tokens)
    return slots.near and any(_is_set_apart(one, other, slot) or _names_two(one, other, slot) for slot in slots.slots)


def _is_set_apart(one: Claims, other: Claims, slot: Slot) -> bool:
    own = {token.lower for token in one.tokens if slot.start <= token.start < slot.end}
    others = {token.lower for token in other.tokens if slot.other_start <= token.start < slot.other_end}
    return bool(own and others) and own != others and own | others <= _SETTING_APART


def _names_two(one: Claims, other: Claims, slot: Slot) -> bool:
    own = [name for name in one.names if name.certain and slot.start <= name.start and name.end <= slot.end]
    others = [
        name for name in other.names if name.certain and slot.other_start <= name.start and name.end <= slot.other_end
    ]
    bare = max(
        slot.end - slot.start - sum(name.end - name.start for name in own),
        slot.other_end - slot.other_start - sum(name.end - name.start for name in others),
    )
    return (
        bool(own and others)
        and bare <= _BESIDE
        and not any(same_name(*pair) or stand_for_one(*pair) for pair in product(own, others))
    )
