"""What can be said of a pair of sentences without reading them with a model: words, names, figures, place, rivals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.domain import Sentence
from service.features import (
    Column,
    FactFeatures,
    PairFeatures,
    PlaceFeatures,
    RivalFeatures,
    TopicFeatures,
    WordingFeatures,
)
from service.pipeline.clustering.pair_graph import PairGraph, rank_rivals
from service.pipeline.clustering.pairs import CandidatePairs
from service.pipeline.text.folding import fold_text
from service.pipeline.text.quotations import find_long_quotations, has_quotation_mark
from service.pipeline.text.terms import Terms
from service.pipeline.text.tfidf import multiply_rows, normalize_rows, weigh_rare
from service.pipeline.text.watching import look_at_clock

_LETTERS = 4
"""Letters of a character n-gram, which sees inflections and compounds that stems do not."""
_WORD = re.compile(r"\w+")
_MEASURED = 16_384
"""Pairs measured between two looks at the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorySentences:
    """The sentences of a story as pairs are described: one a wording.

    embeddings: (sentences, dimension), rows of length 1. article_of: (sentences,), the place of each one's article.
    """

    sentences: Sequence[Sentence]
    terms: Sequence[Terms]
    article_of: NDArray[np.int64]
    embeddings: NDArray[np.float32]


def describe_pairs(story: StorySentences, pairs: CandidatePairs) -> PairFeatures:
    """The features of each pair, the same whichever of its two comes first. Cost: linear in pairs and text."""
    weighted = weigh_rare([term.content for term in story.terms])
    topic = _compare_topic(story, pairs, weighted)
    return PairFeatures(
        wording=_compare_wording(story, pairs, weighted, topic),
        places=_compare_places(story, pairs),
        facts=_compare_facts(story, pairs),
        topic=topic,
        rivals=_compare_rivals(story, pairs),
    )


def _compare_topic(story: StorySentences, pairs: CandidatePairs, weighted: sparse.csr_array) -> TopicFeatures:
    i, j = pairs.first, pairs.second
    words = normalize_rows(weighted)
    mean_words = words @ np.asarray(words.sum(axis=0), dtype=np.float64).ravel() / max(1, len(story.terms))
    embeddings = story.embeddings.astype(np.float64)
    # The sum of all rows is on their grid, so that these products are exact, however many threads add them.
    mean_cosine = embeddings @ embeddings.sum(axis=0) / max(1, len(embeddings))
    return TopicFeatures(mean_cosine=mean_cosine[i] + mean_cosine[j], mean_words=mean_words[i] + mean_words[j])


def _compare_wording(
    story: StorySentences, pairs: CandidatePairs, weighted: sparse.csr_array, topic: TopicFeatures
) -> WordingFeatures:
    i, j = pairs.first, pairs.second
    present = sparse.csr_array((np.ones_like(weighted.data), weighted.indices, weighted.indptr), shape=weighted.shape)
    total = np.asarray(weighted.sum(axis=1), dtype=np.float64).ravel()
    shared = multiply_rows(weighted, present, i, j)
    contained = shared / np.maximum(total[i], 1e-9), shared / np.maximum(total[j], 1e-9)
    concepts = normalize_rows(weigh_rare([term.concepts for term in story.terms]))
    letters = normalize_rows(weigh_rare(_letter_grams(term.stems) for term in story.terms))
    return WordingFeatures(
        cosine=pairs.cosine,
        words=pairs.words,
        concepts=multiply_rows(concepts, concepts, i, j),
        letters=multiply_rows(letters, letters, i, j),
        cosine_above_mean=pairs.cosine - topic.mean_cosine / 2,
        contained_least=np.minimum(*contained),
        contained_most=np.maximum(*contained),
        shared_weight=shared,
    )


def _compare_places(story: StorySentences, pairs: CandidatePairs) -> PlaceFeatures:
    i, j = pairs.first, pairs.second
    position = np.array([sentence.position for sentence in story.sentences], np.float64)
    share = position / np.maximum(np.bincount(story.article_of)[story.article_of], 1)
    length = np.array([len(term.stems) for term in story.terms], np.float64)
    headline = np.array([sentence.headline for sentence in story.sentences], np.float64)
    least, most = np.minimum(length[i], length[j]), np.maximum(length[i], length[j])
    return PlaceFeatures(
        same_article=(story.article_of[i] == story.article_of[j]).astype(np.float64),
        places_apart=np.abs(position[i] - position[j]),
        share_apart=np.abs(share[i] - share[j]),
        place_least=np.minimum(position[i], position[j]),
        place_most=np.maximum(position[i], position[j]),
        length_least=least,
        length_most=most,
        length_ratio=least / np.maximum(most, 1),
        headlines=headline[i] + headline[j],
    )


