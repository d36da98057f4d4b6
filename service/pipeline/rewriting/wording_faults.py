"""What is wrong with a sentence by its wording alone, whatever it says: it is no sentence, or not written as one.

What it says is the entailment model's to judge (`acceptance`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from service.pipeline.rewriting.foreign_marks import holds_markup, is_unbalanced
from service.pipeline.rewriting.reported_speech import loses_speaker
from service.pipeline.text.language import detect_language
from service.pipeline.text.quotations import OMITTED, mask_borrowed
from service.pipeline.text.readability import is_whole

NO_SENTENCE = "the rewriter gave no whole sentence"
CUT_OFF = "the rewrite breaks off"
MARKUP = "the rewrite holds markup or an address that the articles do not have"
CAPITALS = "the rewrite is written in capitals that the articles do not have"
UNMARKED = "the rewrite has a quotation without its marks"
UNATTRIBUTED = "the rewrite tells as a fact what the articles only report that somebody says"
OTHER_LANGUAGE = "the rewrite is in another language than the articles"
_SENTENCE_ENDS = ".!?…。！？।؟"
_CLOSERS = "\"'”’»)]」』"
_OPENERS = "\"'“‘«„‚「『([¿¡"
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Unicode's categories of characters that show nothing: controls, marks of direction, tags, what is not assigned."""
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_CAPITALS_SHARE = 0.5
"""Of the words, from which those in capitals are no emphasis or abbreviation."""
_QUOTED_ROW = 10
"""Words in a row, at least, that stand between marks in the articles: shorter ones are words of indirect speech. Of 695
sentences that editors wrote for groups three repeat as many without their marks (docs/decisions/0026)."""
_SPEAKER = re.compile(r"\b(?:I|[Ww]e|me|us|my|our|myself|ourselves)\b")
"""Whoever speaks of themselves, in a sentence that somebody else tells."""
_GOES_ON = re.compile(r"\s{1,3}[\w\"“‘'$€£]")
_NEVER_LAST = frozenset(
    (
        "a",
        "an",
        "the",
        "and",
        "or",
        "nor",
        "but",
        "if",
        "because",
        "although",
        "unless",
        "than",
        "whereas",
        "every",
        "my",
        "your",
        "our",
        "its",
        "their",
        "whose",
    )
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


def clean_wording(text: str, given: Sequence[str]) -> str:
    """`text` on one line without characters that show nothing, but for those that the sentences `given` have, too.

    Scripts that join letters need some of them, and then the articles have them.
    """
    needed = frozenset("".join(given))
    shown = (c for c in text if c in needed or c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(shown).split())


def find_fault(text: str, given: Sequence[str], language: str) -> str | None:
    """Why `text` cannot be shown in place of the sentences `given`, whatever it says; None if it can.

    language: of `given`, a primary subtag. What depends on words of English is not asked of other languages.
    """
    if not _is_sentence(text, given):
        return NO_SENTENCE
    if holds_markup(text, given):
        return MARKUP
    if detect_language(text) != language and detect_language(" ".join(given)) == language:
        return OTHER_LANGUAGE
    return _find_fault_of_writing(text, given, language)


def _find_fault_of_writing(text: str, given: Sequence[str], language: str) -> str | None:
    if _shouts(text, given):
        return CAPITALS
    if _breaks_off(text, given, language):
        return CUT_OFF
    if _hides_quotation(text, given, language):
        return UNMARKED
    return UNATTRIBUTED if language == "en" and loses_speaker(text, given) else None


def _is_sentence(text: str, given: Sequence[str]) -> bool:
    """Whether it ends as one, is whole, and opens in lower case only where one of `given` does ("iPhones are")."""
    words = _WORD.findall(text)
    if not words or not text.rstrip(_CLOSERS).endswith(tuple(_SENTENCE_ENDS)) or not is_whole(text):
        return False
    if is_unbalanced(text, given):
        return False
    return not words[0].islower() or any(one.lstrip(_OPENERS)[:1].islower() for one in given)


def _shouts(text: str, given: Sequence[str]) -> bool:
    """Whether most words are in capitals that they do not have in `given`."""
    known = {word for sentence in given for word in _WORD.findall(sentence)}
    words = [word for word in _WORD.findall(text) if word.upper() != word.lower()]
    raised = [word for word in words if len(word) > 1 and word.isupper() and word not in known]
    return len(raised) > _CAPITALS_SHARE * len(words)


def _breaks_off(text: str, given: Sequence[str], language: str) -> bool:
    """Whether it ends with a mark or a word behind which more has to come; with one behind which more often comes, if
    the articles go on behind it.

    "What they voted for." ends with one, and is whole.
    """
    bare = text.rstrip(_CLOSERS + _SENTENCE_ENDS)
    if bare.endswith(tuple(_NEVER_BEFORE)):
        return True
    if language != "en":
        return False
    words = _list_words(text)
    if words[-1] in _NEVER_LAST or _OPENS_CLAUSE.search(bare):
        return True
    if not _OFTEN_NOT_LAST.fullmatch(words[-1]):
        return False
    behind = [sentence[match.end() :] for sentence in given for match in _find_row(words[-2:], sentence)]
    return bool(behind) and all(_GOES_ON.match(rest) for rest in behind)


def _find_row(words: Sequence[str], sentence: str) -> Iterable[re.Match[str]]:
    return re.finditer(r"\b" + r"\s+".join(re.escape(word) for word in words) + r"\b", sentence, re.IGNORECASE)


def _hides_quotation(text: str, given: Sequence[str], language: str) -> bool:
    """Whether what the articles have between marks alone stands in it without: words in a row, or who says "I"."""
    own, told = _take_out_quotations(text), [_take_out_quotations(sentence) for sentence in given]
    if language == "en" and _SPEAKER.search(own) and not any(_SPEAKER.search(one) for one in told):
        return True
    spelled, elsewhere = _spell(own), [_spell(one) for one in told]
    return any(
        row in spelled and not any(row in other for other in elsewhere)
        for sentence in given
        for part in _list_quotations(sentence)
        for row in _list_rows(part)
    )


def _take_out_quotations(text: str) -> str:
    return mask_borrowed(text).replace(OMITTED, " ")


def _list_quotations(text: str) -> list[str]:
    masked = mask_borrowed(text)
    return "".join(c if m == OMITTED else "|" for c, m in zip(text, masked, strict=True)).split("|")


def _list_rows(text: str) -> Iterable[str]:
    words = _list_words(text)
    return (f" {' '.join(words[i : i + _QUOTED_ROW])} " for i in range(len(words) - _QUOTED_ROW + 1))


def _spell(text: str) -> str:
    return f" {' '.join(_list_words(text))} "


def _list_words(text: str) -> list[str]:
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]
