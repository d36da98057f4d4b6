"""What can be said of a sentence by its wording alone: whether it is whole, whom it speaks to, how it opens."""

from __future__ import annotations

import re

from service.pipeline.text.quotations import CLOSING, is_closed
from service.pipeline.text.watching import look_at_clock

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
_PRONOUN_AFTER_ADVERB = re.compile(r"^\w+ly, (?:he|she|they|it|this|that)\b")
_LINKED = re.compile(
    r"(?:\S{1,24} ){0,3}?[\"“‘(]?(?:in (?:response|reply|retaliation|return|turn|contrast|addition|that case)"
    r"|in the (?:meantime|end)|as a (?:result|consequence)|by (?:contrast|then)"
    r"|for (?:example|instance|that reason|this reason)|at the same time|on the (?:other hand|contrary)|even so)\b"
    r"(?! (?:to|of|with|for|from|as|that|when|\w+ing)\b)",
    re.IGNORECASE,
)
"""Adverbial connectives of several words, after the Penn Discourse Treebank, that say nothing of what they point to:
"Moscow in response formalized", not "in response to the strike"."""
_PERSONS = {
    tag: re.compile(rf"^(?:{words})")
    for tag, words in {
        "en": r"(?:He|She|They)\b",
        "de": r"(?:Er|Sie)\b",
        "fr": r"(?:Il|Elle)s?\b",
        "es": r"(?:Él|Ell[ao]s?)\b",
        "it": r"(?:Lui|Lei|Egli|Ella|Loro)\b",
        "pt": r"(?:Eles?|Elas?)\b",
        "nl": r"(?:Hij|Zij|Ze)\b",
        "sv": r"(?:Han|Hon)\b",
        "da": r"(?:Han|Hun)\b",
        "pl": r"(?:On|Ona|Oni)\b",
        "fi": r"(?:Hän|He)\b",
        "ru": r"(?:Он|Она|Они)\b",
        "zh": r"[他她]",
        "ja": r"彼",
    }.items()
}
"""The pronouns for persons that may open a sentence, by language."""
_ADDRESSES_READER = re.compile(
    r"^(?:Book|Buy|Call|Check|Click|Contact|Donate|Download|Email|Enter|Find|Follow|Get|Join|Learn|Listen|Order|Read|Register|"
    r"Scroll|See|Send|Share|Sign|Subscribe|Support|Tell|Try|Visit|Vote|Watch|Win|Write)\b|\b[Yy]ours?\b|\b[Yy]ou\b"
)
_QUESTION_MARKS = ("?", "？", "؟", "‽")
_BEHIND_MARKS = CLOSING + "\"')] "
_BRACKETS = (("(", ")"), ("[", "]"))


def points_back(text: str) -> bool:
    """Whether a sentence opens by pointing at the one before it, as "He" and "The decision came" do."""
    return bool(_OPENS_BY_POINTING_BACK.match(text) or _PRONOUN_AFTER_ADVERB.match(text))


def opens_linked(text: str) -> bool:
    """Whether an English sentence is tied to what it does not name, near its opening: of nine such six lean on the one
    before them.
    """
    return _LINKED.match(text) is not None


def opens_with_pronoun(text: str, language: str = "en") -> bool:
    """Whether a sentence opens with a pronoun for persons: of 199 such in English 169 take the one before them.

    language: a primary subtag; of languages whose pronouns are not known here, none does.
    """
    persons = _PERSONS.get(language)
    return persons is not None and persons.match(text) is not None


def addresses_reader(text: str) -> bool:
    """Whether a short sentence asks something of its reader, as "Send us your pictures." does; in English."""
    return bool(_ADDRESSES_READER.search(text))


def is_question(text: str) -> bool:
    """Whether a sentence ends with a question mark, of whatever script."""
    return text.rstrip(_BEHIND_MARKS).endswith(_QUESTION_MARKS)


def announces(text: str) -> bool:
    """Whether a sentence is whole but for what it announces behind its colon."""
    return text.endswith(":") and is_whole(text[:-1])


def is_whole(text: str) -> bool:
    """Whether a sentence says all it sets out to: what it opens it closes, and it does not end with dots or a colon."""
    look_at_clock()
    return (
        is_closed(text)
        and not text.endswith((":", ",", "...", "…"))
        and all(text.count(opening) == text.count(closing) for opening, closing in _BRACKETS)
    )
