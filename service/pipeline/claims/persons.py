"""What a sentence says of the persons that it names: how old they are, and what office they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.names import Name, NameKind
from service.pipeline.claims.quantity import AGE, Quantity
from service.pipeline.text.irregular_verbs import is_past_form
from service.pipeline.text.tokens import Token

_OFFICES = (
    "prosecutor",
    "judge justice magistrate",
    "mayor",
    "governor",
    "senator congressman congresswoman",
    "minister premier chancellor secretary",
    "ambassador",
    "bishop cardinal archbishop",
    "general", "colonel", "lieutenant", "sergeant", "sheriff",
    "teacher", "surgeon doctor", "nurse", "pilot", "lawyer attorney", "priest pastor",
)  # fmt: skip
"""Offices and callings, those of a line being one; nobody is said to hold two of them at once."""
_LEADING = frozenset({"head", "chief", "boss", "director", "executive", "chair", "chairman", "chairwoman", "president"})
"""Words for whoever leads; what they lead tells one office from another."""
_OFFICE = {word: line.split()[0] for line in _OFFICES for word in line.split()}
_DOING = {"teaches": "teacher", "leads": "head", "heads": "head", "runs": "head"}
"""What "who" does who holds an office."""
_NOT_NOW = frozenset({"former", "ex", "then", "acting", "deputy", "vice", "incoming", "outgoing", "assistant"})
_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})
_GENERAL = "general"
"""An officer where it stands alone; behind another office, or in front of one, it is an adjective."""
_NO_PERSONS = frozenset({"the", "a", "an"})
"""What stands in front of things and never of a person's name: "the High Court"."""
_KIN = frozenset(
    """
    son daughter wife husband widow widower mother father brother sister cousin nephew niece aunt uncle grandson
    granddaughter grandmother grandfather
    """.split()  # noqa: SIM905
)
"""Relatives: only persons are some."""
_REACH = 4
_BEFORE_AGE = frozenset({",", "aged", "a", "an", "the"})
"""What may stand between a name and the age of whom it names."""
_ENDS = frozenset({",", ".", ";", "and", "but", "!", "?"})
_NO_CHILDREN = 18
"""Years from which "of" tells an age, and not what "a mother of twelve" has."""
_WHO_IS = ([",", "who", "is"], [",", "who", "was"])
_SOMEBODY_IS = (["he", "is"], ["she", "is"], ["he", "was"], ["she", "was"])
_AGE_IN_FRONT = frozenset({"-", "year", "years", "old", ","})
"""What may stand between an age and the name behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """The office that a sentence gives to a person; `sentence[start:end]` names it.

    office: the office, "" for whoever leads something. field: lower-cased words of what is led or served.
    """

    start: int
    end: int
    office: str
    field: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A name with what stands beside it. title: lower-cased words in front of it.

    sure: whether a title, an age, an office, a relative or "who" tells that it is a person's.
    """

    name: Name
    age: Quantity | None
    role: Role | None
    title: frozenset[str]
    sure: bool


def find_persons(claims: Claims) -> tuple[Person, ...]:
    """The names of a sentence that may be persons', in order. English."""
    return tuple(
        _read_person(claims, name)
        for name in claims.names
        if name.kind is not NameKind.PLACE and not _is_thing(claims, name)
    )


def find_unnamed_age(claims: Claims) -> Quantity | None:
    """The age of one whom a sentence does not name, but knows: "the 44-year-old wept", "He is 44"."""
    for quantity in claims.quantities:
        if any(name.end <= quantity.start and name.kind is not NameKind.PLACE for name in claims.names):
            return None
        before = [token.lower for token in claims.tokens if token.end <= quantity.start]
        behind = [token for token in claims.tokens if token.start >= quantity.end and token.lower not in _AGE_IN_FRONT]
        noun = bool(behind) and behind[0].content and not is_past_form(behind[0].lower)
        if quantity.counted == AGE and before[-1:] == ["the"] and not noun:
            return quantity
        if before in _SOMEBODY_IS and _stands_alone(quantity) and _ends_there(claims, quantity):
            return replace(quantity, counted=AGE)
    return None


def same_role(first: Role, second: Role) -> bool:
    """Whether one person may hold both at once."""
    if first.office or second.office:
        return not (first.office and second.office) or first.office == second.office
    return not (first.field and second.field) or bool(first.field & second.field)


def _read_person(claims: Claims, name: Name) -> Person:
    age, role = _find_age(claims, name), next(_find_roles(claims, name), None)
    title = frozenset(token.lower for token in _title(claims.tokens, name))
    behind = [token.lower for token in claims.tokens if token.start >= name.end and token.word]
    related = _KIN & {*title, *(token.lower for token in _apposition(claims.tokens, name))}
    return Person(
        name=name,
        age=age,
        role=role,
        title=title,
        sure=name.kind is NameKind.PERSON or bool(age or role or related) or behind[:1] == ["who"],
    )


