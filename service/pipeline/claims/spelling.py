"""One name in several spellings: with and without the marks of its letters, with "oe" for "ö"."""

from __future__ import annotations

import unicodedata

from service.pipeline.text.folding import fold_marks

_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ß": "ss"})
"""What writers without these letters put for them."""


def same_spelling(first: str, second: str) -> bool:
    """Whether two words are spellings of one."""
    return bool(_spellings(first) & _spellings(second))


def _spellings(word: str) -> frozenset[str]:
    composed = unicodedata.normalize("NFC", word.lower())
    return frozenset({fold_marks(composed), fold_marks(composed.translate(_WRITTEN_OUT))})
