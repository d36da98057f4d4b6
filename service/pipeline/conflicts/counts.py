"""Figures that count the same in sentences of whichever groups: the slot that two reports fill with their numbers.

Two figures fill one slot if they count by one noun, or people of one fate, or pay for one thing, and if the sentences
are near enough for that to be the same one: the less telling the slot, the nearer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from service.domain import ConflictKind
from service.pipeline.claims.figures import Figure, find_figures
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.quantity_agreement import leave_bounds_out, same_quantity
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.claims.units import PERCENT, convert
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.text.watching import look_at_clock

_COSINE = 2.0
"""What a cosine of 1 counts for, in rare words shared."""
_NEEDED_BY_FATE = 0.6
"""Rare words, or nearness, that two counts of people of one fate need to be of one event."""
_NEEDED_BY_NOUN = 1.5
"""The same for things counted by one noun, the noun itself counted in."""
_NEEDED_OTHERWISE = 2.2
"""The same for amounts of money, shares and measures, whose slot is told by the words around them alone."""
_LEAST_SHARE = 0.25
"""Of the lighter sentence's words, by weight, those that both must share then."""
_NEEDED_BY_ONE_FATE = 3.0
"""The same for people of whom only one sentence says what befell them in a word for it."""
_NEEDED_BY_PRICE = 1.0
"""The same for money paid for one and the same thing ("a share")."""
_NEEDED_TO_AGREE = 1.2
"""The same, at most, for two figures of one value: that tells a good deal itself."""
_ALIKE = 1.5
"""How many times as large one amount of money may be as another that is alike."""
_GAIN_OF_ALIKE = 0.5
"""What that counts for, in rare words."""
_VAGUE_FATES = frozenset({"rescu", "evacu"})
"""What befell people in many other words: "took 900 people from roofs"."""
_MOST_FIGURES = 1_000
"""Figures of the best ranked groups that are held against those of others: 600 sentences of news have 500 or so."""
_WIDEST = 8.0
"""How many times as large one amount of a slot may be as the other; a count of people may grow from 1 to any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A figure with the place of its statement. context: canonical stems of the statement, numbers left out.

    plain: its quantity without "at least", and without "about" where it is exact enough.
    """

    place: int
    figure: Figure
    context: frozenset[str]
    plain: Quantity


def list_figures(statements: Sequence[MemberClaims]) -> tuple[Told, ...]:
    """The figures of all statements, in their order; those that a report recalls beside its own are of another time."""
    told: list[Told] = []
    for place, statement in enumerate(statements):
        figures = find_figures(statement.claims, statement.told_at)
        context = _context(statement)
        told += [
            Told(place=place, figure=figure, context=context, plain=leave_bounds_out(figure.quantity))
            for figure in figures
        ]
    recaps = _find_recaps(statements, told)
    return tuple(
        replace(one, figure=replace(one.figure, elsewhen=True)) if number in recaps else one
        for number, one in enumerate(told)
    )


def _find_recaps(statements: Sequence[MemberClaims], told: Sequence[Told]) -> frozenset[int]:
    """The places of counts whose sentence names a day before that of the report, which tells a count of its own day.

    "Fifteen people are dead. On Sunday officials spoke of 12." Cost: the square of a report's counts among the first
    thousand figures.
    """
    reports: dict[_Report, tuple[list[int], list[int]]] = {}
    for number, one in enumerate(told[:_MOST_FIGURES]):
        look_at_clock()
        if one.figure.is_count and one.figure.stands:
            statement = statements[one.place]
            old, own = reports.setdefault(_report(statement), ([], []))
            (old if _names_earlier_day(statement) else own).append(number)
    return frozenset(
        number
        for old, own in reports.values()
        for number in old
        for older in [told[number].figure]
        if any(_value(told[newer].figure) != _value(older) and share_slot(told[newer].figure, older) for newer in own)
    )


