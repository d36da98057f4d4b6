"""Text as it is compared: what nobody sees is gone, and one character is written one way.

Shown and cited is the text that was sent; a folded copy says where in it each of its characters came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from service.pipeline.text.recall import remembered
from service.pipeline.text.watching import look_at_clock
from service.pipeline.text.windows import find_all

_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe0e\ufe0f"
"""Soft hyphens, zero-width marks, marks of direction, variation selectors."""
_NARROW = "\u00a0\u2007-\u200a\u202f"
"""Blanks that join the groups of a number and end no line."""
_FRACTIONS = {
    "½": ".5",
    "¼": ".25",
    "¾": ".75",
    "⅓": ".33",
    "⅔": ".67",
    "⅕": ".2",
    "⅛": ".125",
    "⅜": ".375",
    "⅝": ".625",
}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_GROUPS = re.compile(
    rf"(?<![\w.,])\d{{1,3}}(?:[{_NARROW}]\d{{3}}){{1,6}}(?![\w])|(?<![\w.,])\d{{1,3}}(?: \d{{3}}){{2,6}}(?!\w)"
)
"""Numbers whose thousands stand apart; one group behind an ordinary blank may be a number of its own."""
_MARKUP = re.compile(r"\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)|!?\[(?=[^\]\n]{1,200}\]\()|\]\([^\s()]{0,300}\)")
"""Emphasis in Markdown, and what surrounds the words of its links."""
_WORTH_IT = re.compile(
    rf"[{_UNSEEN}{_NARROW}{''.join(_FRACTIONS)}{''.join(_LIGATURES)}]|\*\*|__|\]\(|\d \d{{3}} \d{{3}}"
)
_REACH = 16
"""More characters than that matches."""
_BLANK = re.compile(r"\s")
_JOINING = re.compile(r"[\u1161-\u11ff]")
"""Vowels and final consonants of Korean, which Unicode does not count as combining."""
_MARK = re.compile(r"[\u0300-\u036f]")
_WITHOUT_MARK = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not take apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded copy. places: where each of its characters stood, and behind them the length of the text it is of."""

    text: str
    places: tuple[int, ...]


@remembered(maxsize=16_384)
def fold_text(text: str) -> str:
    """`text` composed (NFC), without what nobody sees; "12 500 000" is "12500000", "1½" is "1.5". Cost: linear."""
    is_worth_it = any(find_all(_WORTH_IT, text, reach=_REACH))
    if not is_worth_it and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text
    return fold(text).text


def flatten(text: str) -> str:
    """The folded text on one line, white space being one blank each."""
    look_at_clock()
    return " ".join(fold_text(text).split())


@remembered(maxsize=64)
def fold(text: str) -> Folded:
    """The folded text, and where its characters came from. Cost: linear."""
    gone = {place for match in _MARKUP.finditer(text) for place in range(*match.span())}
    gone |= {blank.start() for number in _GROUPS.finditer(text) for blank in _find_blanks(text, number.span())}
    letters: list[str] = []
    places: list[int] = []
    for start, cluster in _read_clusters(text):
        written = "" if start in gone else _write(cluster, text[start - 1 : start])
        letters.append(written)
        places.extend([start] * len(written))
    return Folded(text="".join(letters), places=(*places, len(text)))


@remembered(maxsize=65_536)
def fold_marks(word: str) -> str:
    """The word in lower case without the marks of its letters: "lukasz" for "Łukasz"."""
    if word.isascii():
        return word.casefold()
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_WITHOUT_MARK))
    return unicodedata.normalize("NFC", _MARK.sub("", decomposed))


def _find_blanks(text: str, span: tuple[int, int]) -> Iterator[re.Match[str]]:
    return _BLANK.finditer(text, *span)


def _read_clusters(text: str) -> Iterator[tuple[int, str]]:
    """Characters, each with the marks that stand on it and without what nobody sees."""
    start, cluster = 0, ""
    for place, character in enumerate(text):
        if _IS_UNSEEN.match(character):
            continue
        if cluster and (unicodedata.combining(character) or _JOINING.match(character)):
            cluster += character
            continue
        if cluster:
            yield start, cluster
        start, cluster = place, character
    if cluster:
        yield start, cluster


_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")


def _write(cluster: str, before: str) -> str:
    if cluster in _FRACTIONS:
        return ("" if before.isdecimal() else "0") + _FRACTIONS[cluster]
    return _LIGATURES.get(cluster) or unicodedata.normalize("NFC", cluster)
