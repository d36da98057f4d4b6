"""What a sentence says of the persons that it names: how old they are, and what office they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.names import Name, NameKind
from service.pipeline.claims.quantities import AGE, Quantity
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
_REACH = 4
_AGE_REACH = 2
"""Tokens between a name and the age of whom it names, at most: a comma."""


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
    """A name with what stands beside it. title: lower-cased words in front of it."""

    name: Name
    age: Quantity | None
    role: Role | None
    title: frozenset[str]


def find_persons(claims: Claims) -> tuple[Person, ...]:
    """The names of a sentence that may be persons', in order. English."""
    return tuple(
        Person(
            name=name,
            age=_find_age(claims, name),
            role=next(_find_roles(claims, name), None),
            title=frozenset(token.lower for token in _title(claims.tokens, name)),
        )
        for name in claims.names
        if name.kind is not NameKind.PLACE
    )


def same_role(first: Role, second: Role) -> bool:
    """Whether one person may hold both at once."""
    if first.office or second.office:
        return not (first.office and second.office) or first.office == second.office
    return not (first.field and second.field) or bool(first.field & second.field)


def _find_age(claims: Claims, name: Name) -> Quantity | None:
    for quantity in claims.quantities:
        if quantity.counted == AGE and quantity.start >= name.end:
            between = [token for token in claims.tokens if name.end <= token.start < quantity.start]
            return quantity if len(between) <= _AGE_REACH and all(not token.content for token in between) else None
    return None


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
    behind = [token for token in claims.tokens if token.start >= name.end]
    if behind[:1] and behind[0].text == ",":
        phrase: list[Token] = []
        for token in behind[1 : 3 + _REACH]:
            if not (token.word or token.text == "-"):
                break
            phrase.append(token)
        if phrase and phrase[0].lower == "who":
            phrase.pop(0)
        if phrase and phrase[0].lower in _ARTICLES | _LEADING | _OFFICE.keys() | _DOING.keys():
            yield from _read_role(phrase, claims)


def _read_role(phrase: Sequence[Token], claims: Claims) -> Iterator[Role]:
    words = [_DOING.get(token.lower, token.lower) for token in phrase]
    if not words or _NOT_NOW & {*words}:
        return
    named = frozenset(word for name in claims.names for word in name.words if len(name.words) > 1)
    offices = [_OFFICE[word] for word in words if word in _OFFICE]
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
