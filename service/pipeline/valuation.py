"""What a sentence is worth to a summary: the independently sourced content that it brings.

Sources are counted twice: at the level of groups (how many report this fact) and of concepts (how many use these words
together), since facts that everybody reports are told in the same words even where sentences differ.
Source: concepts and their weights after Gillick and Favre (2009); here a weight is the square of a share of sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.domain import Sentence
from service.pipeline.readability import is_whole, judge_independence
from service.pipeline.terms import Terms

Concept = tuple[str, str]

_EXPONENT = 2
"""A concept in all sources is worth 4 times one that half of them use."""
_LEAD = 1.0
_LEAD_SENTENCES = 3.0
"""News puts what matters first: the first sentence is worth up to twice as much, the fourth 1 + 1/e."""
_COVERAGE, _COVERAGE_EXPONENT = 8.0, 3
"""A fact is worth 1 + 8 s^3 times its words, s being the share of sources that report it: 2 where half of them do."""
_LENGTH_EXPONENT = 0.7
"""Value is divided by this power of the words: between the sentence that says most (0) and the densest one (1)."""
_LEAST_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """The parts of each sentence's value; the value of a set of sentences S is the sum of the weights of its concepts.

    weight: of a concept, in (0, 1]. concepts: by sentence.
    position, coverage, independence, brevity: by sentence, what the weight of its concepts is multiplied with, and
    factor, their product. standing: by sentence, its value alone. usable: by sentence, whether a summary may show it.
    """

    weight: dict[Concept, float]
    concepts: tuple[frozenset[Concept], ...]
    position: NDArray[np.float64]
    coverage: NDArray[np.float64]
    independence: NDArray[np.float64]
    brevity: NDArray[np.float64]
    factor: NDArray[np.float64]
    standing: NDArray[np.float64]
    usable: NDArray[np.bool_]


def value_sentences(
    sentences: Sequence[Sentence],
    terms: Sequence[Terms],
    words: Sequence[int],
    *,
    origin: Sequence[int],
    reported_by: Sequence[int],
) -> Valuation:
    """The value of every sentence.

    words: of each sentence. origin: of each sentence's article, so that copies count once.
    reported_by: independent origins behind each sentence's group, at least 1.
    """
    weight = _weigh_concepts(terms, origin)
    sources = max(1, len(set(origin)))
    position = 1 + _LEAD * np.exp([-sentence.position / _LEAD_SENTENCES for sentence in sentences])
    coverage = 1 + _COVERAGE * (np.asarray(reported_by, np.float64) / sources) ** _COVERAGE_EXPONENT
    independence = np.array([judge_independence(sentence.text) for sentence in sentences])
    brevity = np.asarray(words, np.float64).clip(1) ** -_LENGTH_EXPONENT
    factor = position * coverage * independence * brevity
    concepts = tuple(term.concepts for term in terms)
    gain = np.array([sum(sorted(weight[concept] for concept in own)) for own in concepts])
    return Valuation(
        weight=weight,
        concepts=concepts,
        position=position,
        coverage=coverage,
        independence=independence,
        brevity=brevity,
        factor=np.round(factor, 9),
        standing=np.round(gain * factor, 9),
        usable=_usable(sentences, words),
    )


def _weigh_concepts(terms: Sequence[Terms], origin: Sequence[int]) -> dict[Concept, float]:
    """The square of the share of independent sources that use a concept; of sentences, where there is one source."""
    units: Sequence[int] = origin if len(set(origin)) > 1 else range(len(terms))
    used_by: defaultdict[Concept, set[int]] = defaultdict(set)
    for term, unit in zip(terms, units, strict=True):
        for concept in term.concepts:
            used_by[concept].add(unit)
    most = max((len(users) for users in used_by.values()), default=1)
    whole = len(set(origin)) if len(set(origin)) > 1 else most
    return {concept: (len(users) / whole) ** _EXPONENT for concept, users in used_by.items()}


def _usable(sentences: Sequence[Sentence], words: Sequence[int]) -> NDArray[np.bool_]:
    """No headline, no half of a quotation, at least five words; where no sentence is that, the least of it will do."""
    long = np.array([count >= _LEAST_WORDS for count in words], np.bool_)
    body = np.array([not sentence.headline for sentence in sentences], np.bool_)
    whole = np.array([is_whole(sentence.text) for sentence in sentences], np.bool_)
    for choice in (long & body & whole, body & whole, body, long):
        if choice.any():
            return choice
    return np.ones(len(sentences), np.bool_)
