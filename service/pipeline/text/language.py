"""Which language a text is in, as far as segmentation and counting need to know."""

from __future__ import annotations

import re
from collections.abc import Callable

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
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_LETTER = re.compile(r"[^\W\d_]")


def detect_language(text: str, declared: str | None = None) -> str:
    """The primary language subtag of `declared`, else a guess from the script of the text's beginning.

    Latin script is taken for English: the guess chooses abbreviations and stemming, nothing else.
    """
    if declared:
        return declared.split("-")[0].lower()
    sample = text[:_SAMPLE_CHARACTERS]
    letters = len(_LETTER.findall(sample))
    share: Callable[[re.Pattern[str]], float] = lambda script: len(script.findall(sample)) / max(1, letters)  # noqa: E731
    return next((tag for tag, script in _SCRIPTS if share(script) >= _DOMINANT_SHARE), "en")


def count_words(text: str) -> int:
    """Words of `text`: runs between white space; Han and Kana characters, written without spaces, count one each."""
    unspaced = len(_UNSPACED.findall(text))
    return len((_UNSPACED.sub(" ", text) if unspaced else text).split()) + unspaced


def joins_without_space(text: str) -> bool:
    """Whether the next sentence follows `text` without a space, as in Chinese and Japanese."""
    return bool(text) and (text[-1] in "。！？」』" or _UNSPACED.match(text[-1]) is not None)
