"""Figures of a sentence: each quantity with what befell those counted, and whether it is told of now.

"Nine people are dead and five missing" holds two figures, of which one counts the dead and one the missing. A value of
another story ("in 1987 four people drowned"), one that is expected, and one that the sentence itself calls earlier are
marked, so that nobody takes them for what is told of the event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.quantities import AGE, IDENTIFIER, ORDINAL, Quantity, count_none
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
_OCCASIONS = frozenset({"time", "occas"})
"""Stems of what tells how often: each story has many things that happened three times."""
_INCLUDING = frozenset({"included", "excluding", "excluded"})
"""Words that make an amount one of another whole."""
_EXPECTED = frozenset(
    """
    would could may might expect expected expects forecast forecasts fear feared seek seeks seeking want wants wanted
    demand demands demanded aim aims hope hopes if should target predicted predicts
    """.split()  # noqa: SIM905
)
"""Words of what is not so yet, or is only asked for."""
_EXPECTED_REACH = 6
"""Words in front of a number among which one says that it is expected."""
_QUESTIONS = frozenset({"why", "how", "that", "whether", "what", "which"})
"""Words that open another clause, of what is so: "want to know why 240,000 euros went"."""
_EARLIER = frozenset({"previous", "previously", "earlier", "originally", "initial", "initially"})
"""Words that make a value an earlier one, in the sentence's own eyes."""
_MOVING = frozenset(
    """
    now still so far risen rise rises rose rising raised raises raise increased increase increases lower lowered cut
    revised revises updated latest already yet since currently grown grew climbed climbs climbing fell fallen falls
    dropped shrunk fewer remain remains remaining least reached reaches stood stands
    """.split()  # noqa: SIM905
)
"""Words of a value that moves: it has risen, it is so many so far, still, or by now."""
_ADJACENT = frozenset(
    """
    at least some about around nearly almost more than up to as many over under fewer less no exactly only another the
    a an further estimated close
    """.split()  # noqa: SIM905
)
"""Words that may stand between a verb and the number that it governs."""
_RECENT = timedelta(days=21)
"""How far before publication a day of the story may lie; before it, the sentence tells of another time."""
_CLAUSE_ENDS = frozenset({".", ";", ":", "—", "–", "but", "while", "although", "though", "because", "after", "whereas"})
_PERSON_ENDINGS = ("ers", "ors", "ists", "ians", "men", "women", "mates", "children", "girls", "boys", "kids")
"""Endings of most words for persons of a kind; what else ends so is neither killed nor arrested."""
_BESIDE = 2
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
    elsewhen = _is_elsewhen(claims, published_at)
    return tuple(_read(claims, amounts, place, elsewhen=elsewhen) for place in range(len(amounts)))


def _read(claims: Claims, amounts: Sequence[Quantity], place: int, *, elsewhen: bool) -> Figure:
    quantity = amounts[place]
    tokens = claims.tokens
    first = next(i for i, token in enumerate(tokens) if token.end > quantity.start)
    last = next((i for i, token in enumerate(tokens) if token.start >= quantity.end), len(tokens))
    start, end = _clause(tokens, first, last)
    lower = [token.lower for token in tokens[start:end]]
    counted = frozenset(map(canonical_stem, quantity.counted))
    beside = [token.lower for token in tokens[max(start, first - _BESIDE) : first] if token.lower != "more"]
    behind = [token.lower for token in tokens[last : last + _BESIDE]]
    fates = _fates(tokens, amounts, place, (start, first, last, end))
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
        elsewhen=elsewhen,
        part=bool(nouns & _OCCASIONS or _PART & {*beside, *behind} or _INCLUDING & {*lower})
        or _is_whole(amounts, place, claims),
        expected=_is_expected(tokens[max(start, first - _EXPECTED_REACH) : first]),
        earlier=bool(_EARLIER & {*lower}) or beside[-1:] == ["not"] or beside[-1:] == ["from"],
        moving=bool(_MOVING & {*lower}),
    )


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


def _is_expected(before: Sequence[Token]) -> bool:
    """Whether the words in front of a number say that it is not so yet."""
    for token in reversed(before):
        if token.lower in _EXPECTED:
            return True
        if token.lower in _QUESTIONS:
            return False
    return False


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
    while before >= start and tokens[before].lower in _ADJACENT:
        before -= 1
    governing = _fate(tokens[before]) if before >= start else ""
    if governing:
        return frozenset({governing})
    later = (amount.start for amount in amounts[place + 1 :] if not _is_denied(tokens, amount))
    following = next(later, tokens[-1].end)
    preceding = amounts[place - 1].end if place else 0
    behind = [token for token in tokens[last:end] if token.start < following]
    found = [stem for token in behind if (stem := _fate(token))]
    if found:
        return frozenset(found[:1])
    ahead = [token for token in tokens[start:first] if token.start >= preceding]
    found = [stem for token in ahead if (stem := _fate(token))]
    return frozenset(found[-1:])


def _is_denied(tokens: Sequence[Token], amount: Quantity) -> bool:
    """Whether the sentence says that it is not so many: "nineteen people, not 23, are trapped"."""
    before = [token.lower for token in tokens if token.end <= amount.start]
    return before[-1:] == ["not"]


def _fate(token: Token) -> str:
    """What befell someone, if the word says so; a word with a capital is a name, or opens the sentence with another."""
    stem = canonical_stem(token.stem)
    return stem if stem in FATES and not token.capitalized else ""


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


def _is_elsewhen(claims: Claims, published_at: datetime | None) -> bool:
    """Whether the sentence names a day or a year that is not of the story."""
    if published_at is None:
        return any(mention.year is not None and mention.month is None for mention in claims.dates)
    published = published_at.date()
    days = [mention for mention in claims.dates if mention.first and mention.last]
    return any(_is_far(mention.first, mention.last, published) for mention in days if mention.first and mention.last)


def _is_far(first: date, last: date, published: date) -> bool:
    # As differences, since a day less or more may lie outside the calendar.
    return published - last > _RECENT or (first - published > _RECENT and first.year != published.year)
