"""Abbreviations that an article explains, as in "anti-personnel land mines (APLs)"."""

from __future__ import annotations

import re

_SHORT = re.compile(r"\s\(([A-Z][A-Za-z.&-]{1,9})\)")
_CLAUSE_END = re.compile(r"[().;:!?\n]")
_MOST_CHARACTERS = 120
"""In front of an abbreviation in brackets, among which the words that it stands for begin."""
_WORD = re.compile(r"[^\W_]+")
_LEAST_CAPITALS = 2


def find_abbreviations(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each abbreviation in lower case with the words that it stands for, also in lower case, in order.

    Source: Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in biomedical
    text", section 3: its letters are found from the right, the first one at the start of a word.
    """
    found = []
    for match in _SHORT.finditer(text):
        short = re.sub(r"\W", "", match[1])
        before = _CLAUSE_END.split(text[max(0, match.start() - _MOST_CHARACTERS) : match.start()])[-1].lower()
        if sum(letter.isupper() for letter in short) < _LEAST_CAPITALS:
            continue
        start = _start_of_long_form(short.lower(), before)
        if start is not None:
            found.append((short.lower(), tuple(_WORD.findall(before[start:]))))
    return tuple(found)


def _start_of_long_form(short: str, text: str) -> int | None:
    """Where in `text` the words begin that `short` abbreviates, or None. At most len(short) + 5 words are looked at."""
    words = list(_WORD.finditer(text))
    earliest = words[-min(len(words), len(short) + 5)].start() if words else 0
    place = len(text)
    for index in range(len(short) - 1, -1, -1):
        place -= 1
        opens_word = index == 0
        while place >= earliest and (text[place] != short[index] or (opens_word and text[place - 1 : place].isalnum())):
            place -= 1
        if place < earliest:
            return None
    return place
