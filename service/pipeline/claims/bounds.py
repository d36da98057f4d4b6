"""How a number is meant: exactly, about, as the least or the most."""

from __future__ import annotations

import enum
import re


class Bound(enum.StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Side(enum.StrEnum):
    """On which side of a number that is named what is counted lies."""

    BELOW = "below"
    ABOVE = "above"


_SLIGHTLY = "just|slightly|a little|a bit"
_LITTLE_ABOVE = rf"(?:{_SLIGHTLY}) (?:over|above|beyond|more than)"
_LITTLE_BELOW = rf"nearly|almost|(?:{_SLIGHTLY}) (?:under|below|short of|shy of|(?:less|fewer) than)"
_RISEN = "".join(
    rf"(?<!\b{verb} )"
    for verb in ("came", "come", "coming", "went", "gone", "rose", "risen", "moved", "is now", "are now")
)
"""Behind these "up to" tells what a number has become, and bounds none."""
_WORDS = {
    Bound.ABOUT: (rf"about|around|some|roughly|approximately|close to|estimated|{_LITTLE_ABOVE}|{_LITTLE_BELOW}"),
    Bound.AT_LEAST: (
        r"(?<!no )(?<!not )more than|at least|over|(?:no|not) (?:less|fewer) than|upwards? of|north of"
        r"|minimum of|in excess of|exceed(?:s|ed|ing)?|above|beyond|topp(?:ed|ing)|surpass(?:ed|ing)"
    ),
    Bound.AT_MOST: (
        rf"(?<!no )(?<!not )(?:less|fewer) than|{_RISEN}up to|at most|(?:no|not) more than|maximum of|as many as"
        r"|as much as|under|within|below|south of|short of"
    ),
}
"""The first that fits: "just over" comes before "over"."""


def _compile(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\s+(?:an? |the )?$")


_BEFORE = tuple((bound, _compile(words)) for bound, words in _WORDS.items())
_SIDES = ((_compile(_LITTLE_ABOVE), Side.ABOVE), (_compile(_LITTLE_BELOW), Side.BELOW))
_SIDE_OF = {Bound.AT_LEAST: Side.ABOVE, Bound.AT_MOST: Side.BELOW}
_BEHIND = (
    (Bound.AT_LEAST, re.compile(r"(?<!\s)\s++or (?:more|higher|older|above)\b|\+|[- ]plus\b")),
    (Bound.AT_MOST, re.compile(r"(?<!\s)\s++or (?:less|fewer|lower|younger|below)\b")),
    (Bound.ABOUT, re.compile(r"(?<!\s)\s++or so\b|-odd\b|-ish\b")),
)
_CHARACTERS = 24
"""How far in front of a number its bound is looked for."""


def read_bound(text: str, start: int, end: int) -> Bound:
    """How the number from `start` to `end` is meant."""
    before = _read_before(text, start)
    found = next((bound for bound, pattern in _BEFORE if pattern.search(before)), None)
    behind = (bound for bound, pattern in _BEHIND if pattern.match(text, end))
    return found or next(behind, Bound.EXACT)


def read_side(text: str, start: int, end: int) -> Side | None:
    """On which side of the number from `start` to `end` what it counts lies: "nearly 70" are fewer; None: either."""
    before = _read_before(text, start)
    near = next((side for pattern, side in _SIDES if pattern.search(before)), None)
    return near or _SIDE_OF.get(read_bound(text, start, end))


def find_bound(text: str, start: int) -> int:
    """Where the words begin that say how the number at `start` is meant; `start` where none stand in front of it."""
    before = _read_before(text, start)
    found = next((match for _, pattern in _BEFORE if (match := pattern.search(before))), None)
    return start - len(before) + found.start() if found else start


def _read_before(text: str, start: int) -> str:
    return text[max(0, start - _CHARACTERS) : start].lower()
