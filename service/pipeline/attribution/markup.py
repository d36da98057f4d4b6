"""What a text holds beside its claims: citation markers, list numbers, headings and labels, as assistants write them.

Blanks take its place, so that every offset stays.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import count, pairwise

from service.pipeline.text.windows import find_all, replace_all

_BLANKED = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        # Headings, and lines that are nothing but a label.
        r"^[ \t]{0,8}#{1,6}[ \t][^\n]*$",
        r"^[ \t]{0,8}(?:\*\*|__)?[A-Z][^\n.!?:*_]{0,40}:?(?:\*\*|__)?:?[ \t]*$(?<=[:*_])",
        # Labels in bold, list numbers and bullets in front of a claim.
        r"^[ \t]{0,8}(?:\d{1,3}[.)]|[-*•▪◦–—]|>)(?=[ \t])",
        r"(?:\*\*|__)[A-Z][^\n*_:]{0,40}:?(?:\*\*|__):?(?<=:[*_]{2}|[*_]{2}:)",
        # Markers: [1], [1, 2], [^1], [source 2], 【1†source】, ⟦1⟧, ¹, <sup>1</sup>, and those of chat systems.
        r"\[\^?\d{1,3}(?:[ ]?[,;–-][ ]?\d{1,3}){0,8}\](?:\([^\s()]{0,300}\))?",
        r"\[\^[\w-]{1,30}\]",
        r"\[(?i:sources?|doc(?:ument)?s?|ref(?:erence)?s?|articles?|citations?|notes?)[ :#]{0,2}[\w, -]{0,20}\]",
        r"\[citation needed\]",
        r"【[^】\n]{0,60}】",
        r"⟦[^⟧\n]{0,60}⟧",
        r":contentReference\[oaicite:\d{1,4}\]\{index=\d{1,4}\}",
        "\ue200[^\ue201\n]{0,200}\ue201",
        r"<sup>[^<\n]{0,20}</sup>",
        r"(?<=[.,;!?\"”’)\s])[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?!\w)|(?<=[^\W\d_]{3})[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?!\w)",
        # What surrounds the words of links and of emphasis.
        r"!?\[(?=[^\]\n]{1,200}\]\()",
        r"\]\([^\s()]{0,300}\)",
        r"\*\*|__|(?<![\w*])\*(?=\w)|(?<=[\w.,!?])\*(?![\w*])|`",
    )
)
_NUMBERS = r"\(\d{1,2}(?:,[ ]?\d{1,2}){0,8}\)"
_NUMBERED = re.compile(
    rf"(?<=\w[ ]){_NUMBERS}(?=[ ]?[.!?;,]|[ ]?$)"
    rf"|(?P<behind>(?<=[.!?])|(?<=[.!?,][\"”]))[ ]?{_NUMBERS}"
    rf"|(?<=[\"”])[ ]?{_NUMBERS}",
    re.MULTILINE,
)
_ITEM = re.compile(r"(?<!\S)\(?(\d{1,2})\)(?=[ ]\S)")
"""What numbers the items of a list inside a line: "1) it is over; 2) she left"."""
_SENTENCE_END = re.compile(r"[ ]?(?:[.!?]|$)", re.MULTILINE)
_NUMBER = re.compile(r"\d+")
_LEAST_ITEMS = 2
_REACH = 1_000
"""More characters than any of these matches or looks ahead at, but for whole lines."""
_CREDIT = re.compile(r"[(\[](?:(?:[Ss]ources?|[Vv]ia|[Pp]er)[: ]{1,2})?(?P<name>[^()\[\]\n]{1,80})[)\]]")
_NAMED = re.compile(r"[(\[](?:[Ss]ources?:|[Vv]ia[: ])")
_LABEL = re.compile(
    r"[\s*_#>•–—-]{0,8}(?:sources?|references?|citations?|works cited|read more|via)\b"
    r"[\s*_]{0,5}(?P<colon>:?)[*_]{0,2}",
    re.IGNORECASE,
)
"""What opens a line that names where a text is from."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}")
_LONGEST_ADDRESS = 2_100
_NO_NAME = " \t:.()[]<>-–—•*|"
_WORD = re.compile(r"[^\W\d_][\w'’-]{0,60}")
_HOST = re.compile(r"[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,4}")
_SEPARATOR = re.compile(r"[ ]?[,;/&][ ]?|[ ]and[ ]")


