"""How well a sentence stands alone, outside the article it was written for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.text.quotations import OPENING_MARKS, PAIRED_MARKS, is_quotation_alone
from service.pipeline.text.watching import look_at_clock

_POINTS_BACK = 0.4
"""What is left of the value of a sentence that opens by pointing at the one before it."""
_QUOTED = 0.8
"""What is left of the value of a sentence that opens with a quotation: who says what comes second."""
_NOBODY_SPEAKS = 0.8
"""What is left of the value of a quotation without a speaker, or with one that only a pronoun or a label names."""
_NAME_SHORTENED = 0.9
"""What is left of the value of a sentence that opens with a name which other sentences give in full."""

_SINGLE_WORDS = (
    "He|She|They|It|This|That|These|Those|His|Her|Their|Its|But|And|Or|So|Yet|However|Also|Meanwhile|Moreover|Furthermore|"
    "Instead|Nevertheless|Nonetheless|Still|Then|Thus|Therefore|Such|There|Here|Both|Another|Others?|Besides|Otherwise|"
    "Similarly|Likewise|Consequently|Accordingly|Hence|Earlier|Later|Afterwards?"
)
_PHRASES = (
    "As a result|In response|In addition|In contrast|In turn|For example|For instance|For that reason|Because of that|"
    "Because of this|After that|Before that|At the same time|At the time|On the other hand|Not only that|Among them|"
    "One of them|Some of them|Most of them|Both of them"
)
_EARLIER_MENTIONED = (
    "announcement|decision|move|comments?|remarks?|statement|incident|report|ruling|former|latter|two|pair|man|woman|"
    "couple|suspect|victim|company|group|agency|official|spokesman|spokeswoman|spokesperson"
)
_AS_IF_KNOWN = "came|comes|follows|followed|said|says|also|added|noted|is|was|has|had|were|are"
_OPENS_BY_POINTING_BACK = re.compile(
    rf"^[\"“‘'(\[]*(?:(?:{_SINGLE_WORDS}|{_PHRASES})\b|The (?:{_EARLIER_MENTIONED})s? (?:{_AS_IF_KNOWN})\b)"
)
_ANSWERS = re.compile(r"^(?:[\w’'.-]+ ){1,4}in (?:response|turn|return)\b(?! (?:to|for)\b)")
"""Says soon that something came before, as in "Moscow in response changed its doctrine"."""
_PRONOUN_AFTER_ADVERB = re.compile(r"^\w+ly, (?:he|she|they|it|this|that)\b")
_PRONOUN_SPEAKS = re.compile(
    r"[”\"] (?:he|she|they) (?:said|says|added|told|wrote|asked|tweeted|continued|explained)\b"
)
_LABEL_SPEAKS = re.compile(r"^[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,2}: [“\"A-Z]")
_ADDRESSES_READER = re.compile(
    r"^(?:Book|Buy|Call|Check|Click|Contact|Donate|Download|Email|Enter|Find|Follow|Get|Join|Learn|Listen|Order|Read|Register|"
    r"Scroll|See|Send|Share|Sign|Subscribe|Support|Tell|Try|Visit|Vote|Watch|Win|Write)\b|\b[Yy]ours?\b|\b[Yy]ou\b"
)
_FULL_NAME = re.compile(r"\b(?:[A-Z][a-z]+ (?:[A-Z]\. )?){1,6}([A-Z][\w’'-]{2,})")
_OPENS_WITH_NAME = re.compile(r"^[“\"]?(?:(?:Mr|Mrs|Ms|Dr)\.? )?([A-Z][\w’'-]{2,}?)(?:['’]s)?\b(?! [A-Z])")
_PAIRED = (*PAIRED_MARKS, ("(", ")"), ("[", "]"))


def find_introduced(texts: Sequence[str]) -> frozenset[str]:
    """Family names that some of `texts` give together with a first name, as in "Lloyd Austin"."""
    return frozenset(match[1] for text in texts for match in _FULL_NAME.finditer(text, 1))


def points_back(text: str) -> bool:
    """Whether a sentence opens by pointing at the one before it, as "He" and "The decision came" do."""
    return bool(_OPENS_BY_POINTING_BACK.match(text) or _PRONOUN_AFTER_ADVERB.match(text))


def follows_another(text: str) -> bool:
    """Whether a sentence is read behind another one: it points back, or answers, as "Moscow in response" does.

    What it tells may be understood alone all the same.
    """
    return points_back(text) or bool(_ANSWERS.match(text))


def addresses_reader(text: str) -> bool:
    """Whether a short sentence asks something of its reader, as "Send us your pictures." does; in English."""
    return bool(_ADDRESSES_READER.search(text))


def score_standalone(text: str, introduced: frozenset[str] = frozenset()) -> float:
    """How well a sentence with this opening is understood alone, in (0, 1]; 1 where nothing points elsewhere.

    introduced: family names that other sentences give in full.
    """
    opens_with_anaphor = points_back(text)
    name = _OPENS_WITH_NAME.match(text)
    shortened = name is not None and name[1] in introduced
    return (
        (_POINTS_BACK if opens_with_anaphor else 1.0) * (_NAME_SHORTENED if shortened else 1.0) * _judge_quotation(text)
    )


def _judge_quotation(text: str) -> float:
    if is_quotation_alone(text) or _PRONOUN_SPEAKS.search(text) or _LABEL_SPEAKS.match(text):
        return _NOBODY_SPEAKS
    return _QUOTED if text.startswith(OPENING_MARKS) else 1.0


def is_whole(text: str) -> bool:
    """Whether a sentence says all it sets out to: quotations and parentheses closed, nothing announced at its end."""
    look_at_clock()
    return (
        text.count('"') % 2 == 0
        and not text.endswith((":", ","))
        and all(text.count(opening) == text.count(closing) for opening, closing in _PAIRED)
    )
