"""Quotations: which words of a text are somebody else's.

What is quoted is another one's wording, which two reporters may have heard; posts printed with their signature are
quotations too. A caption travels with its picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from service.domain import Span
from service.pipeline.text.watching import look_at_clock

OMITTED = "§"
"""Stands for every character, and in `shingles.split_words` for every stretch, that is not the writer's own."""

PAIRED_MARKS = (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』"))
"""Double marks that open what the other one closes; elsewhere ” and » open, and “ and « close, too."""
_SAME_MARKS = "”»"
"""Those that open as well as close where the other one of their pair is not used."""
_LOW_MARKS = "„‟"
"""Double marks that open alone; “ or ” closes."""
OPENING = "".join(opening for opening, _ in PAIRED_MARKS) + _LOW_MARKS + "‹‘‚"
CLOSING = "”’›」』"
"""Marks that open and close in English, single ones too."""
OPENING_MARKS = (*OPENING, '"')
QUOTATION_MARKS = '"' + "".join(map("".join, PAIRED_MARKS)) + _LOW_MARKS
"""Double marks, in which articles put what somebody said."""
_MOST_QUOTED = 2000
"""Characters: the longest quotation; a mark that finds no partner within them was never closed."""
_MOST_CAPTION = 600
"""Characters: a longer line is a paragraph or a whole article, not a caption or a post."""
_OPENING_MARK = re.compile(r"(?<![\w.,!?;:%…)\]’”])\"(?=[\w'‘’(\[$£€#@…¿¡])")
_MARKS = tuple(
    (re.compile(f"[{''.join(marks)}]"), marks)
    for marks in (dict.fromkeys(_LOW_MARKS, "“”") | dict(PAIRED_MARKS[:1]), dict(PAIRED_MARKS[1:]))
)
"""Marks that open a quotation, with those that close it, behind what finds them."""
_QUOTATIONS = {
    "‘": re.compile(r"(?<!\w)‘(?:[^‘’\n]|(?<=\w)’(?=\w))*’(?!\w)"),
    "'": re.compile(r"(?<!\w)'(?=\w)(?:[^'\n]|(?<=\w)'(?=\w))*(?<=[.,!?])'(?!\w)"),
}
"""By the mark that opens them: single ones close on their line, straight ones behind punctuation, so that an apostrophe
is none."""
_SIGNED = "(@"
"""Stands in every signed post."""
_POST = re.compile(rf"^[^\n]{{0,{_MOST_CAPTION}}}[—–-] ?[^\n]{{1,60}}\(@\w{{1,15}}\)[^\n]{{0,40}}$", re.MULTILINE)
_NAMES = r"(?:[^\na-z]|(?<=[\w’'])[a-z]|\b[a-z]{1,3}(?=[ -][A-Z])){0,60}"
"""No word in lower case but particles of names ("de", "al")."""
_CREDITS = ("/", "(Associated Press)", "AP Photo", "Getty Images")
"""Of these every caption has one."""
_CAPTION = re.compile(
    rf"^[^\n]{{0,{_MOST_CAPTION}}}(?:(?:\(Associated Press\)|AP Photo|Getty Images)[^\n]{{0,60}}"
    rf"|(?:\b(?:REUTERS|Reuters|AFP|EPA|AP) ?/|/ ?(?:REUTERS|Reuters|AFP|EPA|AP|Getty)\b){_NAMES}(?<!\w\.))$",
    re.MULTILINE,
)
_DOUBLE_OPENING, _DOUBLE_CLOSING = map("".join, zip(*PAIRED_MARKS, strict=True))
_WITHIN = rf"[^{QUOTATION_MARKS}]"
_QUOTED_PART = re.compile(
    rf"[{_LOW_MARKS}]({_WITHIN}+)(?:[“”]|$)"
    rf"|(?:[{_DOUBLE_OPENING}]|(?:^|(?<=[\s(\[—–-]))\"(?=\S))({_WITHIN}+)(?:[\"{_DOUBLE_CLOSING}]|$)"
    rf"|^({_WITHIN}+)(?:[{_DOUBLE_CLOSING}]|(?<=\S)\"(?=[\s.,;:)!?]|$))"
)
"""Between marks; to the end, or from the beginning, where the other mark is in a sentence beside it."""
_LONG_QUOTATION = re.compile(
    rf"[{_LOW_MARKS}]({_WITHIN}{{12,}}+)[“”]|[\"{_DOUBLE_OPENING}]({_WITHIN}{{12,}}+)[\"{_DOUBLE_CLOSING}]"
)
_DOUBLE_MARK = re.compile(rf"[{QUOTATION_MARKS}]")

_MARK = re.compile(rf"[{QUOTATION_MARKS}{OPENING}{CLOSING}]")
_SPEECH = (
    r"(?:said|says|say|asked|asks|told|tells|added|adds|wrote|writes|replied|replies|warned|warns|shouted|shouts|cried"
    r"|demanded|wondered|wonders|joked|insisted|answered|tweeted|posted|continued|explained|declared|exclaimed|urged)"
)
_SPEECH_TAG = re.compile(
    r"^[A-Z][\w.'’-]*+(?:\s(?:[A-Z][\w.'’-]*+|of|the|de|van|von|and)){0,9}(?:,\s[^,.!?\n]{1,60}+,)?\s"
    rf"{_SPEECH}\b"
    r"(?!,?:?\s[\"“„«‘])(?!\s(?:that|he|she|they|it|we|his|her|their|there)\b)"
    r"(?!\s(?:the\s\w{1,20}|[A-Z][a-z]{1,20})\s(?:was|is|will|had|has|would)\b)"
)


def is_speech_tag(text: str) -> bool:
    """Whether it says who asked or exclaimed what stands in front of it, and nothing of its own.

    "Mayor Olsen asked at a meeting", but not "Mayor Olsen said that she would go".
    """
    return _SPEECH_TAG.match(text) is not None


def find_unfinished(paragraphs: Sequence[str]) -> list[tuple[Span, ...]]:
    """Of each paragraph, the stretches that belong to a quotation which goes on over a paragraph's end.

    A quotation left open goes on where the next paragraph opens with a mark, or closes one that it did not open.
    Otherwise a mark was forgotten, and nothing is said of it. Cost: linear.
    """
    marks = [list(_read_marks(paragraph)) for paragraph in paragraphs]
    found: list[tuple[Span, ...]] = []
    running = False
    for k, paragraph in enumerate(paragraphs):
        spans: list[Span] = []
        if running and marks[k] and not marks[k][0][1]:
            spans.append(Span(start=0, end=marks[k][0][0] + 1))
        left = _find_left_open(marks[k])
        running = left is not None and k + 1 < len(paragraphs) and _goes_on(paragraphs[k + 1], marks[k + 1])
        if left is not None and running:
            spans.append(Span(start=left, end=len(paragraph)))
        found.append(tuple(spans))
    return found


def _goes_on(paragraph: str, marks: Sequence[tuple[int, bool]]) -> bool:
    if not marks:
        return False
    place, opens = marks[0]
    return not opens or not paragraph[:place].strip()


def _find_left_open(marks: Sequence[tuple[int, bool]]) -> int | None:
    """The mark that opens what is never closed."""
    open_since: int | None = None
    for place, opens in marks:
        open_since = (place if open_since is None else open_since) if opens else None
    return open_since


def _read_marks(text: str) -> Iterator[tuple[int, bool]]:
    """Places of the marks of whole quotations, and whether each opens one; apostrophes are none."""
    inside = ""
    for match in _MARK.finditer(text):
        look_at_clock()
        place, mark = match.start(), match.group()
        before, behind = text[place - 1 : place], text[place + 1 : place + 2]
        free = not before or before.isspace() or before in "([—–-:"
        if mark in "‘’‚":
            if mark != "’" and not inside and free and behind.isupper():
                inside = mark
                yield place, True
            elif mark == "’" and inside in {"‘", "‚"} and not behind.isalnum():
                inside = ""
                yield place, False
            continue
        opens = _opens(mark, free=free, behind=behind, inside=inside)
        if inside in {"‘", "‚"} or (inside and opens):
            continue
        inside = mark if opens else ""
        yield place, opens


def pair_marks(text: str) -> list[tuple[int, int]]:
    """Places of the marks that open and close the whole quotations of a text."""
    pairs: list[tuple[int, int]] = []
    opened: int | None = None
    for place, opens in _read_marks(text):
        if opens:
            opened = place
        elif opened is not None:
            pairs.append((opened, place))
            opened = None
    return pairs


def _opens(mark: str, *, free: bool, behind: str, inside: str) -> bool:
    if mark in "„‟「『" or (mark == "“" and inside != "„"):
        return True
    if mark in "“」』":
        return False
    if mark in "«‹" and not inside:
        return free
    return free and bool(behind) and not behind.isspace() and not inside


def mask_borrowed(text: str) -> str:
    """`text` with every character of a quotation, a signed post or a caption replaced by `OMITTED`; as long as `text`.

    Straight double marks open or close by what stands beside them, so that a quotation over several paragraphs, each
    opened anew, is one. Cost: linear.
    """
    look_at_clock()
    masked = _POST.sub(_omit, text) if _SIGNED in text else text
    if any(credit in masked for credit in _CREDITS):
        masked = _CAPTION.sub(_omit, masked)
    if '"' in masked:
        masked = _OPENING_MARK.sub("“", masked).replace('"', "”")
    for opening, marks in _MARKS:
        masked = _omit_between(masked, opening, marks)
    for mark, quotation in _QUOTATIONS.items():
        if mark in masked:
            masked = quotation.sub(_omit, masked)
    return masked


def is_closed(text: str) -> bool:
    """Whether every double mark that opens has one that closes, in any language's way of setting them.

    ”Swedish” and »Finnish» have one mark for both, and behind a low mark “, ” or a straight one closes. Cost: linear.
    """
    counts = {mark: text.count(mark) for mark in QUOTATION_MARKS}
    low = sum(counts[mark] for mark in _LOW_MARKS)
    if low and not counts["“"] + counts["”"]:
        return counts['"'] == low and _is_paired(counts, PAIRED_MARKS[1:])
    if low:
        return low == counts["“"] + counts["”"] and counts['"'] % 2 == 0 and _is_paired(counts, PAIRED_MARKS[1:])
    return counts['"'] % 2 == 0 and _is_paired(counts, PAIRED_MARKS)


def _is_paired(counts: Mapping[str, int], pairs: Sequence[tuple[str, str]]) -> bool:
    return all(
        counts[opening] == counts[closing]
        or (closing in _SAME_MARKS and not counts[opening] and counts[closing] % 2 == 0)
        for opening, closing in pairs
    )


def find_quotations(sentence: str) -> tuple[str, ...]:
    """What stands between marks; to the end, or from the beginning, where the other mark is in a sentence beside it."""
    return tuple(_list_found(_QUOTED_PART, sentence))


def find_long_quotations(sentence: str) -> list[str]:
    """What stands between two double marks of the sentence itself, of twelve characters or more."""
    return _list_found(_LONG_QUOTATION, sentence)


def _list_found(pattern: re.Pattern[str], sentence: str) -> list[str]:
    """What the one group of each match that took part holds."""
    return [next(filter(None, match.groups())) for match in pattern.finditer(sentence)]


def has_quotation_mark(sentence: str) -> bool:
    """Whether it has a double mark."""
    return _DOUBLE_MARK.search(sentence) is not None


def stands_alone(sentence: str) -> bool:
    """Whether it opens with a double mark and all of it is quoted, be the other mark there or in a later sentence."""
    quoted = sentence.strip().rstrip("".join(sorted({*CLOSING, '"', "»", "“"})))
    return quoted[:1] in {*QUOTATION_MARKS, "「", "『"} and not _DOUBLE_MARK.search(quoted, 1)


def _omit_between(text: str, opening: re.Pattern[str], marks: Mapping[str, str]) -> str:
    """`text` without what stands between marks, up to the nearest that closes; each mark is looked for once.

    opening: finds those that open.
    """
    nearest: dict[str, int] = {}

    def find(mark: str, start: int) -> int:
        if nearest.get(mark, -1) < start:
            found = text.find(mark, start)
            nearest[mark] = found if found >= 0 else len(text)
        return nearest[mark]

    parts: list[str] = []
    last = 0
    for mark in opening.finditer(text):
        look_at_clock()
        start = mark.start()
        if start < last:
            continue
        closing = min(find(closer, start + 1) for closer in marks[mark.group()])
        if closing < len(text) and closing - start <= _MOST_QUOTED + 1:
            parts += text[last:start], OMITTED * (closing + 1 - start)
            last = closing + 1
    return "".join((*parts, text[last:]))


def _omit(match: re.Match[str]) -> str:
    return OMITTED * len(match.group())
