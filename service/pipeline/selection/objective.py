"""The objective: what a sentence is worth to a summary, the independently sourced content that it brings.

Sources are counted twice: at the level of groups (how many report this fact) and of concepts (how many use these words
together), since facts that everybody reports are told in the same words even where sentences differ.
Source: concepts and their weights after Gillick and Favre (2009); here a weight is the square of a share of sources.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.domain import Sentence
from service.pipeline.selection.cohesion import Cohesion
from service.pipeline.selection.recency import Recency
from service.pipeline.selection.usability import list_filling, list_known, list_usable
from service.pipeline.text.readability import announces
from service.pipeline.text.standalone import Standing
from service.pipeline.text.terms import Terms

Concept = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The settings of the objective. How far each can be moved: benchmarks/results/selection.md.

    concept_exponent: a concept in all sources is worth 4 times one that half of them use.
    lead: news puts what matters first; an article’s first sentence is worth 1 + lead times its words, times how new the
        article is beside the others.
    lead_sentences: the lead falls to 1/e within this many sentences over the square of the sources, at least one: two
        articles are told some way down, of ten the openings fill a summary. Old sources count less.
    coverage, coverage_exponent: a fact is worth 1 + coverage * s ** coverage_exponent times its words, s being the
        share of sources expected to report it: 5 where half of them do.
    length_exponent, length_exponent_per_source: value is divided by a power of the words, between the sentence that
        says most (0) and the densest one (1): the lesser of the first and of the second times the sources.
    centrality: what the nearness of other sources is raised to, by which the first sentences are chosen; it says
        something where there are `least_sources`, and the less the older these are: they come near to what was.
    leads, sources_without_leads: what the nearness to the other sources' leads is raised to; it falls to 0 where
        there are so many sources, which say by their words what matters.
    sentences_of_lead: how many open an article, headlines not counted.
    torn: what is left of the value of a sentence that is surely not understood; it is whole for one that is shown only
        behind the sentence that it leans on.
    least_words: shorter sentences fill what room is left.
    least_filling_words: still shorter ones are exclamations and scraps.
    """

    concept_exponent: float = 2.0
    lead: float = 6.0
    lead_sentences: float = 40.0
    coverage: float = 32.0
    coverage_exponent: float = 3.0
    length_exponent: float = 0.65
    length_exponent_per_source: float = 0.15
    centrality: float = 6.0
    least_sources: int = 3
    leads: float = 0.8
    sources_without_leads: float = 10.0
    sentences_of_lead: int = 3
    torn: float = 0.6
    least_words: int = 8
    least_filling_words: int = 3

    def choose_length_exponent(self, sources: int) -> float:
        """What the words of a sentence are raised to, of so many sources."""
        return min(self.length_exponent, self.length_exponent_per_source * sources)

    def choose_centrality_exponent(self, sources: int, recency: Recency) -> float:
        """What centrality is raised to, of so many sources."""
        return self.centrality * min(1.0, recency.sources / sources) if sources >= self.least_sources else 0.0


WEIGHTS = Weights()


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuation:
    """The parts of each sentence's value; the value of a set of sentences S is the sum of the weights of its concepts.

    weight: of a concept, in (0, 1]. concepts: by sentence.
    words: by sentence; length_exponent: what they are raised to.
    place: by sentence, how many stand in front of it in its article, headlines not counted.
    position, coverage, independence, nearness, brevity: by sentence, what the weight of its concepts is multiplied
    with, and multiplier, their product. singleton_value: by sentence, its value alone.
    centrality: by sentence, what its value is multiplied with while the first ones are chosen.
    usable: by sentence, whether a summary may show it. filling: whether it may fill room that is left. spare: whether
    it may be told at all where these leave room. announcing: whether it may be shown with the one behind it alone.
    cohesion: what each needs in front of it.
    content: by sentence, the stems that say something. details: those of them that are figures or names.
    """

    weight: dict[Concept, float]
    concepts: tuple[frozenset[Concept], ...]
    words: NDArray[np.float64]
    length_exponent: float
    place: NDArray[np.float64]
    position: NDArray[np.float64]
    coverage: NDArray[np.float64]
    independence: NDArray[np.float64]
    centrality: NDArray[np.float64]
    nearness: NDArray[np.float64]
    brevity: NDArray[np.float64]
    multiplier: NDArray[np.float64]
    singleton_value: NDArray[np.float64]
    usable: NDArray[np.bool_]
    filling: NDArray[np.bool_]
    spare: NDArray[np.bool_]
    announcing: NDArray[np.bool_]
    cohesion: Cohesion
    content: tuple[frozenset[str], ...]
    details: tuple[frozenset[str], ...]

    def weigh(self, concepts: AbstractSet[Concept]) -> float:
        """The weight of some concepts together, at least 0; those that no article has weigh nothing."""
        return sum(sorted(self.weight.get(concept, 0.0) for concept in concepts))

    def shorten(self, passage: Sequence[int]) -> float:
        """The brevity of sentences that are taken as one."""
        if len(passage) == 1:
            return float(self.brevity[passage[0]])
        return float(self.words[list(passage)].sum() ** -self.length_exponent)

    def focus(self, focus: NDArray[np.float64]) -> Valuation:
        """For a reader who asks: `focus` (by sentence, in [0, 1]) counts, and neither place nor centrality does."""
        factor = focus / self.position
        return replace(
            self,
            position=np.ones_like(self.position),
            centrality=np.ones_like(self.centrality),
            multiplier=np.round(self.multiplier * factor, 9),
            singleton_value=np.round(self.singleton_value * factor, 9),
        )

    def without(self, told: frozenset[Concept]) -> Valuation:
        """The value of every sentence where these concepts are told already."""
        left = tuple(own - told for own in self.concepts)
        gain = _add_weights(left, self.weight)
        return replace(self, concepts=left, singleton_value=np.round(gain * self.multiplier, 9))


