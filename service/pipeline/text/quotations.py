"""Quotations: which words of a text are somebody else's.

What is quoted is another one's wording, which two reporters may have heard; posts printed with their signature are
quotations too. A caption travels with its picture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.pipeline.text.watching import look_at_clock

OMITTED = "§"
"""Stands for every character, and in `shingles.split_words` for every stretch, that is not the writer's own."""

QUOTATION_MARKS = '"“”«»„'
"""Double marks, in which articles put what somebody said."""
OPENING_MARKS = ("“", '"', "‘", "«", "„", "「")
PAIRED_MARKS = (("“", "”"), ("«", "»"), ("「", "」"))
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
_QUOTED_PART = re.compile(
    r"(?:[“„«]|(?:^|(?<=[\s(\[—–-]))\"(?=\S))([^“”\"„«»]+)(?:[”\"»]|$)"
    r"|^([^“”\"„«»]+)(?:[”»]|(?<=\S)\"(?=[\s.,;:)!?]|$))"
)
_LONG_QUOTATION = re.compile(r"[“\"]([^“”\"]{12,}+)[”\"]")
_DOUBLE_MARK = re.compile(r"[“”\"]")
_ALONE = re.compile(r"^[“\"][^”\"]*[”\"]$")


def mask_borrowed(text: str) -> str:
    """`text` with every character of a quotation, a signed post or a caption replaced by `OMITTED`; as long as `text`.

    Straight double marks open or close by what stands beside them, so that a quotation over several paragraphs, each
    opened anew, is one. Cost: linear.
    """
    look_at_clock()
    masked = _CAPTION.sub(_omit, _POST.sub(_omit, text))
    masked = _OPENING_MARK.sub("“", masked).replace('"', "”")
    for marks in _MARKS:
        masked = _omit_between(masked, marks)
    for quotation in _QUOTATIONS:
        masked = quotation.sub(_omit, masked)
    return masked


def find_quotations(sentence: str) -> tuple[str, ...]:
    """What stands between marks; to the end, or from the beginning, where the other mark is in a sentence beside it."""
    return tuple(match[1] or match[2] for match in _QUOTED_PART.finditer(sentence))


def find_long_quotations(sentence: str) -> list[str]:
    """What stands between two double marks of the sentence itself, of twelve characters or more."""
    return _LONG_QUOTATION.findall(sentence)


def has_quotation_mark(sentence: str) -> bool:
    """Whether it has a double mark."""
    return _DOUBLE_MARK.search(sentence) is not None


def is_quotation_alone(sentence: str) -> bool:
    """Whether it is one quotation and nothing else."""
    return _ALONE.match(sentence) is not None


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
        look_at_clock()
        if opening < last:
            continue
        closing = min(find(mark, opening + 1) for mark in marks[text[opening]])
        if closing < len(text) and closing - opening <= _MOST_QUOTED + 1:
            parts += text[last:opening], OMITTED * (closing + 1 - opening)
            last = closing + 1
    return "".join((*parts, text[last:]))


def _omit(match: re.Match[str]) -> str:
    return OMITTED * len(match.group())
