"""The wording of a text: the words that are the writer's own, and how much of them stands in another text.

What is quoted is somebody else's wording, which two reporters may have heard; posts printed with their signature are
quotations too. A caption travels with its picture. Neither makes one text a copy of another.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

OMITTED = "§"
"""Stands for every character, and in `split_words` for every stretch, that is not the writer's own."""

RUN = 4
"""Words. Where every tenth is changed, nine in ten of the others still stand in runs of four; by chance, reports of one
event share up to a quarter of their words in such runs, and hardly one in longer texts."""

Run = tuple[str, ...]

_MOST_QUOTED = 2000
"""Characters: the longest quotation; a mark that finds no partner within them was never closed."""
_MOST_CAPTION = 600
"""Characters: a longer line is a paragraph or a whole article, not a caption or a post."""
_OPENING_MARK = re.compile(r"(?<![\w.,!?;:%…)\]’”])\"(?=[\w'‘’(\[$£€#@…¿¡])")
_MARKS = ({"„": "“”", "“": "”"}, {"«": "»", "「": "」", "『": "』"})
"""Marks that open a quotation, with those that close it."""
_QUOTATIONS = (
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
    opened anew, is one. Cost: linear.
    """
    masked = _CAPTION.sub(_omit, _POST.sub(_omit, text))
    masked = _OPENING_MARK.sub("“", masked).replace('"', "”")
    for marks in _MARKS:
        masked = _omit_between(masked, marks)
    for quotation in _QUOTATIONS:
        masked = quotation.sub(_omit, masked)
    return masked


def split_words(masked: str) -> tuple[str, ...]:
    """The words of a masked text as they are written, one `OMITTED` for each stretch left out.

    Han and Kana characters, written without spaces, are words of their own.
    """
    words = _WORD.findall(_UNSPACED.sub(r" \1 ", masked))
    return tuple(OMITTED if word.startswith(OMITTED) else word for word in words)


def list_runs(words: Sequence[str]) -> tuple[Run, ...]:
    """The runs of `RUN` neighbouring words, by the place of their first word; () where a stretch was left out."""
    runs = zip(*(words[offset:] for offset in range(RUN)), strict=False)
    return tuple(() if OMITTED in run else run for run in runs)


def cover_words(repeated: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether each word of a text stands in a run that another text holds too. Shape: (words,), at least `RUN` - 1.

    repeated: (runs,), by the place of their first word, whether the other text holds it.
    """
    covered = np.zeros(len(repeated) + RUN - 1, np.bool_)
    for offset in range(RUN):
        covered[offset : offset + len(repeated)] |= repeated
    return covered


def _omit_between(text: str, marks: Mapping[str, str]) -> str:
    """`text` without what stands between marks, up to the nearest that closes; each mark is looked for once."""
    nearest: dict[str, int] = {}

    def find(mark: str, start: int) -> int:
        if nearest.get(mark, -1) < start:
            found = text.find(mark, start)
            nearest[mark] = found if found >= 0 else len(text)
        return nearest[mark]

    parts: list[str] = []
    last = 0
    for opening in (place for place, character in enumerate(text) if character in marks):
        if opening < last:
            continue
        closing = min(find(mark, opening + 1) for mark in marks[text[opening]])
        if closing < len(text) and closing - opening <= _MOST_QUOTED + 1:
            parts += text[last:opening], OMITTED * (closing + 1 - opening)
            last = closing + 1
    return "".join((*parts, text[last:]))


def _omit(match: re.Match[str]) -> str:
    return OMITTED * len(match.group())
