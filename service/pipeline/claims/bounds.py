"""How a number is meant: exactly, about, as the least or the most."""

from __future__ import annotations

import enum
import re


class Bound(enum.StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


_WORDS = {
    Bound.ABOUT: (
        r"about|around|some|roughly|approximately|nearly|almost|close to|estimated"
        r"|(?:just|slightly|a little|a bit) (?:over|under|above|below|beyond|short of|shy of|(?:more|less|fewer) than)"
    ),
    Bound.AT_LEAST: (
        r"(?<!no )(?<!not )more than|at least|over|(?:no|not) (?:less|fewer) than|upwards? of|north of"
        r"|minimum of|in excess of|exceed(?:s|ed|ing)?|above|beyond|topp(?:ed|ing)|surpass(?:ed|ing)"
    ),
    Bound.AT_MOST: (
        r"(?<!no )(?<!not )(?:less|fewer) than|up to|at most|(?:no|not) more than|maximum of|as many as|as much as"
        r"|under|within|below|south of|short of"
    ),
}
"""The first that fits: "just over" comes before "over"."""
_BEFORE = tuple((bound, re.compile(rf"\b(?:{words})\s+(?:an? |the )?$")) for bound, words in _WORDS.items())
_BEHIND = (
    (Bound.AT_LEAST, re.compile(r"(?<!\s)\s++or (?:more|higher|older|above)\b|\+|[- ]plus\b")),
    (Bound.AT_MOST, re.compile(r"(?<!\s)\s++or (?:less|fewer|lower|younger|below)\b")),
    (Bound.ABOUT, re.compile(r"(?<!\s)\s++or so\b|-odd\b|-ish\b")),
)
_CHARACTERS = 24
"""How far in front of a number its bound is looked for."""


def read_bound(text: str, start: int, end: int) -> Bound:
    """How the number from `start` to `end` is meant."""
    before = text[max(0, start - _CHARACTERS) : start].lower()
    found = next((bound for bound, pattern in _BEFORE if pattern.search(before)), None)
    behind = (bound for bound, pattern in _BEHIND if pattern.match(text, end))
    return found or next(behind, Bound.EXACT)
