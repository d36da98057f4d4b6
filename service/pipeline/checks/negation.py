"""What one side denies and the other affirms."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.checks.findings import Check, Finding, Statement
from service.pipeline.claims.polarity import Negation

_PREFIX = "un"
"""A word that denies in itself ("unpainted") says little about the same word elsewhere in a sentence."""


def check_negations(written: Statement, evidence: Sequence[Statement]) -> Finding | None:
    """Predicates that the sentence denies and all evidence that has them affirms, or the other way round."""
    words = [
        f"{negation.cue} {negation.predicate}".strip()
        for negation in written.claims.negations
        if _clashes(negation, [source for source in evidence if _holds(source, negation)])
    ]
    own = _denied(written)
    for source in evidence:
        for negation in source.claims.negations:
            affirmed = _holds(written, negation) and negation.predicate not in own
            if affirmed and not any(_affirms(other, negation.predicate) for other in evidence):
                words.append(f"{negation.cue} {negation.predicate}")
    return Finding(check=Check.NEGATION, words=tuple(dict.fromkeys(words))) if words else None


def _clashes(negation: Negation, sources: Sequence[Statement]) -> bool:
    return bool(sources) and not any(negation.predicate in _denied(source) for source in sources)


def _holds(statement: Statement, negation: Negation) -> bool:
    """Whether the statement has the predicate without the verb ("refused") that denies it here."""
    if negation.cue.startswith(_PREFIX):
        return False
    denied_alike = any(token.lower == negation.cue and token.content for token in statement.claims.tokens)
    return bool(negation.predicate) and negation.predicate in statement.terms.stems and not denied_alike


def _affirms(statement: Statement, predicate: str) -> bool:
    return predicate in statement.terms.stems and predicate not in _denied(statement)


def _denied(statement: Statement) -> frozenset[str]:
    return frozenset[str]().union(*(negation.scope for negation in statement.claims.negations))