def _names_earlier_day(statement: MemberClaims) -> bool:
    told_at = statement.told_at
    return told_at is not None and any(date.last and date.last < told_at.date() for date in statement.claims.dates)


def find_counts(
    statements: Sequence[MemberClaims],
    told: Sequence[Told],
    rivals: Rivals,
    weights: WordWeights,
    nearness: Nearness,
) -> Iterator[tuple[int, int, Difference]]:
    """Pairs of statements of different articles, by their places, whose figures fill one slot with unlike values.

    Rivals are of two things.
    Cost: the square of the number of figures, of which the first thousand are looked at.
    """
    standing = [one for one in told if one.figure.stands]
    for one, other in _list_pairs(statements, standing):
        if _agree(statements, one, other) or rivals.include(one.figure, other.figure):
            continue
        if _fill_one_slot(statements, one, other, weights, nearness):
            yield (
                one.place,
                other.place,
                Difference(
                    kind=ConflictKind.QUANTITY,
                    first=one.figure.quantity,
                    second=other.figure.quantity,
                    about=(one.context & other.context) | (one.figure.fates & other.figure.fates),
                ),
            )


def find_agreements(
    statements: Sequence[MemberClaims], told: Sequence[Told], weights: WordWeights, nearness: Nearness
) -> Iterator[tuple[tuple[int, Quantity], tuple[int, Quantity]]]:
    """Pairs of figures of different articles, each with the place of its statement, of one slot and one value.

    Cost: as of `find_counts`.
    """
    for one, other in _list_pairs(statements, [one for one in told if not (one.figure.elsewhen or one.figure.earlier)]):
        if _agree(statements, one, other) and _fill_one_slot(
            statements, one, other, weights, nearness, most=_NEEDED_TO_AGREE
        ):
            yield (one.place, one.figure.quantity), (other.place, other.figure.quantity)


