"""Who says what: the statements that a sentence reports, each with the name of who makes it. English."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.names import Name
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.text.tokens import Token

_SAYING = frozenset(
    """
    said says say saying told tells telling added adds adding argued argues warned warns claimed claims insisted insists
    stated states explained explains noted notes complained complains testified testifies replied replies confirmed
    confirms predicted predicts acknowledged acknowledges conceded concedes suggested suggests believes believed wrote
    writes admitted admits alleged alleges thinks thought reckons reckoned maintains maintained contends contended
    """.split()  # noqa: SIM905
)
"""Verbs of reporting, in the forms that a report has them in."""
_BEFORE_WHOM = frozenset({"told", "tells", "telling", "saying", "adding"})
"""Those behind which nobody stands who speaks."""
_GOING_ON = frozenset({"saying", "adding", "telling"})
"""Behind a comma, who spoke goes on: "she said it was safe, adding that engineers had seen it"."""
_SUBJECTS = frozenset({"he", "she", "it", "they", "we", "i", "you", "that", "there"})
"""Words that open what somebody is told, and not what they are told to do."""
_ENDED = frozenset(".!?")
_QUOTED = frozenset('”"’»')
_BETWEEN = frozenset({"also", "has", "had", "later", "have", "since", "then", "however", "repeatedly"})
"""What may stand between who says something and that verb."""
_BEING = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PREPOSITIONS = frozenset("of in for at from with near on by to behind".split())  # noqa: SIM905
"""Behind them stands where somebody is or belongs, and not who speaks."""
_JOINING = frozenset(
    "but and while whereas as that because when after though although which who where if or before".split()  # noqa: SIM905
)
"""Words over which a subject does not reach."""
_SIGNS = frozenset(',.;:“”"()—–-')
_OPENING = frozenset('.;:“"')
"""Signs behind which another statement begins."""
_CLOSING = frozenset(',”"’')
"""Signs between what is said and who says it."""
_MOST_APPOSITION, _MOST_SUBJECT, _MOST_TITLE, _MOST_REPORTS = 14, 24, 6, 32
"""Tokens between two commas that tell who somebody is, of a subject, and of a title; reports of a sentence that are
read: where more stand, it has lost its full stops.
"""
_TO_WHOM = 4
"""Tokens behind "told" among which a "to" makes it a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A statement that a sentence reports. speaker: who makes it; None where no name says so, as behind "she".

    words: canonical stems of what is said. start: where in the sentence it is told who says it.
    """

    speaker: Name | None
    words: frozenset[str]
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Credit:
    """Tokens from `first` up to `last` that tell who speaks. behind: whether the statement stands in front of them."""

    first: int
    last: int
    speaker: Name | None
    behind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """tokens: in order. ending: of the place behind the last token of a name, that name. names, starts: in order."""

    tokens: tuple[Token, ...]
    ending: dict[int, Name]
    names: tuple[Name, ...]
    starts: tuple[int, ...]


def find_reports(claims: Claims) -> tuple[Report, ...]:
    """What a sentence reports that somebody says, in order. Cost: linear in its length."""
    sentence = _Sentence(
        tokens=claims.tokens,
        ending={name.end: name for name in claims.names},
        names=claims.names,
        starts=tuple(name.start for name in claims.names),
    )
    end = len(claims.tokens)
    told_by = _carry_on(sentence, list(islice(_find_credits(sentence), _MOST_REPORTS)))
    bounds = [0, *(one.last for one in told_by)]
    nexts = [*(_end_before(sentence, one, other) for one, other in pairwise(told_by)), end]
    reports = (
        _read_report(sentence, credit, before, after)
        for credit, before, after in zip(told_by, bounds, nexts, strict=False)
    )
    return tuple(report for report in reports if report.words)


def _carry_on(sentence: _Sentence, found: Sequence[_Credit]) -> list[_Credit]:
    """The credits, those behind which who spoke before goes on with that speaker."""
    told: list[_Credit] = []
    for credit in found:
        goes_on = told and sentence.tokens[credit.first].lower in _GOING_ON
        told.append(replace(credit, speaker=told[-1].speaker) if goes_on else credit)
    return told


def _read_report(sentence: _Sentence, credit: _Credit, before: int, after: int) -> Report:
    """before, after: where the credits in front of it and behind it end and begin."""
    tokens = sentence.tokens
    # Behind a quotation that ends as a sentence does stands another sentence.
    ends = (k for k in range(credit.last + 1, after) if tokens[k].text in _QUOTED and tokens[k - 1].text in _ENDED)
    said = list(tokens[credit.last : next(ends, after)])
    if credit.behind:
        said += tokens[_start_of_statement(tokens, before, credit.first) : credit.first]
    return Report(speaker=credit.speaker, words=list_words(said), start=tokens[credit.first].start)


def list_words(tokens: Iterable[Token]) -> frozenset[str]:
    """Canonical stems of the words of content and the figures among `tokens`, by which reports are compared."""
    return frozenset(canonical_stem(token.stem) for token in tokens if token.content or token.text[0].isdecimal())


def _end_before(sentence: _Sentence, one: _Credit, other: _Credit) -> int:
    """Where what `one` credits ends, which `other` follows."""
    return _start_of_statement(sentence.tokens, one.last, other.first) if other.behind else other.first


def _start_of_statement(tokens: Sequence[Token], first: int, last: int) -> int:
    """Behind the last sign from `first` on at which another statement begins; that which closes it does not."""
    return next((place + 1 for place in range(last - 3, first - 1, -1) if tokens[place].text in _OPENING), first)


def _find_credits(sentence: _Sentence) -> Iterator[_Credit]:
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        if token.lower in _SAYING and not _is_command(tokens, place):
            yield _read_verb(sentence, place)
        elif token.lower == "to" and place and tokens[place - 1].lower == "according":
            name = _name_from(sentence, place + 1)
            yield _Credit(first=place - 1, last=_end(tokens, name, place + 1), speaker=name, behind=place > 1)


def _is_command(tokens: Sequence[Token], place: int) -> bool:
    """Whether somebody is told to do something."""
    if tokens[place].lower not in {"told", "tells"}:
        return False
    words = [token.lower for token in tokens[place + 1 : place + 1 + _TO_WHOM]]
    return "to" in words and _SUBJECTS.isdisjoint(words[: words.index("to")])


def _read_verb(sentence: _Sentence, place: int) -> _Credit:
    """Who stands in front of a verb of saying, or behind it where a statement ends in front of it."""
    tokens = sentence.tokens
    if tokens[place].lower in _GOING_ON and place and tokens[place - 1].text == ",":
        return _Credit(first=place, last=place + 1, speaker=None, behind=False)
    first = place
    while first and tokens[first - 1].lower in _BETWEEN:
        first -= 1
    if first and tokens[first - 1].lower in _BEING:
        return _Credit(first=first, last=place + 1, speaker=None, behind=False)
    closed = first > 0 and tokens[first - 1].text in _CLOSING
    if closed and tokens[place].lower not in _BEFORE_WHOM and (name := _name_from(sentence, place + 1)):
        last = _end(tokens, name, place + 1)
        if last == len(tokens) or tokens[last].text in _SIGNS or tokens[last].lower in _PREPOSITIONS | _JOINING:
            return _Credit(first=first, last=last, speaker=name, behind=True)
    start, name = _read_subject(sentence, first)
    behind = start > 0 and tokens[start - 1].text in _CLOSING
    return _Credit(first=start, last=place + 1, speaker=name, behind=behind)


def _read_subject(sentence: _Sentence, place: int) -> tuple[int, Name | None]:
    """Where the subject in front of a verb starts, and whom it names; None where it names nobody."""
    tokens = sentence.tokens
    if not place or tokens[place - 1].text != ",":
        return _read_phrase(sentence, place)
    reach = range(place - 2, max(-1, place - 2 - _MOST_APPOSITION), -1)
    comma = next((other for other in reach if tokens[other].text == ","), None)
    if comma is None:
        return place, None
    start, name = _read_phrase(sentence, comma)
    if name and start and tokens[start - 1].text == ",":
        return start, None  # of three commas nobody knows which one the subject stands in front of
    return (start, name) if name else (comma + 1, _read_phrase(sentence, place - 1)[1])


def _read_phrase(sentence: _Sentence, end: int) -> tuple[int, Name | None]:
    """Likewise, of the words that end there: "Anna Kohl of the union" names her, "Kohl's lawyer" nobody."""
    tokens = sentence.tokens
    start = end
    while start and end - start < _MOST_SUBJECT and not _ends_subject(tokens[start - 1]):
        start -= 1
    if start == end:
        return end, None
    cut = next((place for place in range(start + 1, end) if tokens[place].lower in _PREPOSITIONS), end)
    return start, sentence.ending.get(tokens[cut - 1].end)


def _ends_subject(token: Token) -> bool:
    return token.text in _SIGNS or token.lower in _JOINING


def _name_from(sentence: _Sentence, place: int) -> Name | None:
    """The name that the words from a token on lead to, behind a title."""
    tokens = sentence.tokens
    if place >= len(tokens):
        return None
    following = bisect_left(sentence.starts, tokens[place].start)
    if following == len(sentence.names):
        return None
    name = sentence.names[following]
    title = [token for token in tokens[place : place + _MOST_TITLE + 1] if token.start < name.start]
    is_title = all(token.word and token.lower not in _SAYING | _PREPOSITIONS | _JOINING for token in title)
    return name if is_title and len(title) <= _MOST_TITLE else None


def _end(tokens: Sequence[Token], name: Name | None, place: int) -> int:
    """One past the last token from `place` on of a name."""
    while name and place < len(tokens) and tokens[place].start < name.end:
        place += 1
    return place
