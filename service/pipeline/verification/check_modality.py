"""Modality: what the evidence says will be, told as done or under way."""

from __future__ import annotations

from collections.abc import Iterator

from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.text.irregular_verbs import infinitive_stem, may_be_past
from service.pipeline.text.tokens import Token
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.statements import Statement

_FUTURE = frozenset({"will", "would", "shall"})
_PLANNED = frozenset(
    """
    plan plans planned planning intend intends intended hope hopes hoped aim aims aimed want wants promise promises
    promised pledge pledges pledged vow vows vowed expected due set scheduled is are was were
    """.split()  # noqa: SIM905
)
"""In front of "to" they open what is planned, promised or expected."""
_REACH = 3
"""Words in front of a verb among which its "will" stands: "will not be shown"."""
_OPEN = _FUTURE | frozenset({"can", "could", "may", "might", "should", "must", "to", "being", "not"})
"""In front of a verb they say that what it tells is not done."""
_SUBORDINATING = frozenset("when after once if until before as because that who which".split())  # noqa: SIM905
"""What is told behind them is not what the sentence states."""
_PROGRESSIVE = frozenset({"is", "are", "was", "were", "been"})
_RETOLD = 0.7
"""Share of a sentence's words from which another one tells of the same: of 24,545 statements about passages 30 that
cannot be true tell of plans so, 13 that are left open, and two that follow. docs/decisions/0071-whose-evidence.md"""


def check_modality(comparison: Comparison) -> Finding | None:
    """Verbs of the sentence, in the past or under way, that the evidence has for what is to come, and not as done.

    English alone. Cost: linear in the lengths of the sentences.
    """
    written = comparison.written
    if written.language != "en":
        return None
    evidence = [source for source in comparison.evidence if source.language == "en"]
    done = frozenset(
        stem
        for source in evidence
        for stem, planned in _list_verbs(source)
        if not planned and stem not in source.denied
    )
    own = _read_words(written)
    to_come = {
        stem
        for source in evidence
        if not source.claims.negations and len(own & _read_words(source)) >= _RETOLD * len(own)
        for stem, planned in _list_verbs(source)
        if planned
    }
    words = [token.text for token in _list_done(written) if infinitive_stem(token.stem) in to_come - done]
    return Finding(kind=Inconsistency.MODALITY, words=tuple(words)) if words else None


def _list_verbs(statement: Statement) -> Iterator[tuple[str, bool]]:
    """The stem of each word of content, as of an infinitive, and whether it is told of what is to come."""
    tokens = statement.claims.tokens
    for place, token in enumerate(tokens):
        if token.content:
            before = [other.lower for other in tokens[max(0, place - _REACH) : place]]
            planned = before[-1:] == ["to"] and not _PLANNED.isdisjoint(before[-2:-1])
            yield infinitive_stem(token.stem), planned or not _FUTURE.isdisjoint(before)


def _list_done(statement: Statement) -> Iterator[Token]:
    """The verbs in the past, or under way, of what the sentence states."""
    tokens = statement.claims.tokens
    for place, token in enumerate(tokens):
        if token.lower in _OPEN | _SUBORDINATING:
            return
        under_way = token.lower.endswith("ing") and not _PROGRESSIVE.isdisjoint(
            other.lower for other in tokens[max(0, place - 2) : place]
        )
        if token.content and (may_be_past(token) or under_way):
            yield token


def _read_words(statement: Statement) -> frozenset[str]:
    """Its words of content, verbs as infinitives and synonyms as one."""
    return frozenset(canonical_stem(infinitive_stem(token.stem)) for token in statement.claims.tokens if token.content)
