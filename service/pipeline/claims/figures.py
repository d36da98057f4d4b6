"""Figures of a sentence: each quantity with what befell those counted, and whether it is told of now.

"Nine people are dead and five missing" holds two figures, of which one counts the dead and one the missing. A value of
another story ("in 1987 four people drowned"), one that is expected, and one that the sentence itself calls earlier are
marked, so that nobody takes them for what is told of the event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.figure_times import (
    ADJACENT,
    is_earlier,
    is_elsewhen,
    is_expected,
    is_moving,
    is_replaced,
    list_far,
)
from service.pipeline.claims.quantity import AGE, IDENTIFIER, ORDINAL, Quantity, count_none
from service.pipeline.claims.synonyms import FATES, PERSONS, canonical_stem
from service.pipeline.claims.units import CURRENCIES
from service.pipeline.text.tokens import Token

_NOBODY = frozenset({"nobody", "none"})
_PER = frozenset({"a", "an", "per", "each", "every", "for"})
"""Words between an amount and what it is paid for: "42 euros a share"."""
_PART = frozenset(
    {"including", "among", "them", "whom", "those", "other", "others", "more", "another", "alone", "apiece"}
)
"""Words that, beside a number, make it a part of a count, or what is added to one."""
_FURTHER = frozenset({"other", "others", "more", "another"})
"""Of these, words that set those counted beside others, who may have met another fate: "killed 3, hurt 12 others"."""
_OCCASIONS = frozenset({"time", "occas"})
"""Stems of what tells how often: each story has many things that happened three times."""
_INCLUDING = frozenset({"included", "excluding", "excluded"})
"""Words that make an amount one of another whole."""
_CLAUSE_ENDS = frozenset({".", ";", ":", "—", "–", "but", "while", "although", "though", "because", "after", "whereas"})
_PERSON_ENDINGS = ("ers", "ors", "ists", "ians", "men", "women", "mates", "children", "girls", "boys", "kids")
"""Endings of most words for persons of a kind; what else ends so is neither killed nor arrested."""
_BESIDE = 2
_HOSPITAL = "hospit"
"""Stem of the place and of what befell those who are hospitalized."""
_ADMITTED = "hospitali"
_ENTERED = frozenset({"in", "to", "into"})
"""Words in front of a hospital that make it the fate of those counted, not the place where they work."""
_ENTERED_REACH = 3
_MAGNITUDE = frozenset({"magnitud"})
_STRONGEST = 10.0
"""No earthquake was ever of this magnitude."""
_BETWEEN_PARTS = 4
"""Tokens between a part and its whole, at most: "of Velmara's"."""
_LIVES = "live"
"""Stem of what is counted where a disaster "cost 31 lives"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity and what it is of.

    nouns: canonical stems of the things or kinds of persons counted; for money, what it is paid for. persons: whether
    it counts people. fates: what befell them, as the sentence says beside it. elsewhen: whether it is of another time,
    part: of a part of what is told, expected: not so yet, earlier: replaced in the sentence's own words.
    moving: whether the sentence says that it moves.
    """

    quantity: Quantity
    nouns: frozenset[str]
    persons: bool
    fates: frozenset[str]
    elsewhen: bool
    part: bool
    expected: bool
    earlier: bool
    moving: bool

    @property
    def is_money(self) -> bool:
        return self.quantity.unit in CURRENCIES

    @property
    def is_count(self) -> bool:
        return self.quantity.unit == ""

    @property
    def stands(self) -> bool:
        """Whether it is what the sentence tells of the event as a whole, at the time of writing."""
        return not (self.elsewhen or self.part or self.expected or self.earlier)


def find_figures(claims: Claims, published_at: datetime | None) -> tuple[Figure, ...]:
    """The figures of a sentence in order, with those that say that nobody was: ages and names of things are none.

    English; in other languages figures have no fates. Cost: linear.
    """
    counted = [q for q in claims.quantities if q.unit not in (ORDINAL, IDENTIFIER) and q.counted != AGE]
    amounts = sorted((*counted, *_nobody(claims)), key=lambda quantity: quantity.start)
    far = list_far(claims, published_at)
    return tuple(_read(claims, amounts, place, far) for place in range(len(amounts)))


def _read(claims: Claims, amounts: Sequence[Quantity], place: int, far: Sequence[DateMention]) -> Figure:
    quantity = amounts[place]
    tokens = claims.tokens
    first = next(i for i, token in enumerate(tokens) if token.end > quantity.start)
    last = next((i for i, token in enumerate(tokens) if token.start >= quantity.end), len(tokens))
    start, end = _clause(tokens, first, last)
    lower = [token.lower for token in tokens[start:end]]
    counted = frozenset(map(canonical_stem, quantity.counted))
    beside = [token.lower for token in tokens[max(start, first - _BESIDE) : first] if token.lower != "more"]
    behind = [token.lower for token in tokens[last : last + _BESIDE]]
    clause = (start, first, last, end)
    fates = frozenset[str]() if quantity.unit else _fates(tokens, amounts, place, clause)
    if _LIVES in quantity.counted:
        fates, counted = frozenset({"kill"}), PERSONS
    nouns = _paid_for(tokens, last) if quantity.unit in CURRENCIES else counted - FATES
    if nouns & PERSONS:
        nouns = frozenset()
    whole = _whole_of(amounts, place, claims)
    if not quantity.unit and not counted:
        nouns = whole
    if not quantity.unit and quantity.high < _STRONGEST and _tells_magnitude(tokens[start:first], counted):
        nouns, fates = _MAGNITUDE, frozenset[str]()
    return Figure(
        quantity=quantity,
        nouns=nouns,
        persons=not quantity.unit
        and _counts_persons(tokens[last : last + len(quantity.counted)], counted, nouns, fates),
        fates=fates,
        elsewhen=is_elsewhen(claims, far, tokens[start].start, tokens[end - 1].end),
        part=bool(nouns & _OCCASIONS or _INCLUDING & {*lower})
        or _is_part(_PART & {*beside, *behind}, fates, _list_fates(tokens, range(start, first)))
        or _is_whole(amounts, place, claims),
        expected=is_expected(tokens[start:first]),
        earlier=is_replaced(tokens, first) or is_earlier(claims, amounts, place, clause),
        moving=is_moving(tokens[start:end], tokens[start:first]),
    )


def _is_part(words: frozenset[str], fates: frozenset[str], before: Sequence[str]) -> bool:
    """Whether words beside a number make it a part; "others" do not where those told `before` met another fate."""
    others = before[:-1] if fates.issuperset(before[-1:]) else before
    apart = bool(fates and others) and fates.isdisjoint(others)
    return bool(words - _FURTHER if apart else words)


def _whole_of(amounts: Sequence[Quantity], place: int, claims: Claims) -> frozenset[str]:
    """What a number counts that is told as so many of a greater one: fields, in "41 of 260 fields"."""
    if place + 1 < len(amounts) and _is_whole(amounts, place + 1, claims):
        return frozenset(map(canonical_stem, amounts[place + 1].counted)) - PERSONS - FATES
    return frozenset()


def _is_whole(amounts: Sequence[Quantity], place: int, claims: Claims) -> bool:
    """Whether a number is that of the whole of which another one in front of it is a part."""
    if not place:
        return False
    before, own = amounts[place - 1], amounts[place]
    between = [token.lower for token in claims.tokens if before.end <= token.start < own.start]
    return between[:1] == ["of"] and len(between) <= _BETWEEN_PARTS and before.unit == own.unit == ""


def _tells_magnitude(before: Sequence[Token], counted: frozenset[str]) -> bool:
    """Whether a bare number is of a magnitude told before it, or a number directly behind the word is."""
    stems = [canonical_stem(token.stem) for token in before]
    return stems[-1:] == list(_MAGNITUDE) or (not counted and bool(_MAGNITUDE & {*stems}))


def _counts_persons(
    behind: Sequence[Token], counted: frozenset[str], nouns: frozenset[str], fates: frozenset[str]
) -> bool:
    kind = any(token.lower.endswith(_PERSON_ENDINGS) for token in behind)
    return bool(counted & PERSONS or (fates and (kind or not nouns)))


def _clause(tokens: Sequence[Token], first: int, last: int) -> tuple[int, int]:
    while first > 0 and tokens[first - 1].lower not in _CLAUSE_ENDS:
        first -= 1
    while last < len(tokens) and tokens[last].lower not in _CLAUSE_ENDS:
        last += 1
    return first, last


def _fates(
    tokens: Sequence[Token], amounts: Sequence[Quantity], place: int, clause: tuple[int, int, int, int]
) -> frozenset[str]:
    """What befell those counted: by the verb that governs the number, else the next one behind, else one before it.

    Another number of the clause cuts off what is told of it.
    """
    start, first, last, end = clause
    before = first - 1
    while before >= start and tokens[before].lower in ADJACENT:
        before -= 1
    governing = _fate(tokens, before) if before >= start else ""
    if governing:
        return frozenset({governing})
    later = (amount.start for amount in amounts[place + 1 :] if not _is_denied(tokens, amount))
    following = next(later, tokens[-1].end)
    cutting = place - 1 - (place > 0 and _is_reached(tokens, amounts[place - 1], amounts[place]))
    preceding = amounts[cutting].end if cutting >= 0 else 0
    behind = [i for i in range(last, end) if tokens[i].start < following]
    if found := _list_fates(tokens, behind):
        return frozenset(found[:1])
    ahead = [i for i in range(start, first) if tokens[i].start >= preceding]
    return frozenset(_list_fates(tokens, ahead)[-1:])


def _is_reached(tokens: Sequence[Token], first: Quantity, second: Quantity) -> bool:
    """Whether a number is what another one in front of it rose or fell to: "from 20 to at least 35"."""
    between = [token.lower for token in tokens if first.end <= token.start < second.start]
    return between[:1] == ["to"] and ADJACENT.issuperset(between)


def _is_denied(tokens: Sequence[Token], amount: Quantity) -> bool:
    """Whether the sentence says that it is not so many: "nineteen people, not 23, are trapped"."""
    before = [token.lower for token in tokens if token.end <= amount.start]
    return before[-1:] == ["not"]


def _list_fates(tokens: Sequence[Token], places: Iterable[int]) -> list[str]:
    return [fate for place in places if (fate := _fate(tokens, place))]


def _fate(tokens: Sequence[Token], place: int) -> str:
    """What befell someone, if the word says so; a word with a capital is a name, or opens the sentence with another."""
    token = tokens[place]
    stem = canonical_stem(token.stem)
    if stem not in FATES or token.capitalized:
        return ""
    before = {other.lower for other in tokens[max(0, place - _ENTERED_REACH) : place]}
    entered = token.stem != _HOSPITAL or token.lower.startswith(_ADMITTED) or before & _ENTERED
    return stem if entered else ""


def _paid_for(tokens: Sequence[Token], last: int) -> frozenset[str]:
    """The noun of "a share" behind an amount, if there is one."""
    for place, token in enumerate(tokens[last : last + 4]):
        if token.lower not in _PER:
            return frozenset({canonical_stem(token.stem)}) if place and token.content else frozenset()
    return frozenset()


def _nobody(claims: Claims) -> Iterator[Quantity]:
    """Nobody as a number, where the sentence says what befell nobody, or that no one, or none, is left."""
    for negation in claims.negations:
        stems = frozenset(map(canonical_stem, negation.scope))
        if negation.cue in _NOBODY and stems & FATES:
            yield count_none(negation.start, negation.end, "peopl")
