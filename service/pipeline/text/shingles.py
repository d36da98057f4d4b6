"""Shingles: runs of neighbouring words, and how much of a text stands in those of another.

Source: Broder (1997), "On the resemblance and containment of documents".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from service.pipeline.text.quotations import OMITTED
from service.pipeline.text.watching import look_at_clock

SHINGLE_WORDS = 4
"""Words. Where every tenth is changed, nine in ten of the others still stand in shingles of four; by chance, reports
of one event share up to a quarter of their words in such shingles, and hardly one in longer ones."""

Shingle = tuple[str, ...]

_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_WORD = re.compile(rf"{OMITTED}+|[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def split_words(masked: str) -> tuple[str, ...]:
    """The words of a masked text as they are written, one `OMITTED` for each stretch left out.

    Han and Kana characters, written without spaces, are words of their own.
    """
    look_at_clock()
    return tuple(OMITTED if word[0] == OMITTED else word for word in _WORD.findall(masked))


def list_shingles(words: Sequence[str]) -> tuple[Shingle, ...]:
    """`SHINGLE_WORDS` neighbouring words each, by the place of their first word; () where a stretch was left out."""
    shingles = zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False)
    return tuple(() if OMITTED in shingle else shingle for shingle in shingles)


def number_shingles(texts: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """The shingles of each text by the place of their first word, equal ones by one number from 1; 0: left out.

    texts: of each, the numbers of its words, 0 where a stretch was left out. Cost: n log n in words, of numbers alone.
    """
    words = np.concatenate([*texts, np.zeros(0, np.int64)])
    pairs = _number_pairs(words[:-1], words[1:])
    shingles = _number_pairs(pairs[:-2], pairs[2:]) + 1
    for offset in range(SHINGLE_WORDS):
        shingles[words[offset : offset + len(shingles)] == 0] = 0
    starts = np.cumsum([0, *(len(text) for text in texts)]).tolist()
    return [shingles[start : max(start, end - SHINGLE_WORDS + 1)] for start, end in pairwise(starts)]


def _number_pairs(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Numbers from 0, equal where both numbers of a pair are."""
    if not len(first):
        return np.zeros(0, np.int64)
    numbers: NDArray[np.int64] = np.unique(first * (int(second.max()) + 1) + second, return_inverse=True)[1]
    return numbers


def cover_words(repeated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each word of a text stands in a shingle that another text holds too.

    repeated: (shingles,), by the place of their first word, whether the other text holds it.
    Shape: (words,), at least `SHINGLE_WORDS` - 1.
    """
    covered = np.zeros(len(repeated) + SHINGLE_WORDS - 1, np.bool_)
    for offset in range(SHINGLE_WORDS):
        covered[offset : offset + len(repeated)] |= repeated
    return covered
