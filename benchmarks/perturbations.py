"""Sentences made untrue by changing one thing: a number, a date, a name, a negation, or who did it to whom.

The rules find what they change by patterns of their own, not by the ones that the service reads claims with, so that
what the service fails to see is changed too.
"""

from __future__ import annotations

import enum
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


class Change(enum.StrEnum):
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    NEGATION = "negation"
    ROLES = "roles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Perturbation:
    """text: the sentence, changed. removed, added: the words taken out and put in, either of which may be empty."""

    change: Change
    text: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORT_MONTHS = ("Jan.", "Feb.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_NUMBER_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty",
    "thirty", "forty", "fifty", "sixty",
)  # fmt: skip
_MONTH_NAME = "|".join(re.escape(month) for month in (*_MONTHS, *_SHORT_MONTHS) if month != "May")
_DATE_PATTERNS = (
    re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})\b"),
    re.compile(rf"(?:\b(?:{_MONTH_NAME}|May)\s+)(?P<day>\d{{1,2}})\b(?!,?\d)"),
    re.compile(rf"(?<!\w)(?P<month>{_MONTH_NAME})(?!\w)"),
    re.compile(r"(?<![\d$€£.,#-])\b(?P<year>(?:19|20)\d\d)\b(?![,.]?\d)"),
)
FIGURES = re.compile(r"(?<![\w.,/:#-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w:/]|[.,]\d)")
_IN_DATE = re.compile(rf"(?:{_MONTH_NAME}|May)\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(_NUMBER_WORDS)})\b")
_NAME = re.compile(r"(?<![\w’'.-])[A-Z][\w-]*[a-z](?:\s(?:[A-Z]\.\s)?[A-Z][\w-]*[a-z]){0,4}(?![\w-])")
_NO_NAMES = frozenset(
    """
    The A An In On At It He She They We I But And Or If As For By To Of This That These Those There When While After
    Before Since With From His Her Their Its Our My Your What Who Why How Where Which Not No Now Then So Yet Also Mr Mrs
    Ms Dr Sen Gov Rep Sgt Lt Col Gen Still Although Though Because Until During Both Some Many Most Each Every All Other
    One Two Three Four Five Six Seven Eight Nine Ten Officials Police According President Prime Minister Secretary
    """.split()  # noqa: SIM905
) | frozenset((*_WEEKDAYS, *_MONTHS))
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had)\b(?!\s+not\b|n[’']t)")
_NEGATION = re.compile(
    r"\b(?:(?P<aux>is|are|was|were|will|would|can|could|should|has|have|had|did|does|do)(?:\s+not\b|n[’']t\b)"
    r"|(?P<never>never)\b)\s*"
)
_VERB = re.compile(r"\b(?:\w+ed|said|told|asked|met|won|beat|left|gave|took|made|led|held|sent|shot|saw|says|tells)\b")
_LEAST_BETWEEN = 3
"""Fewest characters between two names that change places, so that a full name is not cut in two."""


def perturb(text: str, change: Change, *, names: Sequence[str], chooser: random.Random) -> Perturbation | None:
    """The sentence with one such change, or None where it holds nothing to change.

    names: of the story, from which another one is taken.
    """
    return _MAKERS[change](text, names, chooser)


def find_names(sentences: Sequence[str]) -> tuple[str, ...]:
    """The names of a story, sorted: runs of capitalized words of which no word is written small elsewhere."""
    small = {word.strip(".,;:!?\"“”'()") for sentence in sentences for word in sentence.split() if word[:1].islower()}
    names = {
        text[start:end]
        for text in sentences
        for start, end in find_name_spans(text)
        if end - start > len(text[start:end].split()[0]) or text[:start].rstrip()[-1:].isalnum()
    }
    return tuple(sorted(name for name in names if not any(word.lower() in small for word in name.split())))


def find_figures(text: str) -> list[tuple[int, int]]:
    """Spans of numbers in figures that are no part of a date."""
    return [
        match.span()
        for match in FIGURES.finditer(text)
        if not _IN_DATE.search(text[: match.start()]) and not _YEAR.fullmatch(match.group())
    ]


def _replace(text: str, span: tuple[int, int], new: str, change: Change) -> Perturbation:
    start, end = span
    return Perturbation(change=change, text=text[:start] + new + text[end:], removed=(text[start:end],), added=(new,))


def _change_number(text: str, _names: Sequence[str], chooser: random.Random) -> Perturbation | None:
    spans = find_figures(text)
    spans += [match.span() for match in _WORD_NUMBER.finditer(text)]
    if not spans:
        return None
    start, end = chooser.choice(spans)
    old = text[start:end]
    if old[0].isdigit():
        digit = chooser.choice([digit for digit in "123456789" if digit != old[0]])
        return _replace(text, (start, end), digit + old[1:], Change.NUMBER)
    others = [word for word in _NUMBER_WORDS if word != old]
    return _replace(text, (start, end), chooser.choice(others), Change.NUMBER)


def _change_date(text: str, _names: Sequence[str], chooser: random.Random) -> Perturbation | None:
    matches = [match for pattern in _DATE_PATTERNS for match in pattern.finditer(text)]
    if not matches:
        return None
    match = chooser.choice(matches)
    kind, old = next((kind, value) for kind, value in match.groupdict().items() if value)
    choices = {
        "weekday": [day for day in _WEEKDAYS if day != old],
        "month": [month for month in _MONTHS if month[:3] != old[:3] and month != "May"],
        "day": [str(day) for day in range(1, 29) if str(day) != old],
        "year": [str(int(old) + move) for move in (-7, -3, -2, -1, 1, 2, 3)] if kind == "year" else [],
    }
    return _replace(text, match.span(kind), chooser.choice(choices[kind]), Change.DATE)


def _change_name(text: str, names: Sequence[str], chooser: random.Random) -> Perturbation | None:
    spans = find_name_spans(text)
    known = [(start, end) for start, end in spans if text[start:end] in names]
    if not known:
        return None
    start, end = chooser.choice(known)
    own = {word for left, right in spans for word in text[left:right].split()}
    others = [name for name in names if not own & set(name.split()) and name not in text]
    return _replace(text, (start, end), chooser.choice(others), Change.NAME) if others else None


def _change_negation(text: str, _names: Sequence[str], chooser: random.Random) -> Perturbation | None:
    negated = _NEGATION.search(text)
    if negated:
        kept = f"{negated['aux']} " if negated["aux"] else ""
        changed = text[: negated.start()] + kept + text[negated.end() :]
        return Perturbation(change=Change.NEGATION, text=changed, removed=(negated.group().strip(),), added=())
    auxiliaries = list(_AUXILIARY.finditer(text))
    if not auxiliaries:
        return None
    end = chooser.choice(auxiliaries).end()
    return Perturbation(change=Change.NEGATION, text=f"{text[:end]} not{text[end:]}", removed=(), added=("not",))


def _swap_roles(text: str, names: Sequence[str], chooser: random.Random) -> Perturbation | None:
    spans = [(start, end) for start, end in find_name_spans(text) if text[start:end] in names]
    pairs = [
        (first, second)
        for place, first in enumerate(spans)
        for second in spans[place + 1 :]
        if second[0] - first[1] > _LEAST_BETWEEN
        and _VERB.search(text[first[1] : second[0]])
        and not set(text[slice(*first)].split()) & set(text[slice(*second)].split())
    ]
    if not pairs:
        return None
    (start, end), (other_start, other_end) = chooser.choice(pairs)
    one, other = text[start:end], text[other_start:other_end]
    changed = text[:start] + other + text[end:other_start] + one + text[other_end:]
    return Perturbation(change=Change.ROLES, text=changed, removed=(one, other), added=(other, one))


def find_name_spans(text: str) -> list[tuple[int, int]]:
    """Spans of runs of capitalized words, less the words in front that are no names."""
    spans = []
    for match in _NAME.finditer(text):
        start, words = match.start(), match.group().split()
        while words and words[0] in _NO_NAMES:
            start = text.index(words[0], start) + len(words[0]) + 1
            words = words[1:]
        if words and not any(word in _NO_NAMES for word in words):
            spans.append((start, match.end()))
    return spans


_MAKERS: dict[Change, Callable[[str, Sequence[str], random.Random], Perturbation | None]] = {
    Change.NUMBER: _change_number,
    Change.DATE: _change_date,
    Change.NAME: _change_name,
    Change.NEGATION: _change_negation,
    Change.ROLES: _swap_roles,
}