def _list_pairs(statements: Sequence[MemberClaims], told: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Pairs of figures of different articles that may count one thing, among the first thousand."""
    told = told[:_MOST_FIGURES]
    for number, one in enumerate(told):
        look_at_clock()
        for other in told[number + 1 :]:
            apart = statements[one.place].article.index != statements[other.place].article.index
            if (
                apart
                and _may_compare(one.figure.quantity, other.figure.quantity)
                and share_slot(one.figure, other.figure)
            ):
                yield one, other


class Rivals:
    """Standing values of which one report tells two: they are of two things, such as the fines for two offences.

    A report is an article, or an entry of a live report.
    """

    def __init__(self, statements: Sequence[MemberClaims], told: Sequence[Told]) -> None:
        self._figures: dict[_Value, dict[_Report, list[Figure]]] = {}
        for one in told:
            if one.figure.stands:
                reports = self._figures.setdefault(_value(one.figure), {})
                reports.setdefault(_report(statements[one.place]), []).append(one.figure)

    def include(self, first: Figure, second: Figure) -> bool:
        """Whether some report tells both values, each of what the one or the other figure is of."""
        tellers, others = (self._figures.get(_value(figure), {}) for figure in (first, second))
        return any(
            any(share_slot(figure, first) for figure in tellers[report])
            and any(share_slot(figure, second) for figure in others[report])
            for report in tellers.keys() & others.keys()
        )


_Report = tuple[int, datetime | None]
"""The index of an article, and when it, or its entry, was written."""
_Value = tuple[str, float, float]
"""The unit of a number, and its ends."""


def _report(statement: MemberClaims) -> _Report:
    return statement.article.index, statement.told_at


def _value(figure: Figure) -> _Value:
    return figure.quantity.unit, figure.quantity.low, figure.quantity.high


def _agree(statements: Sequence[MemberClaims], one: Told, other: Told) -> bool:
    """Whether two figures tell one value; of two times, "at least 12" and "14" are two, and "about 9" and "10"."""
    times = {statements[told.place].told_at for told in (one, other)}
    first, second = one.figure.quantity, other.figure.quantity
    if first.unit == second.unit and math.isclose(first.low, second.low) and math.isclose(first.high, second.high):
        return True
    if len(times) == 1 or None in times:
        return same_quantity(first, second)
    return same_quantity(one.plain, other.plain)


def _fill_one_slot(
    statements: Sequence[MemberClaims],
    one: Told,
    other: Told,
    weights: WordWeights,
    nearness: Nearness,
    *,
    most: float = math.inf,
) -> bool:
    """Whether both count one thing. most: what they need in common at most."""
    first, second = statements[one.place], statements[other.place]
    needed = _need(one.figure, other.figure)
    if needed is None:
        return False
    if first.group_id == second.group_id:
        return True
    if needed >= _NEEDED_OTHERWISE - _GAIN_OF_ALIKE and weights.share(one.context, other.context) < _LEAST_SHARE:
        return False
    near = _COSINE * max(0.0, nearness(first.member.sentence, second.member.sentence))
    return weights.weigh(one.context & other.context) + near >= min(needed, most)


def share_slot(one: Figure, other: Figure) -> bool:
    """Whether two figures may count the same thing, whatever their sentences speak of."""
    return _need(one, other) is not None


def _may_compare(first: Quantity, second: Quantity) -> bool:
    return first.unit == second.unit or convert(1.0, second.unit, first.unit) is not None


def _need(one: Figure, other: Figure) -> float | None:
    """Rare words that two figures need in common to be held against each other; None if they count different things."""
    if one.fates != other.fates and (one.persons or other.persons):
        lone = (one.fates | other.fates) <= _VAGUE_FATES and one.persons and other.persons
        return _NEEDED_BY_ONE_FATE if lone and one.nouns == other.nouns else None
    if one.is_count:
        return _need_of_counts(one, other)
    if one.is_money:
        return _need_of_money(one, other)
    unlike = one.quantity.unit == PERCENT and one.nouns != other.nouns and one.nouns and other.nouns
    return _NEEDED_OTHERWISE if not unlike and _is_within(one, other) else None


def _need_of_money(one: Figure, other: Figure) -> float | None:
    if one.nouns and other.nouns:
        return _NEEDED_BY_PRICE if one.nouns & other.nouns else None
    if one.nouns == other.nouns and _is_within(one, other, _ALIKE):
        return _NEEDED_OTHERWISE - _GAIN_OF_ALIKE
    return _NEEDED_OTHERWISE if _is_within(one, other) else None


def _need_of_counts(one: Figure, other: Figure) -> float | None:
    if one.persons and other.persons and one.fates & other.fates:
        if one.nouns and other.nouns:
            return _NEEDED_BY_FATE if one.nouns & other.nouns else None
        return _NEEDED_OTHERWISE if one.nouns or other.nouns else _NEEDED_BY_FATE
    if one.nouns & other.nouns:
        return _NEEDED_BY_NOUN if _is_within(one, other) else None
    plain = one.persons and other.persons and not (one.fates or other.fates or one.nouns or other.nouns)
    return _NEEDED_OTHERWISE if plain and _is_within(one, other) else None


def _is_within(one: Figure, other: Figure, widest: float = _WIDEST) -> bool:
    low, high = one.quantity.high, convert(other.quantity.high, other.quantity.unit, one.quantity.unit) or 0.0
    low, high = min(low, high), max(low, high)
    return low > 0.0 and high <= widest * low


def _context(statement: MemberClaims) -> frozenset[str]:
    """Canonical stems of the words of content, those of numbers and days left out."""
    claims = statement.claims
    spans = [(quantity.start, quantity.end) for quantity in claims.quantities]
    spans += [(date.start, date.end) for date in claims.dates]
    return content_stems(
        [token for token in claims.tokens if not any(start <= token.start < end for start, end in spans)]
    )
