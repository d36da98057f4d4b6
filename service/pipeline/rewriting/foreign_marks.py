"""Marks of machines in a sentence that a rewriter wrote: markup, addresses, lines of lists, quotations left open.

Judged beside the sentences of the articles: what they have, too, may stand. Of any language.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate

from service.pipeline.text.quotations import OMITTED, mask_borrowed

_SIGNS = frozenset("*#@\\_[]{}")
"""Signs that Unicode calls punctuation, and prose does without."""
_MEASURES = frozenset("°−+×")
"""Symbols of measures, which a rewriter may write for their words."""
_ENTITY = re.compile(r"&(?:#x?[0-9a-f]{1,8}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]{1,30}:(?=[^\s\d])\S{0,200}"  # scheme
    r"|[^\W_](?:[\w-]{0,62}\w)?\.(?=[^\W\d_]{2})[^\W_][\w-]{1,62}"  # host
    r"|\d{1,3}(?:\.\d{1,3}){3}",
    re.IGNORECASE,
)
_LINE = re.compile(r"[-–—•▪◦·>|]|\(?\d{1,3}[.)]\s")
"""What opens a line of a list, a quotation or a table."""
_LETTERS = re.compile(r"[^\W\d_]+")
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN"})
"""Scripts with letters that look like those of another one, as Unicode names them."""
_OPENS_WORD = re.compile(r"(?:^|(?<=[\s(\[“\"—–-]))['‘]\w+")
_CLOSES_WORD = re.compile(r"(?<=[\w.,!?…])['’](?!\w)")
_ORDERED = {"(": 1, ")": -1}
_CURLY = {"“": 1, "”": -1}
_LOW = "„‟"
"""Open what “ closes."""


def holds_markup(text: str, given: Sequence[str]) -> bool:
    """Whether it has markup, an address, letters of two scripts in one word, or the opening of a line of a list
    that none of `given` has.
    """
    if _LINE.match(text) and not any(_LINE.match(one) for one in given):
        return True
    known = " ".join(given)
    if any(_mixes_scripts(word) and word not in known for word in _LETTERS.findall(text)):
        return True
    if Counter(filter(_is_foreign, text)) - Counter(filter(_is_foreign, known)):
        return True
    return any(
        match[0].lower() not in known.lower() for pattern in (_ENTITY, _ADDRESS) for match in pattern.finditer(text)
    )


def _mixes_scripts(word: str) -> bool:
    """Whether letters of unlike scripts that look alike are in it: a Cyrillic "a" in a Latin word."""
    return not word.isascii() and len({unicodedata.name(letter, "").split(" ")[0] for letter in word} & _ALIKE) > 1


def is_unbalanced(text: str, given: Sequence[str]) -> bool:
    """Whether a single mark opens a quotation that nothing closes, or a bracket or curly mark closes before one opens.

    Of double marks `readability.is_whole` knows. A word that opens with a mark in `given` is no quotation ("'90s"), and
    a mark may close first where one does in `given`, or in any text without “, as in Swedish: ”Ja.”
    """
    for marks in (_ORDERED, _CURLY) if "“" in text and not any(mark in text for mark in _LOW) else (_ORDERED,):
        if _closes_first(text, marks) and not any(_closes_first(one, marks) for one in given):
            return True
    left = mask_borrowed(text)
    known = " ".join(given)
    opened = [match for match in _OPENS_WORD.finditer(left) if match[0] not in known]
    return len(opened) > len(_CLOSES_WORD.findall(left.replace(OMITTED, " ")))


def _closes_first(text: str, marks: Mapping[str, int]) -> bool:
    return any(depth < 0 for depth in accumulate(marks.get(character, 0) for character in text))


def _is_foreign(character: str) -> bool:
    if character in _SIGNS:
        return True
    return unicodedata.category(character) in {"So", "Sk", "Sm"} and character not in _MEASURES
