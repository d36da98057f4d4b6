"""Which language a text is in, as far as segmentation and counting need to know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from babel.core import get_global

from service.pipeline.text.watching import look_at_clock

_SAMPLE_CHARACTERS = 2000
_DOMINANT_SHARE = 0.3

_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_COMMONEST = {
    tag: frozenset(words.split())
    for tag, words in {
        "en": "the of and to in that is was for with his by from they which",
        "de": "der die und das ist nicht mit dem den von ein eine sich auf wurde am",
        "fr": "le la les des et est une dans que du pour qui sur au pas il",
        "es": "el los las del y que una por con para se su lo es al fue",
        "it": "il di che della è per una sono nel alla con dei gli non ha più",
        "pt": "o os que do da em uma não com para um por dos no na foi",
        "nl": "de het een en van is op te dat niet zijn met voor werd aan ook",
        "sv": "och att det som är en av för på med den inte till har ett var",
        "da": "og at det er en af for på med den ikke til har et der som",
        "pl": "i w na z się nie że do jest to od przez oraz po jak dla",
        "tr": "ve bir bu için ile olarak da de çok daha olan gibi sonra kadar en",
        "fi": "ja on ei se että oli hän mutta myös ovat kun joka mukaan",
    }.items()
}
"""The commonest words of news in a language."""
_COMMON = frozenset[str]().union(*_COMMONEST.values())
_LEAST_VOTES, _CLEARLY = 3, 2
"""Such words that a text must have, and how many times those of the language that is expected."""
_WORD = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str, declared: str | None = None, *, expected: str = "en") -> str:
    """The primary language subtag of `declared` at its shortest, else a guess from the script of the text's beginning.

    expected: what Latin script is taken for, unless the commonest words of another language are clearly more than its
    own; of a question or a claim, which may be too short to tell, the language of the articles.
    """
    if declared:
        return _shorten(declared.split("-")[0].lower())
    sample = text[:_SAMPLE_CHARACTERS]
    letters = len(_LETTER.findall(sample))
    share: Callable[[re.Pattern[str]], float] = lambda script: len(script.findall(sample)) / max(1, letters)  # noqa: E731
    written = next((tag for tag, script in _SCRIPTS if share(script) >= _DOMINANT_SHARE), None)
    return written or _recognize(sample, expected)


def _shorten(subtag: str) -> str:
    """The subtag of two letters for one of three, as BCP 47 asks, where the language has one: "en" for "eng"."""
    short: str = get_global("language_aliases").get(subtag, subtag)
    return short if len(short) < len(subtag) else subtag


def _recognize(sample: str, expected: str) -> str:
    """The language of Latin script whose commonest words a text has most of; `expected` where that is not clear."""
    counts = Counter(word for word in _WORD.findall(sample.lower()) if word in _COMMON)
    votes = {tag: sum(counts[word] for word in words) for tag, words in _COMMONEST.items()}
    best = max(votes, key=lambda tag: votes[tag])
    clear = votes[best] >= max(_LEAST_VOTES, _CLEARLY * votes.get(expected, 0))
    return best if clear else expected


def count_words(text: str) -> int:
    """Words of `text`: runs between white space; Han and Kana characters, written without spaces, count one each."""
    look_at_clock()
    unspaced = len(_UNSPACED.findall(text))
    return len((_UNSPACED.sub(" ", text) if unspaced else text).split()) + unspaced


def joins_without_space(text: str) -> bool:
    """Whether the next sentence follows `text` without a space, as in Chinese and Japanese."""
    return bool(text) and (text[-1] in "。！？」』" or _UNSPACED.match(text[-1]) is not None)
