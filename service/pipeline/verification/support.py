"""How likely it is that evidence supports a sentence, from all that was found out about them.

Likeness: meaning and words in common. Entailment: what a model concludes. Findings: what checks could name.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.overlap import Overlap
from service.ports import Entailment

DEFAULT_THRESHOLD = 0.58
"""Probability from which a sentence is supported: what is false costs more trust than what is missing, and up to here
refusing more loses nothing; docs/decisions/0060-eight-sentences.md has the curve."""
_BIAS, _SIMILARITY, _WORDS, _PAIRS, _TRIPLES = -1.75, 3.3, 1.4, 2.4, 1.7
"""A logistic regression of similarity and of the shares of words, of pairs and of triples of stems that the evidence
has. Fitted to human summaries and to sentences of gold groups, against the same with their evidence taken away; then
moved by 1.4 towards supported: docs/decisions/0012-verification.md."""
_ADDED, _JOINED = -1.0, -1.6
"""What a word costs that stands between repeated ones, and a joint of parts of two sentences. Fitted to sentences of
articles that were cut, joined and spliced."""
_REPEATING = 0.5
"""Share of a sentence's pairs from which its evidence is repeated, so that a word more begins to count."""
_FINDING = 0.5
"""What each finding leaves of the likeness, so that without an entailment model a sentence with one is unsupported."""
_INTERCEPT, _TOGETHER, _BEST, _AGAINST = -0.7, 0.35, 1.05, -0.25
"""A logistic regression on 1,077 claims about 77 stories, none of which the entailment model had seen:
docs/decisions/0060-eight-sentences.md."""
WEIGHTS: Mapping[Inconsistency, float] = MappingProxyType(
    {
        Inconsistency.NUMBER: -0.6,
        Inconsistency.DATE: -0.6,
        Inconsistency.NAME: -0.4,
        Inconsistency.NEGATION: -0.4,
        Inconsistency.MODALITY: -2.0,
        Inconsistency.OPPOSITE: -0.6,
        Inconsistency.ROLES: -0.3,
        Inconsistency.SPEAKER: -2.0,
        Inconsistency.QUOTATION: -1.0,
        Inconsistency.CHANGE: -1.0,
        Inconsistency.SPLICE: -0.5,
    }
)
"""A logistic regression on claims that readers wrote about clusters which the model had not seen, rounded; what too few
claims tell is set by hand: docs/decisions/0016-entailment.md."""
_FOUND_COPIED = -2.0
"""What a finding weighs more where one source has all the words in a row: what differs there, somebody has changed."""
_COPIED_FROM = 0.5
"""Share of a sentence's pairs that one source has, from which it counts as copied, by degrees."""
_REFUTED = -2.5
"""The largest log odds of a sentence that arithmetic refutes: a probability of 0.08, whatever a model concludes."""
_ONE_STATEMENT = 8
"""Words of a sentence that makes one statement, which articles do not support together where none says it."""
_SAID, _DENIED = 0.5, 0.7
"""Probability of entailment from which one article says it, and of contradiction from which one denies it."""
_DISPUTED = -1.0
"""The largest log odds of such a sentence that one denies and none says."""
_DECISIVE = frozenset({Inconsistency.SPEAKER})
"""What is false so often where it is found that no model outweighs it: docs/decisions/0072-speakers.md."""
_LARGEST_ODDS = 6.0
_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What a sentence and its evidence have in common.

    similarity: cosine to the best evidence, in [-1, 1]. added: words put between repeated ones; joined: joints of parts
    of two sentences. nearest: the largest share of the sentence's pairs that one source has, in [0, 1].
    """

    similarity: float
    overlap: Overlap
    added: int
    joined: int
    nearest: float

    @property
    def odds(self) -> float:
        """The logarithm of the odds that the evidence supports the sentence, as far as likeness tells."""
        overlap = self.overlap
        repeating = max(0.0, overlap.pairs - _REPEATING) / (1 - _REPEATING)
        return (
            _BIAS + _SIMILARITY * self.similarity + _WORDS * overlap.words + _PAIRS * overlap.pairs
            + _TRIPLES * overlap.triples + _ADDED * repeating * self.added + _JOINED * self.joined
        )  # fmt: skip


def score_support(
    likeness: Likeness, findings: Sequence[Finding], entailments: Sequence[Entailment], *, words: int
) -> float:
    """The probability that the evidence supports the sentence, in [0, 1].

    entailments: by all evidence together, then by that of each article; empty without an entailment model.
    words: how many the sentence has.
    """
    largest = _REFUTED if any(finding.certain for finding in findings) else math.inf
    if any(finding.kind in _DECISIVE for finding in findings) or (
        words <= _ONE_STATEMENT and _is_disputed(entailments[1:])
    ):
        largest = min(largest, _DISPUTED)
    if not entailments:
        return round(_squash(min(likeness.odds, largest)) * _FINDING ** len(findings), _DECIMALS)
    together, *alone = (_stretch(entailment.entailed) for entailment in entailments)
    against = max(_stretch(entailment.contradicted) for entailment in entailments[1:] or entailments)
    odds = _INTERCEPT + _TOGETHER * together + _BEST * max([together, *alone]) + _AGAINST * against
    copied = max(0.0, likeness.nearest - _COPIED_FROM) / (1 - _COPIED_FROM)
    odds += sum(WEIGHTS[finding.kind] + _FOUND_COPIED * copied for finding in findings)
    return round(_squash(min(odds, largest)), _DECIMALS)


def _is_disputed(alone: Sequence[Entailment]) -> bool:
    """Whether no article alone says a sentence, and one denies it."""
    return bool(alone) and (
        max(one.entailed for one in alone) < _SAID and max(one.contradicted for one in alone) >= _DENIED
    )


def average_support(entailments: Sequence[Entailment]) -> float:
    """The probability of support by all evidence together and by the best of it alone: the mean of their log odds.

    entailments: at least one, as of `score_support`. What one sentence alone entails, readers find true more often than
    what several entail together (docs/decisions/0058).
    """
    together, *alone = (_stretch(entailment.entailed) for entailment in entailments)
    return _squash((together + max(alone, default=together)) / 2)


def _stretch(probability: float) -> float:
    """The logarithm of its odds, bounded."""
    least = 1 / (1 + math.exp(_LARGEST_ODDS))
    bounded = min(max(probability, least), 1 - least)
    return math.log(bounded / (1 - bounded))


def _squash(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
