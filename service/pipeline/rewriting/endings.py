"""Ends of sentences that a rewriter wrote: whether more had to come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.rewriting.reported_speech import SAYING
from service.pipeline.text.calendar import CALENDAR_NAMES
from service.pipeline.text.terms import is_function_word

SENTENCE_ENDS = ".!?…。！？।؟"
CLOSERS = "\"'”’»)]」』"
WORD = re.compile(r"\w+(?:['’]\w+)*")
_GOES_ON = re.compile(r"\s{1,3}[\w\"“‘'$€£]")
_NEVER_LAST = frozenset(
    """
    a an the and or nor but if because although unless than whereas every my your our its their whose
    """.split()  # noqa: SIM905
)
"""Articles, possessives and conjunctions, behind which every English sentence goes on."""
_NEVER_BEFORE = ",;:-–—/(&"
"""Never stand before the mark that ends a sentence."""
_OPENS_CLAUSE = re.compile(r",\s(?:which|who|whom|where|when|while)$")
"""Opens a clause that has no word."""
_OFTEN_NOT_LAST = re.compile(
    r"about|above|across|after|against|along|among|around|as|at|before|behind|below|beneath|beside|between|beyond|by|"
    r"despite|during|except|for|from|in|inside|into|like|near|of|off|on|onto|out|outside|over|past|per|since|through|"
    r"throughout|till|to|towards?|under|until|up|upon|via|with|within|without|"
    r"is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|can|could|may|might|must|shall|should|not|"
    r"this|that|these|those|his|her|which|who|whom|what|where|when|while|how|why|whether|so|such|very|more|most|less|"
    r"each|both|another|other|some|any|no|all"
)
"""Prepositions, auxiliaries, pronouns and other words without a meaning of their own, behind which most do."""
_COPIED_ROW = 4
"""Words at its end that a sentence has from an article, from which it may be a piece of it."""
_NEXT = re.compile(r"\s{1,3}[\"“‘'$€£]?(\w[\w'’-]*)")
_ADDED = ("ing", "ly", "ed")
"""Endings of words that add to what is whole: "a man | carrying a bag", "the wall | repeatedly"."""
_OF_DAYS = CALENDAR_NAMES | {"today", "yesterday", "tomorrow", "tonight", "last", "next", "early", "late"}


def breaks_off(text: str, given: Sequence[str], language: str) -> bool:
    """Whether more had to come behind it: it ends with a mark or a word that goes on, or inside a phrase of `given`.

    "What they voted for." ends with a word that mostly goes on, and is whole, unless the articles go on behind it.
    """
    bare = text.rstrip(CLOSERS + SENTENCE_ENDS)
    if bare.endswith(tuple(_NEVER_BEFORE)) or text.endswith(".."):
        return True
    if language != "en":
        return False
    words, last = list_words(text), WORD.findall(text)[-1]  # "hepatitis A" and "the WHO" end with names
    if last in _NEVER_LAST or _OPENS_CLAUSE.search(bare):
        return True
    if _OFTEN_NOT_LAST.fullmatch(last):
        behind = _list_behind(words[-2:], given)
        return bool(behind) and all(_GOES_ON.match(rest) for rest in behind)
    told = len(words) < _COPIED_ROW or SAYING.fullmatch(words[-1])  # "DeVine said | authorities are"
    behind = [] if told else _list_behind(words[-_COPIED_ROW:], given)
    return bool(behind) and all(map(_goes_on_inside, behind))


def _goes_on_inside(rest: str) -> bool:
    """Whether a phrase goes on: the next word is neither one that joins what is whole, nor one that adds to it."""
    following = _NEXT.match(rest)
    if following is None:
        return False
    word = following[1].lower()
    joins = is_function_word(word) or _OFTEN_NOT_LAST.fullmatch(word)
    return not joins and word not in _OF_DAYS and not word.endswith(_ADDED)


def _list_behind(words: Sequence[str], given: Sequence[str]) -> list[str]:
    """What stands in `given` behind a row of words, wherever they have it."""
    row = re.compile(r"\b" + r"\s+".join(re.escape(word) for word in words) + r"\b", re.IGNORECASE)
    return [sentence[match.end() :] for sentence in given for match in row.finditer(sentence)]


def list_words(text: str) -> list[str]:
    """Its words in lower case."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]
