"""What one side denies and the other affirms."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.claims.negation import Negation
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.statements import Statement

_PREFIX = "un"
"""A word that denies in itself ("unpainted") says little about the same word elsewhere in a sentence."""
_CONTRACTED = ("n't", "n’t")
_REACH = 8
"""Words and signs behind a cue among which it may deny a word."""


def check_negations(comparison: Comparison) -> Finding | None:
    """Predicates that the sentence denies and all evidence that has them affirms, or the other way round."""
    written, evidence = comparison.written, comparison.evidence
    words = [_tell(negation, written) for negation in written.claims.negations if _clashes(negation, evidence)]
    own = written.denied
    for source in evidence:
        for negation in source.claims.negations:
            affirmed = _holds(written, negation) and negation.predicate not in own
            if affirmed and not any(_affirms(other, negation.predicate) for other in evidence):
                words.append(_tell(negation, source))
    return Finding(kind=Inconsistency.NEGATION, words=tuple(dict.fromkeys(words))) if words else None


def _tell(negation: Negation, statement: Statement) -> str:
    """What is denied, in the words of the statement that denies it."""
    behind = (token for token in statement.claims.tokens if token.start >= negation.start)
    denied = next((token.text for token in behind if token.stem == negation.predicate), negation.predicate)
    return f"{negation.cue} {denied}".strip()


def _clashes(negation: Negation, evidence: Sequence[Statement]) -> bool:
    """Whether evidence has the predicate, and none of it denies that."""
    holds = any(_holds(source, negation) for source in evidence)
    return holds and not any(_denies(source, negation.predicate) for source in evidence)


def _denies(statement: Statement, predicate: str) -> bool:
    """Whether a cue stands among the words before the predicate, across a quotation mark too."""
    tokens = statement.claims.tokens
    return predicate in statement.denied or any(
        predicate in {token.stem for token in [t for t in tokens if t.start >= negation.end][:_REACH]}
        for negation in statement.claims.negations
    )


def _holds(statement: Statement, negation: Negation) -> bool:
    """Whether the statement has the predicate without the verb ("refused") that denies it here."""
    if negation.in_word and negation.cue.startswith(_PREFIX):
        return False
    verb = not negation.cue.endswith(_CONTRACTED)
    denied_alike = any(token.lower == negation.cue and token.content and verb for token in statement.claims.tokens)
    return bool(negation.predicate) and negation.predicate in statement.terms.stems and not denied_alike


def _affirms(statement: Statement, predicate: str) -> bool:
    return predicate in statement.terms.stems and predicate not in statement.denied
