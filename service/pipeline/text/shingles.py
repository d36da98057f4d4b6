"""The wording of a text: the words that are the writer's own, and how much of them stands in another text.

What is quoted is somebody else's wording, which two reporters may have heard; posts printed with their signature are
quotations too. A caption travels with its picture. Neither makes one text a copy of another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

OMITTED = "§"
"""Stands for every character, and in `split_words` for every stretch, that is not the writer's own."""

SHINGLE_WORDS = 4
"""Words. Where every tenth is changed, nine in ten of the others still stand in shingles of four; by chance, reports
of one event share up to a quarter of their words in such shingles, and hardly one in longer ones."""

Shingle = tuple[str, ...]

_MOST_QUOTED = 2000
"""Characters: the longest quotation; a mark that finds no partner within them was never closed."""
_MOST_CAPTION = 600
"""Characters: a longer line is a paragraph or a whole article, not a caption or a post."""
_OPENING_MARK = re.compile(r"(?<![\w.,!?;:%…)\]’”])\"(?=[\w'‘’(\[$£€#@…¿¡])")
_QUOTATIONS = (
    re.compile(rf"„[^“”]{{0,{_MOST_QUOTED}}}+[“”]|“[^”]{{0,{_MOST_QUOTED}}}+”"),
    re.compile(rf"«[^»]{{0,{_MOST_QUOTED}}}+»|「[^」]{{0,{_MOST_QUOTED}}}+」|『[^』]{{0,{_MOST_QUOTED}}}+』"),
    re.compile(r"(?<!\w)‘(?:[^‘’\n]|(?<=\w)’(?=\w))*’(?!\w)"),
    re.compile(r"(?<!\w)'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w))*(?<=[.,!?])'(?!\w)"),
)
"""Single marks close on their line, straight ones behind punctuation, so that an apostrophe is none."""
_POST = re.compile(rf"^[^\n]{{0,{_MOST_CAPTION}}}[—–-] ?[^\n]{{1,60}}\(@\w{{1,15}}\)[^\n]{{0,40}}$", re.MULTILINE)
_CAPTION = re.compile(
    rf"^[^\n]{{0,{_MOST_CAPTION}}}(?:\(Associated Press\)|AP Photo|Getty Images|(?:REUTERS|Reuters|AFP|EPA|AP) ?/"
    r"|/ ?(?:REUTERS|Reuters|AFP|EPA|AP|Getty)\b)[^\n]{0,60}$",
    re.MULTILINE,
)
_WORD = re.compile(rf"{OMITTED}+|[^\W_]+")
_UNSPACED = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f])")


def mask_borrowed(text: str) -> str:
    """`text` with every character of a quotation, a signed post or a caption replaced by `OMITTED`; as long as `text`.

    Straight double marks open or close by what stands beside them, so that a quotation over several paragraphs, each
    opened anew, is one. Cost: linear, but for marks that are opened and never closed: times 2,000 at worst.
    """
    masked = _CAPTION.sub(_omit, _POST.sub(_omit, text))
    masked = _OPENING_MARK.sub("“", masked).replace('"', "”")
    for quotation in _QUOTATIONS:
        masked = quotation.sub(_omit, masked)
    return masked


def split_words(masked: str) -> tuple[str, ...]:
    """The words of a masked text as they are written, one `OMITTED` for each stretch left out.

    Han and Kana characters, written without spaces, are words of their own.
    """
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", masked))
    return tuple(OMITTED if word.startswith(OMITTED) else word for word in words)


def list_shingles(words: Sequence[str]) -> tuple[Shingle, ...]:
    """`SHINGLE_WORDS` neighbouring words each, by the place of their first word; () where a stretch was left out."""
    shingles = zip(*(words[offset:] for offset in range(SHINGLE_WORDS)), strict=False)
    return tuple(() if OMITTED in shingle else shingle for shingle in shingles)


def cover_words(repeated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each word of a text stands in a shingle that another text holds too.

    repeated: (shingles,), by the place of their first word, whether the other text holds it.
    Shape: (words,), at least `SHINGLE_WORDS` - 1.
    """
    covered = np.zeros(len(repeated) + SHINGLE_WORDS - 1, np.bool_)
    for offset in range(SHINGLE_WORDS):
        covered[offset : offset + len(repeated)] |= repeated
    return covered


def _omit(match: re.Match[str]) -> str:
    return OMITTED * len(match.group())
