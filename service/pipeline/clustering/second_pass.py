"""Rescoring: what a first prediction on all pairs says about each, from its rivals, its neighbours, its articles.

Articles that tell one story tell it in much the same order, and two that follow each other closely share most of their
facts: where the sentences before and behind a pair are one fact each, the pair is likelier to be one too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.features import Column, DecidedFeatures, DecisionFeatures, SurroundingFeatures
from service.pipeline.clustering.pair_graph import PairGraph, describe_context, order_two, rank_rivals

_LEAST_ODDS = 1e-6
"""Keeps the log odds of what is decided for certain finite."""


def describe_decisions(graph: PairGraph, probability: Column, article_of: NDArray[np.int64]) -> DecisionFeatures:
    """The features of each pair; the same whichever of its two sentences comes first.

    probability: of one fact, for pairs sorted by first, then second sentence.
    article_of: (sentences,), the place of each one's article, ascending, the sentences of an article in their order.
    Cost: linear in pairs, times their logarithm.
    """
    odds = np.log((probability + _LEAST_ODDS) / (1 - probability + _LEAST_ODDS))
    return DecisionFeatures(
        decided=_compare_rivals(graph, probability, odds, article_of),
        context=describe_context(graph, odds, article_of),
        surroundings=_look_around(graph, probability, article_of),
    )


def _compare_rivals(
    graph: PairGraph, probability: Column, odds: Column, article_of: NDArray[np.int64]
) -> DecidedFeatures:
    rivals = rank_rivals(graph, probability, article_of)
    rank_least, rank_most = order_two(rivals.rank.astype(np.float64))
    rank_in_article_least, rank_in_article_most = order_two(rivals.rank_in_article.astype(np.float64))
    lead_least, lead_most = order_two(rivals.lead)
    return DecidedFeatures(
        odds=odds,
        rank_least=rank_least,
        rank_most=rank_most,
        rank_in_article_least=rank_in_article_least,
        rank_in_article_most=rank_in_article_most,
        lead_least=lead_least,
        lead_most=lead_most,
    )


def _look_around(graph: PairGraph, probability: Column, article_of: NDArray[np.int64]) -> SurroundingFeatures:
    """What was decided on the sentences before and behind those of each pair, and on the rest of its articles."""
    pairs = len(probability)
    first, second = graph.source[:pairs], graph.target[:pairs]
    number = np.arange(graph.sentences)
    follows = np.r_[False, article_of[1:] == article_of[:-1]] if graph.sentences else np.zeros(0, np.bool_)
    before = np.where(follows, number - 1, -1)
    behind = np.where(np.r_[follows[1:], False], number + 1, -1) if graph.sentences else number
    keys = first * graph.sentences + second

    def decided(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.float64]:
        """The probability of the pairs (one, other), 0 where there is no such pair."""
        wanted = np.minimum(one, other) * graph.sentences + np.maximum(one, other)
        place = np.minimum(np.searchsorted(keys, wanted), max(pairs - 1, 0))
        known = (one >= 0) & (other >= 0) & (keys[place] == wanted)
        return np.where(known, probability[place], 0.0)

    ahead, after = decided(before[first], before[second]), decided(behind[first], behind[second])
    beside_second = np.maximum(decided(first, before[second]), decided(first, behind[second]))
    beside_first = np.maximum(decided(before[first], second), decided(behind[first], second))
    least, most = order_two(np.stack([beside_first, beside_second]))
    crossing = np.maximum(decided(before[first], behind[second]), decided(behind[first], before[second]))
    articles = len(np.unique(article_of))
    return SurroundingFeatures(
        alongside_sum=ahead + after,
        alongside_most=np.maximum(ahead, after),
        beside_most=most,
        beside_least=least,
        crossing=crossing,
        articles_share=_compare_articles(graph, probability, article_of),
        decided_mean=np.full(pairs, 2 * probability.sum() / max(1, graph.sentences)),
        articles=np.full(pairs, float(articles)),
        sentences_an_article=np.full(pairs, graph.sentences / max(1, articles)),
    )


def _compare_articles(graph: PairGraph, probability: Column, article_of: NDArray[np.int64]) -> Column:
    """How much the two articles of each pair share, the pair itself left out."""
    pairs = len(probability)
    one, other = article_of[graph.source[:pairs]], article_of[graph.target[:pairs]]
    articles = int(article_of.max(initial=-1)) + 1
    size = np.bincount(article_of, minlength=articles)
    block, place = np.unique(np.minimum(one, other) * articles + np.maximum(one, other), return_inverse=True)
    shared = np.bincount(place, probability, minlength=len(block))[place] - probability
    return shared / np.minimum(size[one], size[other])