def blank_markup(text: str, outlets: Collection[str], *, articles: int | None = None) -> str:
    """`text` with blanks for what is no claim; of the same length, line breaks kept.

    outlets: names of publishers and ids of articles, which stand in brackets as a credit. articles: how many the text
    may cite by number; None where it is not known.
    """
    given, known = text, {_fold(name) for name in outlets}
    for pattern in _BLANKED[:2]:
        text = pattern.sub(_blank, text)
    text = replace_all(
        _CREDIT, lambda match: _blank(match) if _is_credit(match, known) else match[0], text, reach=_REACH
    )
    text = _blank_items(_blank_numbers(text, articles))
    for pattern in _BLANKED[2:]:
        text = replace_all(pattern, _blank, text, reach=_REACH)
    lines = zip(given.split("\n"), text.split("\n"), strict=True)
    return "\n".join(" " * len(line) if _is_reference(whole, line, known) else line for whole, line in lines)


def _is_reference(whole: str, bare: str, known: Collection[str]) -> bool:
    """Whether a line, as written or without its markers, says nothing but where a text is from."""
    label = _LABEL.match(whole)
    labelled = label is not None and bool(label["colon"])
    return any(_names_sources(line, known, labelled=labelled) for line in (whole, bare))


def _names_sources(line: str, known: Collection[str], *, labelled: bool) -> bool:
    """Whether a line says nothing but where a text is from: outlets, addresses, or "Sources" alone.

    labelled: whether it opens with "Sources:" as written; then names of one word, which state nothing, need not be
    known ("Sources: Reuters"). More words may be a statement, and are left to be judged.
    """
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line
    if label and not rest.strip():
        return True
    bare = replace_all(_ADDRESS, lambda match: " " * len(match[0]), rest, reach=_LONGEST_ADDRESS)
    told = [name for name in _SEPARATOR.split(bare) if name.strip(_NO_NAME)]
    named = all(_fold(name.strip(_NO_NAME)) in known or (labelled and _is_one_word(name)) for name in told)
    return named and bool(told or bare != rest)


def _is_one_word(name: str) -> bool:
    """Whether it can only be a name: a word with a capital and without a full stop, or a host ("post.example")."""
    bare = name.strip(_NO_NAME.replace(".", ""))
    return bool(_HOST.fullmatch(bare)) or (bare[0].isupper() and bool(_WORD.fullmatch(bare)))


def _blank_numbers(text: str, articles: int | None) -> str:
    """`text` without its markers "(1)", "(2, 3)"; an age, "Smith (34)", stays.

    Numbers that count up from 1 in the text are markers. Others are if there is such an article, and they stand behind
    a sentence, or the text has a "(1)", or several of them stand at the end of sentences.
    """
    found = list(find_all(_NUMBERED, text, reach=_REACH))
    highest = {match.start(): max(map(int, _NUMBER.findall(match[0]))) for match in found}
    seen = {int(number) for match in found for number in _NUMBER.findall(match[0])}
    counted = next(number for number in count(1) if number not in seen) - 1
    cited = {place for place, number in highest.items() if articles is None or number <= articles}
    behind = {match.start() for match in found if match["behind"] is not None}
    at_end = {match.start() for match in found if _SENTENCE_END.match(text, match.end())} & cited
    markers = cited if counted else (cited & behind) | (at_end if len(at_end) > 1 else frozenset())
    markers |= {place for place, number in highest.items() if 0 < number <= counted}
    return replace_all(
        _NUMBERED, lambda match: _blank(match) if match.start() in markers else match[0], text, reach=_REACH
    )


def _blank_items(text: str) -> str:
    """`text` without what numbers the items of lists inside a line, which count up from 1 to 2 at least."""
    found = [match for match in find_all(_ITEM, text, reach=_REACH) if _opens_item(text, match)]
    numbers = [0, *(int(match[1]) for match in found)]
    if max(numbers) < _LEAST_ITEMS or any(own not in {1, last + 1} for last, own in pairwise(numbers)):
        return text
    items = {match.start() for match in found}
    return replace_all(_ITEM, lambda match: _blank(match) if match.start() in items else match[0], text, reach=_REACH)


def _opens_item(text: str, match: re.Match[str]) -> bool:
    """Whether its bracket closes none but its own: "(up from 1) to" numbers nothing."""
    start, end = max(0, match.start() - _REACH), match.start()
    return match[0][0] == "(" or text.rfind("(", start, end) <= text.rfind(")", start, end)


def _blank(match: re.Match[str]) -> str:
    return "".join(character if character == "\n" else " " for character in match[0])


def _is_credit(match: re.Match[str], known: Collection[str]) -> bool:
    names = [_fold(name) for name in _SEPARATOR.split(match["name"])]
    return bool(_NAMED.match(match[0])) or all(name in known for name in names)


def _fold(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")
