"""Truecasing: capitals for text that has none, as many models write it; names are read by their capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.text.recall import remembered

_WORD = re.compile(r"[^\W\d_]+")
_CAPITALIZED = re.compile(r"(?<=[a-z,;] )[A-Z][^\W\d_]*")
"""Inside a sentence, where a capital is no opening."""


def truecase(text: str, articles: Sequence[str]) -> str:
    """The text, of the same length, with a capital for each word that the articles write with one and never without.

    A text that has a capital is left as it is.
    """
    if text.lower() != text:
        return text
    named = frozenset[str]().union(*(_find_capitalized(article) for article in articles))
    return _WORD.sub(lambda match: match[0].capitalize() if match[0] in named else match[0], text)


@remembered(maxsize=512)
def _find_capitalized(text: str) -> frozenset[str]:
    """Cached: all the sentences of an article share its text."""
    small = {word for word in _WORD.findall(text) if word.islower()}
    return frozenset(name.lower() for name in _CAPITALIZED.findall(text)) - small