def _is_thing(claims: Claims, name: Name) -> bool:
    """Whether an article directly in front tells that no person is named."""
    before = [token.lower for token in claims.tokens if token.end <= name.start]
    return name.kind is not NameKind.PERSON and not _NO_PERSONS.isdisjoint(before[-1:])


def _find_age(claims: Claims, name: Name) -> Quantity | None:
    """The age that stands beside a name: "Ann Lee, 44,", "who is 44,", "a farmer of 44", "44-year-old Ann Lee"."""
    behind = next((quantity for quantity in claims.quantities if quantity.start >= name.end), None)
    if behind:
        between = [token for token in claims.tokens if name.end <= token.start < behind.start]
        words = [token.lower for token in between]
        if behind.counted == AGE and _BEFORE_AGE.issuperset(words):
            return behind
        of_noun = behind.low >= _NO_CHILDREN and _is_noun_of(between)
        if _stands_alone(behind) and (of_noun or (words in _WHO_IS and _ends_there(claims, behind))):
            return replace(behind, counted=AGE)
    ahead = next((quantity for quantity in reversed(claims.quantities) if quantity.end <= name.start), None)
    if ahead and ahead.counted == AGE:
        rest = {token.lower for token in claims.tokens if ahead.end <= token.start < name.start}
        return ahead if rest <= _AGE_IN_FRONT else None
    return None


def _ends_there(claims: Claims, quantity: Quantity) -> bool:
    """Whether a clause ends behind a number, which then neither counts nor measures: not "who was 3-0 down"."""
    behind = next((token.lower for token in claims.tokens if token.start >= quantity.end), ".")
    return behind in _ENDS


def _stands_alone(quantity: Quantity) -> bool:
    """Whether a number says neither what it counts nor in what it measures."""
    return not quantity.counted and not quantity.unit


def _is_noun_of(between: Sequence[Token]) -> bool:
    """Whether ", a farmer of" stands between a name and a number."""
    if [token.text for token in between[:1]] != [","] or between[-1].lower != "of":
        return False
    article, *noun = between[1:-1] or between[:1]
    return article.lower in _ARTICLES and 0 < len(noun) <= _REACH and all(token.content for token in noun)


def _title(tokens: Sequence[Token], name: Name) -> list[Token]:
    """The words of content directly in front of a name; those in front of a comma before it, too."""
    before = [token for token in tokens if token.end <= name.start]
    if before and before[-1].text == ",":
        before.pop()
    title: list[Token] = []
    while before and before[-1].content and len(title) < _REACH:
        title.insert(0, before.pop())
    return title


def _find_roles(claims: Claims, name: Name) -> Iterator[Role]:
    title = _title(claims.tokens, name)
    within = [token for token in claims.tokens if name.start <= token.start < name.end]
    titled = [token for token in within[:1] if token.lower in _OFFICE and len(within) > 1]
    yield from _read_role([*title, *titled], claims)
    phrase = _apposition(claims.tokens, name)
    if phrase and phrase[0].lower in _ARTICLES | _LEADING | _OFFICE.keys() | _DOING.keys():
        yield from _read_role(phrase, claims)


def _apposition(tokens: Sequence[Token], name: Name) -> list[Token]:
    """The words behind the comma that follows a name, without "who"."""
    behind = [token for token in tokens if token.start >= name.end]
    if not behind or behind[0].text != ",":
        return []
    phrase = list(takewhile(lambda token: token.word or token.text == "-", behind[1 : 3 + _REACH]))
    return phrase[1:] if phrase and phrase[0].lower == "who" else phrase


def _read_role(phrase: Sequence[Token], claims: Claims) -> Iterator[Role]:
    words = [_DOING.get(token.lower, token.lower) for token in phrase]
    if not words or _NOT_NOW & {*words}:
        return
    named = frozenset(word for name in claims.names for word in name.words if len(name.words) > 1)
    offices = [_OFFICE[word] for word in _leave_out_adjectives(phrase, words) if word in _OFFICE]
    leads = [word for word in words if word in _LEADING]
    field = frozenset(
        token.lower
        for token in phrase
        if (token.content or token.text.isupper())
        and token.lower not in _LEADING | _OFFICE.keys() | _DOING.keys()
        and token.lower not in named
    )
    if offices or (leads and field):
        first = 1 if words[0] in _ARTICLES else 0
        yield Role(start=phrase[first].start, end=phrase[-1].end, office=offices[-1] if offices else "", field=field)


def _leave_out_adjectives(phrase: Sequence[Token], words: Sequence[str]) -> list[str]:
    """The words of a phrase, without "general" beside another one, nor the office in front of it that it is said of:
    an attorney general is neither a lawyer nor an officer.
    """
    left_out: set[int] = set()
    for place, token in enumerate(phrase):
        of_office = place > 0 and phrase[place - 1].content and phrase[place - 1].capitalized == token.capitalized
        of_noun = place + 1 < len(phrase) and phrase[place + 1].content
        if token.lower == _GENERAL and (of_office or of_noun):
            left_out.update({place, place - 1} if of_office else {place})
    return [word for place, word in enumerate(words) if place not in left_out]
