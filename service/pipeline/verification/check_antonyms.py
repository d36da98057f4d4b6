"""Antonyms: words that say the opposite of what the evidence says of the same thing."""

from __future__ import annotations

from service.pipeline.claims.antonyms import OPPOSITE_OF
from service.pipeline.text.tokens import Token
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.statements import Statement

_REACH = 3
"""Words of content to each side of both words among which one must be shared."""


def check_antonyms(comparison: Comparison) -> Finding | None:
    """Words of the sentence of which the evidence has the opposite beside a word that both share, and never the word.

    What is denied on either side is left to `check_negations`. English alone.
    """
    written, evidence = comparison.written, comparison.evidence
    if written.language != "en":
        return None
    held = frozenset[str]().union(*(source.terms.stems for source in evidence))
    denied = written.denied
    words = []
    for token in written.claims.tokens:
        opposed = OPPOSITE_OF.get(token.stem, frozenset())
        if not opposed & held or token.stem in held or token.stem in denied:
            continue
        near = _list_near(written, token)
        words += [
            f"{token.text} ({other.text})"
            for source in evidence
            for other in source.claims.tokens
            if other.stem in opposed and other.stem not in source.denied and near & _list_near(source, other)
        ]
    return Finding(kind=Inconsistency.OPPOSITE, words=tuple(dict.fromkeys(words))) if words else None


def _list_near(statement: Statement, place: Token) -> frozenset[str]:
    """Stems of the words of content beside a word."""
    content = [token for token in statement.claims.tokens if token.content or token is place]
    at = next(i for i, token in enumerate(content) if token is place)
    return frozenset(token.stem for token in (*content[max(0, at - _REACH) : at], *content[at + 1 : at + 1 + _REACH]))
