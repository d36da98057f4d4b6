"""Rescoring: what a first prediction on all pairs says about each, from its rivals, its neighbours, its articles.

Articles that tell one story tell it in much the same order, and two that follow each other closely share most of their
facts: where the sentences before and behind a pair are one fact each, the pair is likelier to be one too.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.pipeline.clustering.pair_graph import PairGraph, describe_context, order_two, rank_rivals

_LEAST_ODDS = 1e-6
"""Keeps the log odds of what is decided for certain finite."""


def describe_decisions(
    graph: PairGraph, probability: NDArray[np.float64], article_of: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The features of each pair; the same whichever of its two sentences comes first.

    probability: (pairs,), of one fact, for pairs sorted by first, then second sentence.
    article_of: (sentences,), the place of each one's article, ascending, the sentences of an article in their order.
    Shape: (pairs, len(DECISION_FEATURES)). Cost: linear in pairs, times their logarithm.
    """
    odds = np.log((probability + _LEAST_ODDS) / (1 - probability + _LEAST_ODDS))
    rivals = rank_rivals(graph, probability, article_of)
    columns = [
        odds,
        *order_two(rivals.rank.astype(np.float64)),
        *order_two(rivals.rank_in_article.astype(np.float64)),
        *order_two(rivals.lead),
        *describe_context(graph, odds, article_of).T,
        *_look_around(graph, probability, article_of),
        *_compare_articles(graph, probability, article_of),
    ]
    return np.stack(columns, axis=1)


def _look_around(
    graph: PairGraph, probability: NDArray[np.float64], article_of: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    """What was decided on the sentences before and behind those of each pair.

    Alongside: before with before, behind with behind. Beside: one of the pair with what is next to the other.
    Crossing: before with behind.
    """
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
    return [ahead + after, np.maximum(ahead, after), most, least, crossing]


def _compare_articles(
    graph: PairGraph, probability: NDArray[np.float64], article_of: NDArray[np.int64]
) -> list[NDArray[np.float64]]:
    """How much the two articles of each pair share, the pair itself left out; and how much the story's articles do."""
    pairs = len(probability)
    one, other = article_of[graph.source[:pairs]], article_of[graph.target[:pairs]]
    articles = int(article_of.max(initial=-1)) + 1
    size = np.bincount(article_of, minlength=articles)
    block, place = np.unique(np.minimum(one, other) * articles + np.maximum(one, other), return_inverse=True)
    shared = np.bincount(place, probability, minlength=len(block))[place] - probability
    return [
        shared / np.minimum(size[one], size[other]),
        np.full(pairs, 2 * probability.sum() / max(1, graph.sentences)),
        np.full(pairs, float(len(np.unique(article_of)))),
        np.full(pairs, graph.sentences / max(1, len(np.unique(article_of)))),
    ]
