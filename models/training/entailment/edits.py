"""Sentences of articles with one detail changed, so that their article no longer says it; and some that it still does.

What language models get wrong and readers miss: a figure of something else, a dropped hedge, "some" told as "all", a
cause that nobody gave. Each edit names its kind; the kinds are those of the claims that readers wrote.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:,\d{3})*(?:\.\d+)?(?![\w:/]|[.,]\d)")
_NAME = re.compile(r"(?<![\w’'.-])(?:[A-Z][a-z][\w-]*)(?:\s[A-Z][a-z][\w-]*){0,3}")
_DAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = (
    "January", "February", "March", "April", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNITS = (
    ("million", "billion"), ("hours", "days"), ("days", "weeks"), ("weeks", "months"), ("months", "years"),
    ("miles", "kilometers"), ("percent", "percentage points"), ("dollars", "euros"), ("hundreds", "thousands"),
    ("thousands", "millions"), ("feet", "meters"), ("dozens", "hundreds"), ("minutes", "hours"),
)  # fmt: skip
_SCOPE = (
    ("some", "all"), ("many", "all"), ("most", "all"), ("several", "all"), ("at least", "exactly"),
    ("up to", "more than"),
    ("about", "exactly"), ("nearly", "more than"), ("almost", "more than"), ("more than", "less than"),
    ("one of the", "the only one of the"), ("often", "always"), ("part of", "all of"), ("the second", "the first"),
    ("the third", "the second"), ("fewer than", "more than"), ("usually", "always"), ("partly", "entirely"),
)  # fmt: skip
_MODALITY = (
    ("may have", "has"), ("might have", "has"), ("could have", "has"), ("may", "will"), ("might", "will"),
    ("could", "will"), ("plans to", "has begun to"), ("plan to", "have begun to"), ("hopes to", "is going to"),
    ("is expected to", "was confirmed to"), ("are expected to", "were confirmed to"), ("allegedly", ""),
    ("reportedly", ""),
    ("apparently", ""), ("possibly", ""), ("accused of", "convicted of"), ("suspected of", "convicted of"),
    ("charged with", "convicted of"), ("considering", "carrying out"), ("was trying to", "managed to"),
    ("tried to", "managed to"), ("threatened to", "went on to"), ("wants to", "is about to"), ("should", "will"),
    ("agreed to", "refused to"), ("believed to", "known to"), ("alleged", "proven"), ("proposed", "enacted"),
)  # fmt: skip
_OPPOSITE = (
    ("increase", "decrease"), ("increased", "decreased"), ("rose", "fell"), ("raised", "lowered"), ("higher", "lower"),
    ("before", "after"), ("won", "lost"), ("accepted", "rejected"), ("approved", "rejected"), ("arrived", "left"),
    ("opened", "closed"), ("supported", "opposed"), ("support", "oppose"), ("praised", "criticized"),
    ("confirmed", "denied"), ("denied", "admitted"), ("released", "withheld"), ("began", "ended"),
    ("larger", "smaller"), ("bought", "sold"), ("guilty", "innocent"), ("alive", "dead"),
    ("allowed", "banned"), ("success", "failure"), ("north", "south"), ("east", "west"),
    ("early", "late"), ("inside", "outside"), ("older", "younger"), ("survived", "died"),
    ("hired", "fired"), ("welcomed", "condemned"), ("improved", "worsened"),
)  # fmt: skip
_AUXILIARY = re.compile(r"\b(?:is|are|was|were|will|would|can|could|should|has|have|had)\b(?!\s+not\b|n[’']t)")
_SPEECH = re.compile(r"\b(?:said|told|says|added|asked|according to|announced|warned)\b")
_QUOTED = re.compile('["“”]')
_OPENINGS = frozenset(
    ("The", "A", "An", "In", "On", "At", "It", "He", "She", "They", "We", "I", "But", "And", "Or", "If", "As", "For",
     "By", "To", "Of", "This", "That", "These", "Those")
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """kind: what was changed; empty where the article still says it."""

    text: str
    kind: str


Editor = Callable[[str, Sequence[str], random.Random], str | None]
"""A sentence, the sentences around it and chance -> the sentence changed, or None where it holds nothing to change."""


def edit_sentence(text: str, around: Sequence[str], chooser: random.Random) -> Edit | None:
    """The sentence with one detail changed, of a kind drawn at random among those that it allows; None if none does.

    Kinds that few sentences allow come before the others. around: other sentences of the same story, of which wrong
    figures and names are taken.
    """
    kinds = list(_EDITORS)
    chooser.shuffle(kinds)
    kinds.sort(key=lambda kind: kind not in _RARE)
    for kind in kinds:
        changed = _EDITORS[kind](text, around, chooser)
        if changed and changed != text:
            return Edit(text=" ".join(changed.split()), kind=kind)
    return None


def join_sentences(first: str, second: str, chooser: random.Random) -> tuple[Edit, Edit] | None:
    """Two sentences of one article as one: with a cause that it does not give, and side by side, as it has them."""
    if any(_QUOTED.search(text) or len(text.split()) > _LONGEST_JOINED for text in (first, second)):
        return None
    begun, tail = first.rstrip(".!? "), second.rstrip(".!? ")
    tail = tail if tail.split()[0] not in _OPENINGS else tail[0].lower() + tail[1:]
    cause = chooser.choice(("because", "as a result of the fact that", "in response, after", "so that"))
    return (
        Edit(text=f"{begun} {cause} {tail}.", kind="cause"),
        Edit(text=f"{begun}{chooser.choice((', and', ', while', ';'))} {tail}.", kind=""),
    )


_LONGEST_JOINED = 22


def _swap_listed(pairs: Sequence[tuple[str, str]], *, both_ways: bool) -> Editor:
    table: dict[str, str] = dict(pairs)
    if both_ways:
        table = {**{new: old for old, new in pairs}, **table}
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, table), key=len, reverse=True))})\b")

    def edit(text: str, _around: Sequence[str], chooser: random.Random) -> str | None:
        matches = list(pattern.finditer(text))
        if not matches:
            return None
        match = chooser.choice(matches)
        return text[: match.start()] + table[match.group()] + text[match.end() :]

    return edit


def _change_number(text: str, around: Sequence[str], chooser: random.Random) -> str | None:
    matches = list(_NUMBER.finditer(text))
    if not matches:
        return None
    match = chooser.choice(matches)
    others = [found for other in around for found in _NUMBER.findall(other) if found not in text]
    old = match.group()
    digit = chooser.choice([digit for digit in "123456789" if digit != old[0]])
    new = chooser.choice(others) if others and chooser.random() < _FIGURE_OF_ANOTHER else digit + old[1:]
    return text[: match.start()] + new + text[match.end() :]


_FIGURE_OF_ANOTHER = 0.6


def _swap_numbers(text: str, _around: Sequence[str], chooser: random.Random) -> str | None:
    """Each figure told of what the other counts."""
    matches = list(_NUMBER.finditer(text))
    pairs = [(first, second) for first, second in pairwise(matches) if first[0] != second[0]]
    if not pairs:
        return None
    first, second = chooser.choice(pairs)
    between = text[first.end() : second.start()]
    return f"{text[: first.start()]}{second[0]}{between}{first[0]}{text[second.end() :]}"


def _change_date(text: str, _around: Sequence[str], chooser: random.Random) -> str | None:
    for names in (_DAY, _MONTH):
        matches = list(re.finditer(rf"\b(?:{'|'.join(names)})\b", text))
        if matches:
            match = chooser.choice(matches)
            new = chooser.choice([name for name in names if name != match.group()])
            return text[: match.start()] + new + text[match.end() :]
    years = list(re.finditer(r"\b(?:19|20)\d\d\b", text))
    if not years:
        return None
    match = chooser.choice(years)
    return text[: match.start()] + str(int(match.group()) + chooser.choice((-4, -2, -1, 1, 2))) + text[match.end() :]


def _find_names(text: str) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in _NAME.finditer(text)
        if match.start() > 0 and match.group().split()[0] not in (*_OPENINGS, *_DAY, *_MONTH, "May")
    ]


def _change_name(text: str, around: Sequence[str], chooser: random.Random) -> str | None:
    spans = _find_names(text)
    others = [other[start:end] for other in around for start, end in _find_names(other)]
    others = [name for name in others if not set(name.split()) & set(re.findall(r"\w+", text))]
    if not spans or not others:
        return None
    start, end = chooser.choice(spans)
    return text[:start] + chooser.choice(others) + text[end:]


def _change_speaker(text: str, around: Sequence[str], chooser: random.Random) -> str | None:
    return _change_name(text, around, chooser) if _SPEECH.search(text) else None


def _swap_names(text: str, _around: Sequence[str], chooser: random.Random) -> str | None:
    spans = _find_names(f" {text}")
    spans = [(start - 1, end - 1) for start, end in spans]
    pairs = [
        (first, second)
        for place, first in enumerate(spans)
        for second in spans[place + 1 :]
        if re.search(r"\b[a-z]+(?:ed|s|ing)\b", text[first[1] : second[0]])
        and not set(text[slice(*first)].split()) & set(text[slice(*second)].split())
    ]
    if not pairs:
        return None
    (start, end), (other_start, other_end) = chooser.choice(pairs)
    return text[:start] + text[other_start:other_end] + text[end:other_start] + text[start:end] + text[other_end:]


def _negate(text: str, _around: Sequence[str], chooser: random.Random) -> str | None:
    negated = re.search(r"\b(?:is|are|was|were|will|would|could|should|has|have|had)(?P<not> not|n[’']t)\b", text)
    if negated:
        return text[: negated.start("not")] + text[negated.end("not") :]
    auxiliaries = list(_AUXILIARY.finditer(text))
    if not auxiliaries:
        return None
    end = chooser.choice(auxiliaries).end()
    return f"{text[:end]} not{text[end:]}"


_EDITORS: Mapping[str, Editor] = {
    "number": _change_number,
    "figure": _swap_numbers,
    "unit": _swap_listed(_UNITS, both_ways=True),
    "date": _change_date,
    "name": _change_name,
    "attribution": _change_speaker,
    "role": _swap_names,
    "polarity": _negate,
    "scope": _swap_listed(_SCOPE, both_ways=False),
    "modality": _swap_listed(_MODALITY, both_ways=False),
    "opposite": _swap_listed(_OPPOSITE, both_ways=True),
}
_RARE = frozenset({"figure", "unit", "scope", "modality"})
