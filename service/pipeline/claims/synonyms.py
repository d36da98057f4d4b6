"""Synonyms in news, so that "12 dead" and "killing 12" can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.text.tokens import Token

_ALIKE = (
    "kill dead death die di fatal slain slay casualti toll",
    "injur wound hurt",
    "arrest detain custodi apprehend",
    "peopl person other individu resid",
    "includ contain compris consist",
    "big larg massiv huge",
    "found find discov locat recov",
    "child children kid",
    "hous home resid",
    "cost price fee",
    "compani firm",
)
"""Porter stems, of which each line stands for one thing; from what sentences of one fact use side by side."""
_CANONICAL = {stem: line.split()[0] for line in _ALIKE for stem in line.split()}


def canonical_stem(stem: str) -> str:
    """The stem that stands for `stem` and others of its meaning."""
    return _CANONICAL.get(stem, stem)


def content_stems(tokens: Sequence[Token]) -> frozenset[str]:
    """Canonical stems of the words of content among `tokens`."""
    return frozenset(canonical_stem(token.stem) for token in tokens if token.content)
