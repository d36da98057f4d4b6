"""One name in several spellings: with and without the marks of its letters, with "oe" for "ö"."""

from __future__ import annotations

import unicodedata

_WITHOUT_MARK = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart."""
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ß": "ss"})
"""What writers without these letters put for them."""


def fold_marks(word: str) -> str:
    """The word in lower case without the marks of its letters: "lukasz" for "Łukasz"."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_WITHOUT_MARK))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def same_spelling(first: str, second: str) -> bool:
    """Whether two words are spellings of one."""
    return bool(_spellings(first) & _spellings(second))


def _spellings(word: str) -> frozenset[str]:
    composed = unicodedata.normalize("NFC", word.lower())
    return frozenset({fold_marks(composed), fold_marks(composed.translate(_WRITTEN_OUT))})
