"""What is wrong with a sentence by its wording alone, whatever it says: it is no sentence, or not written as one.

What it says is the entailment model's to judge (`acceptance`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from service.pipeline.rewriting.endings import CLOSERS, SENTENCE_ENDS, WORD, breaks_off, list_words
from service.pipeline.rewriting.foreign_marks import holds_markup, is_unbalanced
from service.pipeline.rewriting.reported_speech import loses_speaker
from service.pipeline.text.language import detect_language
from service.pipeline.text.quotations import OMITTED, mask_borrowed
from service.pipeline.text.readability import is_whole
from service.pipeline.text.segmentation import split_text
from service.pipeline.text.tokens import tokenize

NO_SENTENCE = "the rewriter gave no whole sentence"
CUT_OFF = "the rewrite breaks off"
MARKUP = "the rewrite holds markup, an address or mixed letters that the articles do not have"
REPEATED = "the rewrite says one sentence twice"
CAPITALS = "the rewrite is written in capitals that the articles do not have"
UNMARKED = "the rewrite has a quotation without its marks"
UNATTRIBUTED = "the rewrite tells as a fact what the articles only report that somebody says"
OTHER_LANGUAGE = "the rewrite is in another language than the articles"
ECHOES = "the rewrite says a word again that no sentence of the articles says so often"
_OPENERS = "\"'“‘«„‚「『([¿¡"
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Unicode's categories of characters that show nothing: controls, marks of direction, tags, what is not assigned."""
_CAPITALS_SHARE = 0.5
"""Of the words, from which those in capitals are no emphasis or abbreviation."""
_QUOTED_ROW = 10
"""Words in a row, at least, that stand between marks in the articles: shorter ones are words of indirect speech. Of 695
sentences that editors wrote for groups three repeat as many without their marks (docs/decisions/0026)."""
_LEAST_LETTERS = 4
"""Of a word that is noticed where it comes again."""
_SPEAKER = re.compile(r"\b(?:I|[Ww]e|me|us|my|our|myself|ourselves)\b")
"""Whoever speaks of themselves, in a sentence that somebody else tells."""


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


def echoes(text: str, given: Sequence[str], language: str) -> bool:
    """Whether a wording of one fact says a word of content more often than any of `given`: "found her singing when he
    heard her singing". English.

    Of 2,195 wordings by the embedded rewriter that readers judged it is so of 172 false, 45 clumsy and 10 true ones;
    of 1,390 sentences that editors wrote for groups it is so of 32.
    """
    if language != "en":
        return False
    told = [_count_content(sentence) for sentence in given]
    return any(count > 1 and all(one[stem] < count for one in told) for stem, count in _count_content(text).items())


def _count_content(text: str) -> Counter[str]:
    return Counter(token.stem for token in tokenize(text, "en") if token.content and len(token.text) >= _LEAST_LETTERS)


def _find_fault_of_writing(text: str, given: Sequence[str], language: str) -> str | None:
    if _shouts(text, given):
        return CAPITALS
    if breaks_off(text, given, language):
        return CUT_OFF
    if _repeats(text):
        return REPEATED
    if _hides_quotation(text, given, language):
        return UNMARKED
    return UNATTRIBUTED if language == "en" and loses_speaker(text, given) else None


def _is_sentence(text: str, given: Sequence[str]) -> bool:
    """Whether it ends as one, is whole, and opens in lower case only where one of `given` does ("iPhones are")."""
    words = WORD.findall(text)
    if not words or not text.rstrip(CLOSERS).endswith(tuple(SENTENCE_ENDS)) or not is_whole(text):
        return False
    if is_unbalanced(text, given):
        return False
    return not words[0].islower() or any(one.lstrip(_OPENERS)[:1].islower() for one in given)


def _shouts(text: str, given: Sequence[str]) -> bool:
    """Whether most words are in capitals that they do not have in `given`."""
    known = {word for sentence in given for word in WORD.findall(sentence)}
    words = [word for word in WORD.findall(text) if word.upper() != word.lower()]
    raised = [word for word in words if len(word) > 1 and word.isupper() and word not in known]
    return len(raised) > _CAPITALS_SHARE * len(words)


def _repeats(text: str) -> bool:
    sentences = [tuple(list_words(sentence)) for sentence in split_text(text)]
    return len(set(sentences)) < len(sentences)


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
    words = list_words(text)
    return (f" {' '.join(words[i : i + _QUOTED_ROW])} " for i in range(len(words) - _QUOTED_ROW + 1))


def _spell(text: str) -> str:
    return f" {' '.join(list_words(text))} "
