"""Whether a sentence says what its evidence says, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain import Verification, VerificationStatus
from service.pipeline.terms import Terms, extract_terms

_LEAST_SUPPORT = 0.3
"""Support from which a sentence counts as supported: 70% of human summary sentences reach it, 0.4% of those on other
stories do."""
_NAMED_WORDS = 8
"""Missing words listed in a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence that is cited.

    language: a primary subtag such as `en`. published_at: when its article came out, which dates "Wednesday".
    """

    text: str
    language: str
    published_at: datetime | None = None


def verify_sentence(
    text: str, evidence: Sequence[Evidence], *, language: str, similarity: float, support: float | None = None
) -> Verification:
    """Whether `evidence` supports `text`: supported or unsupported, a score in [0, 1], and what is missing.

    similarity: cosine of the sentence's embedding to its best evidence, in [-1, 1].
    support: a support model's probability that the evidence supports the sentence, in [0, 1], or None without a model.
    """
    own = extract_terms(text, language)
    cited = [extract_terms(source.text, source.language) for source in evidence]
    reasons = [*_name_missing_numbers(own, cited)]
    covered = len(own.content & _union(cited)) / max(1, len(own.content))
    score = round(min(1.0, max(0.0, (similarity + covered) / 2 if support is None else support)), 4)
    if score < _LEAST_SUPPORT:
        missing = sorted(own.content - _union(cited))
        reasons.append(f"words (stems) that the cited sentences do not hold: {', '.join(missing[:_NAMED_WORDS])}")
    status = VerificationStatus.UNSUPPORTED if reasons else VerificationStatus.SUPPORTED
    return Verification(status=status, score=score, reasons=tuple(reasons))


def _union(cited: Sequence[Terms]) -> frozenset[str]:
    return frozenset[str]().union(*(source.content for source in cited))


def _name_missing_numbers(own: Terms, cited: Sequence[Terms]) -> tuple[str, ...]:
    missing = sorted(own.numbers - frozenset[str]().union(*(source.numbers for source in cited)))
    return (f"numbers that the cited sentences do not hold: {', '.join(missing)}",) if missing else ()