def value_sentences(
    sentences: Sequence[Sentence],
    terms: Sequence[Terms],
    words: Sequence[int],
    *,
    standing: Sequence[Standing],
    cohesion: Cohesion,
    source: Sequence[int],
    reported_by: Sequence[float],
    recency: Recency,
    centrality: NDArray[np.float64],
    near_leads: NDArray[np.float64],
    weights: Weights = WEIGHTS,
) -> Valuation:
    """The value of every sentence.

    words: of each sentence. source: the independent one of each sentence's article, so that copies count once.
    recency: how new each is. reported_by: expected independent sources behind each sentence, at least 1. centrality: of
    each, in (0, 1]. near_leads: how near the leads of other sources come to each, in (0, 1].
    """
    sources = max(1, len(set(source)))
    weight = _weigh_concepts(terms, source, weights.concept_exponent)
    concepts = tuple(term.concepts for term in terms)
    place, counts = count_places(sentences), np.asarray(words, np.float64).clip(1)
    factors = _find_factors(
        weights,
        sources,
        place=place,
        words=counts,
        standing=standing,
        reported_by=reported_by,
        recency=recency,
        near_leads=near_leads,
    )
    spare = list_filling(sentences, standing, words, weights.least_filling_words)
    return Valuation(
        weight=weight,
        concepts=concepts,
        words=counts,
        length_exponent=weights.choose_length_exponent(sources),
        place=place,
        position=factors.position,
        coverage=factors.coverage,
        independence=factors.independence,
        centrality=centrality ** weights.choose_centrality_exponent(sources, recency),
        nearness=factors.nearness,
        brevity=factors.brevity,
        multiplier=np.round(factors.product, 9),
        singleton_value=np.round(_add_weights(concepts, weight) * factors.product, 9),
        usable=list_usable(sentences, standing, words, weights.least_words),
        filling=spare & list_known(terms, source),
        spare=spare,
        announcing=np.array([announces(sentence.text) for sentence in sentences], np.bool_),
        cohesion=cohesion,
        content=tuple(term.content for term in terms),
        details=tuple(term.names | term.numbers for term in terms),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Factors:
    """By sentence, what the weight of its concepts is multiplied with, as `Valuation` names it."""

    position: NDArray[np.float64]
    coverage: NDArray[np.float64]
    independence: NDArray[np.float64]
    nearness: NDArray[np.float64]
    brevity: NDArray[np.float64]

    @property
    def product(self) -> NDArray[np.float64]:
        return self.position * self.coverage * self.independence * self.nearness * self.brevity


def _find_factors(
    weights: Weights,
    sources: int,
    *,
    place: NDArray[np.float64],
    words: NDArray[np.float64],
    standing: Sequence[Standing],
    reported_by: Sequence[float],
    recency: Recency,
    near_leads: NDArray[np.float64],
) -> _Factors:
    """words: of each sentence, at least 1. sources: how many are independent. The others as in `value_sentences`."""
    within = max(1.0, weights.lead_sentences / max(1.0, recency.sources) ** 2)
    share = np.asarray(reported_by, np.float64) / sources
    understood = np.array([1.0 if own.leans else own.understood for own in standing])
    return _Factors(
        position=1 + weights.lead * np.exp(-place / within) * recency.weight,
        coverage=1 + weights.coverage * share**weights.coverage_exponent,
        independence=weights.torn + (1 - weights.torn) * understood,
        nearness=near_leads ** (weights.leads * max(0.0, 1 - sources / weights.sources_without_leads)),
        brevity=words ** -weights.choose_length_exponent(sources),
    )


def count_places(sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    """By sentence, its place in its article; headlines are not counted, since some articles have none."""
    headlines: defaultdict[int, int] = defaultdict(int)
    places = []
    for sentence in sentences:
        places.append(sentence.position - headlines[sentence.article_index])
        headlines[sentence.article_index] += sentence.headline
    return np.array(places, np.float64)


def _weigh_concepts(terms: Sequence[Terms], source: Sequence[int], exponent: float) -> dict[Concept, float]:
    """A power of the share of independent sources that use a concept; of sentences, where there is one source."""
    units: Sequence[int] = source if len(set(source)) > 1 else range(len(terms))
    used_by: defaultdict[Concept, set[int]] = defaultdict(set)
    for term, unit in zip(terms, units, strict=True):
        for concept in term.concepts:
            used_by[concept].add(unit)
    most = max((len(users) for users in used_by.values()), default=1)
    whole = len(set(source)) if len(set(source)) > 1 else most
    return {concept: (len(users) / whole) ** exponent for concept, users in used_by.items()}


def _add_weights(concepts: Sequence[AbstractSet[Concept]], weight: Mapping[Concept, float]) -> NDArray[np.float64]:
    """By sentence, the weight of its concepts together."""
    return np.array([sum(sorted(weight[concept] for concept in own)) for own in concepts])
