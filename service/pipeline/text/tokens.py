"""Words, numbers and signs of a sentence, each with its place: what the finders of claims read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.pipeline.text.recall import remembered
from service.pipeline.text.terms import CONTRACTED, is_function_word, stem_word

_TOKEN = re.compile(
    r"\d{1,3}(?:['’]\d{3})+(?!\d)|\d+(?:[.,]\d+)*"
    r"|(?:[^\W\d_]\.){2,}"
    r"|[^\W\d_]+(?:['’](?![sS]\b)[^\W\d_]+)*"
    r"|[^\w\s]"
)
"""Numbers with their separators, dotted abbreviations, words with an inner apostrophe ("didn't"), single signs."""

_APOSTROPHE = re.compile("['’]")

_REMEMBERED_TEXTS = 4_096
"""About 20 MB of sentences. Articles are read in the order of their texts, so that copies stand side by side."""
_REMEMBERED_FORMS = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, a number or a sign; `sentence[start:end] == text`.

    lower: lower-cased. stem: lower-cased and stemmed. function: an English word without content. word: made of letters.
    """

    text: str
    lower: str
    start: int
    end: int
    stem: str
    function: bool
    word: bool

    @property
    def content(self) -> bool:
        return self.word and not self.function

    @property
    def capitalized(self) -> bool:
        return self.text[0].isupper()


@remembered(maxsize=_REMEMBERED_TEXTS)
def tokenize(text: str, language: str) -> tuple[Token, ...]:
    """The tokens of `text` in order, made once for all who read them during a request. Cost: linear."""
    return tuple(_make_token(match, language) for match in _TOKEN.finditer(text))


def _make_token(match: re.Match[str], language: str) -> Token:
    form = _read_form(match.group(), language)
    return Token(
        text=form.text,
        lower=form.lower,
        start=match.start(),
        end=match.end(),
        stem=form.stem,
        function=form.function,
        word=form.word,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """What a token is, wherever it stands."""

    text: str
    lower: str
    stem: str
    function: bool
    word: bool


@remembered(maxsize=_REMEMBERED_FORMS)
def _read_form(text: str, language: str) -> _Form:
    lower = text.lower()
    return _Form(
        text=text,
        lower=text if lower == text else lower,  # most words of a text: one string for both
        stem=stem_word(lower.replace("’", "'"), language),
        function=_is_function(lower),
        word=text[0].isalpha(),
    )


def _is_function(word: str) -> bool:
    """Whether a lower-cased word carries no content, in short or not: "he'll", "won't", but not "won"."""
    whole, *rest = _APOSTROPHE.split(word, maxsplit=1)
    return is_function_word(whole) and (bool(rest) or whole not in CONTRACTED)