def _compare_facts(story: StorySentences, pairs: CandidatePairs) -> FactFeatures:
    """Numbers and names that both have, and quotations of which the other has the words."""
    numbers = _share_items(pairs, [term.numbers for term in story.terms])
    names = _share_items(pairs, [term.names for term in story.terms])
    words = [frozenset(_WORD.findall(fold_text(sentence.text).lower())) for sentence in story.sentences]
    quoted = [
        frozenset(
            word for quotation in find_long_quotations(sentence.text) for word in _WORD.findall(quotation.lower())
        )
        for sentence in story.sentences
    ]
    quotes = np.array([bool(own) for own in quoted], np.bool_)
    marked = np.array([has_quotation_mark(sentence.text) for sentence in story.sentences], np.float64)
    either = quotes[pairs.first] | quotes[pairs.second]
    return FactFeatures(
        quoting=marked[pairs.first] + marked[pairs.second],
        quoted=_measure_some(
            pairs, either, lambda a, b: max(_share(quoted[a], words[b]), _share(quoted[b], words[a])), others=-1.0
        ),
        numbers_shared=numbers.shared,
        numbers_unshared=numbers.unshared,
        numbers_differ=((numbers.shared < numbers.first) & (numbers.shared < numbers.second)).astype(np.float64),
        names_shared=names.shared,
        names_unshared=names.unshared,
        names_overlap=names.shared / np.maximum(1.0, names.shared + names.unshared),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _SharedItems:
    """Of each pair, how many items its first sentence has, its second, and both."""

    first: Column
    second: Column
    shared: Column

    @property
    def unshared(self) -> Column:
        """How many one of both has alone."""
        return self.first + self.second - 2 * self.shared


def _share_items(pairs: CandidatePairs, items: Sequence[frozenset[str]]) -> _SharedItems:
    """items: of each sentence. Few have any of a kind, and few pairs have to be looked at."""
    sizes = np.array([len(own) for own in items], np.float64)
    first, second = sizes[pairs.first], sizes[pairs.second]
    both = (first > 0) & (second > 0)
    shared = _measure_some(pairs, both, lambda a, b: len(items[a] & items[b]), others=0.0)
    return _SharedItems(first=first, second=second, shared=shared)


def _measure_some(
    pairs: CandidatePairs, some: NDArray[np.bool_], measure: Callable[[int, int], float], *, others: float
) -> Column:
    """What `measure` says of some pairs, and `others` for the rest. some: (pairs,), whether it is asked."""
    measured = np.full(len(pairs.first), others)
    asked = np.flatnonzero(some)
    for start in range(0, len(asked), _MEASURED):
        look_at_clock()
        part = asked[start : start + _MEASURED]
        both = zip(pairs.first[part].tolist(), pairs.second[part].tolist(), strict=True)
        measured[part] = [measure(a, b) for a, b in both]
    return measured


def _compare_rivals(story: StorySentences, pairs: CandidatePairs) -> RivalFeatures:
    rivals = rank_rivals(PairGraph.of(pairs.sentences, pairs.first, pairs.second), pairs.score, story.article_of)
    return RivalFeatures(
        rank_in_article_least=rivals.rank_in_article.min(axis=0).astype(np.float64),
        rank_in_article_most=rivals.rank_in_article.max(axis=0).astype(np.float64),
        rank_least=rivals.rank.min(axis=0).astype(np.float64),
        rank_most=rivals.rank.max(axis=0).astype(np.float64),
        lead_least=rivals.lead.min(axis=0),
        lead_most=rivals.lead.max(axis=0),
    )


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    """Share of `part` that is in `whole`; -1 where `part` is empty."""
    return len(part & whole) / len(part) if part else -1.0


def _letter_grams(stems: Sequence[str]) -> frozenset[str]:
    line = " ".join(stems)
    return frozenset(line[i : i + _LETTERS] for i in range(max(1, len(line) - _LETTERS + 1)))
