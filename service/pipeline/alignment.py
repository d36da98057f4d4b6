"""Which sentences of the articles support a sentence that somebody wrote.

The nearest sentences by meaning and by words are cited first; then those that hold what is still missing, so that a
sentence merged from two facts cites both. A later verification may look deeper; this one compares words and numbers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.domain import Verification, VerificationStatus
from service.pipeline.terms import Terms

_COSINE, _WORDS, _CONCEPTS = 0.4, 0.4, 0.2
"""Weights of the three likenesses in a pair's score; they sum to 1."""
_NEAR_BEST = 0.7
"""Cited beside the best sentence: those that score at least this share of its score."""
_MAX_NEAR_BEST = 4
_MAX_CITATIONS = 5
_LEAST_ADDED = 0.15
"""Share of a sentence's words, by weight, that a further citation must add."""
_LEAST_COSINE = 0.25
_SHORTLIST = 30
_LEAST_SCORE = 0.2
"""A best score below this is no support: nothing is cited."""
_LEAST_SUPPORT = 0.3
"""Support from which a sentence counts as supported: 70% of human summary sentences reach it, 0.4% of those on other
stories do."""
_NAMED_WORDS = 8
"""Missing words listed in a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """cited: indices of source sentences, the strongest first. scores: of each, in [0, 1]."""

    cited: tuple[int, ...]
    scores: tuple[float, ...]
    verification: Verification


def align_sentences(
    embeddings: NDArray[np.float32],
    terms: Sequence[Terms],
    source_embeddings: NDArray[np.float32],
    source_terms: Sequence[Terms],
) -> tuple[Alignment, ...]:
    """The support of each sentence among the sources.

    embeddings: (sentences, dimension); source_embeddings: (sources, dimension); rows of length 1.
    Cost: sentences x sources.
    """
    frequency = Counter(stem for term in source_terms for stem in term.content)
    weight = {stem: math.log((len(source_terms) + 1) / (count + 0.5)) for stem, count in frequency.items()}
    unseen = math.log(2 * (len(source_terms) + 1))
    return tuple(
        _align(embeddings[i] @ source_embeddings.T, own, source_terms, weight, unseen) for i, own in enumerate(terms)
    )


def _align(
    cosine: NDArray[np.float32], own: Terms, sources: Sequence[Terms], weight: dict[str, float], unseen: float
) -> Alignment:
    if not sources:
        return _unsupported("the articles hold no sentence")
    total = sum(sorted(weight.get(stem, unseen) for stem in own.content)) or 1.0

    def share(stems: frozenset[str]) -> float:
        return sum(sorted(weight.get(stem, unseen) for stem in stems)) / total

    words = np.array([share(own.content & source.content) for source in sources])
    concepts = np.array([len(own.concepts & source.concepts) for source in sources]) / max(1, len(own.concepts))
    score = np.round(np.clip(_COSINE * cosine + _WORDS * words + _CONCEPTS * concepts, 0.0, 1.0), 6)
    ranked = np.argsort(-score, kind="stable")
    best = score[ranked[0]]
    if best < _LEAST_SCORE:
        return _unsupported("no sentence of the articles says anything like it")
    cited = [int(i) for i in ranked[:_MAX_NEAR_BEST] if score[i] >= _NEAR_BEST * best]
    found = frozenset[str]().union(*(sources[i].content for i in cited)) & own.content
    shortlist = [int(i) for i in ranked[:_SHORTLIST] if cosine[i] >= _LEAST_COSINE]
    while shortlist and len(cited) < _MAX_CITATIONS:
        following = max(shortlist, key=lambda i: share((sources[i].content & own.content) - found))
        if share((sources[following].content & own.content) - found) < _LEAST_ADDED:
            break
        cited.append(following)
        found |= sources[following].content & own.content
    return Alignment(
        cited=tuple(cited),
        scores=tuple(float(score[i]) for i in cited),
        verification=_verify(own, [sources[i] for i in cited], float(best), share(found)),
    )


def _verify(own: Terms, cited: Sequence[Terms], best: float, coverage: float) -> Verification:
    """Supported where words and meaning agree and no number is made up."""
    score = round((best + coverage) / 2, 4)
    reasons = []
    numbers = sorted(own.numbers - frozenset[str]().union(*(source.numbers for source in cited)))
    if numbers:
        reasons.append(f"numbers that the cited sentences do not hold: {', '.join(numbers)}")
    if score < _LEAST_SUPPORT:
        missing = sorted(own.content - frozenset[str]().union(*(source.content for source in cited)))
        reasons.append(f"words (stems) that the cited sentences do not hold: {', '.join(missing[:_NAMED_WORDS])}")
    status = VerificationStatus.UNSUPPORTED if reasons else VerificationStatus.SUPPORTED
    return Verification(status=status, score=score, reasons=tuple(reasons))


def _unsupported(reason: str) -> Alignment:
    verification = Verification(status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=(reason,))
    return Alignment(cited=(), scores=(), verification=verification)
