"""Words, stems and concepts: what two sentences have in common beside their embeddings.

A concept is a pair of neighbouring stems, as in ICSISumm.
Source: Gillick and Favre (2009), "A scalable global model for summarization", section 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from service.pipeline.text.folding import fold_marks
from service.pipeline.text.recall import remembered
from service.pipeline.text.watching import look_at_clock

_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
    r"|\d{1,3}(?:['’]\d{3})+(?!\d)|\d+(?:[.,:]\d+)*|(?:[^\W\d_]\.){2,}|[^\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_POSSESSIVE = re.compile(r"[’']s\b|(?<=s)[’'](?!\w)")
_THOUSANDS = re.compile(r"(?<=\d)[,'’](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"^\d")
_MIN_STEM_LENGTH = 4
"""Shorter words keep their form, as in the ROUGE of Lin (2004)."""

_FUNCTION_WORDS = frozenset(
    """
    a about above after again against all also although am an and any are as at be because been before being
    below between both but by can could did do does doing down during each either even ever few for from
    further had has have having he her here hers herself him himself his how however i if in into is it its
    itself just like many may me might more most much must my myself neither no nor not now of off on once one
    only or other our ours out over own per rather s said same say says she should since so some still such t
    than that the their theirs them themselves then there these they this those though through to told too
    under until up upon us very was we were what when where whether which while who whom whose why will with
    within without would yet you your yours according mr mrs ms added via let new
    """.split()  # noqa: SIM905
)
CONTRACTED = frozenset(
    "d ll re ve don didn doesn isn wasn weren hasn haven hadn won wouldn couldn shouldn".split()  # noqa: SIM905
)
"""What stands beside the apostrophe of a contraction; "won" and "haven" are words of their own, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of one sentence, in order.

    stems: every token, lower-cased and stemmed. content: the stems that are no function words.
    numbers: tokens that begin with a digit. names: stems of capitalized words that do not open the sentence.
    concepts: neighbouring pairs of stems that are not both function words; single stems where there is no such pair.
    """

    stems: tuple[str, ...]
    content: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    concepts: frozenset[tuple[str, str]]


@remembered(maxsize=65_536)
def extract_terms(text: str, language: str) -> Terms:
    """The terms of one sentence in a language (a primary subtag such as `en`). Cost: linear."""
    look_at_clock()
    tokens = _TOKEN.findall(_POSSESSIVE.sub("", text))
    stems = tuple(stem_word(token.lower(), language) for token in tokens)
    is_function = [is_function_word(token) for token in tokens]
    content = frozenset(stem for stem, function in zip(stems, is_function, strict=True) if not function)
    return Terms(
        stems=stems,
        content=content,
        numbers=frozenset(token for token in tokens if _NUMBER.match(token)),
        names=frozenset(
            stem
            for token, stem, function in zip(tokens[1:], stems[1:], is_function[1:], strict=True)
            if token[0].isupper() and not function
        ),
        concepts=_pair(stems, is_function) or frozenset((stem, "") for stem in stems),
    )


def _pair(stems: tuple[str, ...], is_function: list[bool]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (stems[i], stems[i + 1]) for i in range(len(stems) - 1) if not (is_function[i] and is_function[i + 1])
    )


def is_function_word(token: str) -> bool:
    """Whether an English word, or a part of one at its apostrophe, in any case, carries no content."""
    lower = token.lower()
    return lower in _FUNCTION_WORDS or lower in CONTRACTED


@remembered(maxsize=262_144)
def stem_word(token: str, language: str) -> str:
    """The stem of a lower-cased token without marks; short words keep their form, numbers but for their thousands."""
    token = token.replace(".", "") if token.count(".") > 1 else token
    if token[0].isdigit():
        return _THOUSANDS.sub("", token)
    if len(token) < _MIN_STEM_LENGTH:
        return fold_marks(token)
    stemmer = _stemmer(language)
    return fold_marks(str(stemmer.stemWord(token)) if stemmer else token)


_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "porter", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@lru_cache(maxsize=64)
def _stemmer(language: str) -> Stemmer.Stemmer | None:
    algorithm = _SNOWBALL.get(language)
    return Stemmer.Stemmer(algorithm, 0) if algorithm else None
