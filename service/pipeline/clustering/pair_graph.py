"""The candidate pairs as a graph: what a sentence's other candidates say about a pair.

A pair is judged beside its rivals: whether each is the other's best match, and whether a third sentence is near both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from service.features import Column, ContextFeatures

_Value = TypeVar("_Value", bound=np.generic)
_NEAREST = 24
"""Neighbours of a sentence that are looked at for third sentences."""
_BLOCK = 512
"""Pairs whose neighbours are compared at once: 24 x 24 comparisons each, all in a processor's own cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairGraph:
    """Both directions of each pair as edges: first to second, then second to first.

    Shape: (2 x pairs,), int64. source, target: sentences.
    """

    sentences: int
    source: NDArray[np.int64]
    target: NDArray[np.int64]

    @classmethod
    def of(cls, sentences: int, first: NDArray[np.int64], second: NDArray[np.int64]) -> PairGraph:
        """The graph of the pairs (first, second)."""
        return cls(sentences=sentences, source=np.concatenate([first, second]), target=np.concatenate([second, first]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """How a pair stands beside the other pairs of each of its sentences. Shape of each: (2, pairs).

    rank: of the other among this one's candidates, 0-based. rank_in_article: among those of the other's article.
    lead: its value less the best of the others in its article, 0 counting for no other.
    """

    rank: NDArray[np.int64]
    rank_in_article: NDArray[np.int64]
    lead: NDArray[np.float64]


def rank_rivals(graph: PairGraph, value: NDArray[np.float64], article_of: NDArray[np.int64]) -> Rivals:
    """The rivals of each pair. value: (pairs,), the higher the nearer; ties go to the earlier sentence.

    article_of: (sentences,), the place of each one's article.
    """
    both = np.concatenate([value, value])
    article = article_of[graph.target]
    rank, _, _ = _rank_within(graph.source, both, graph.target)
    block = graph.source * (int(article_of.max(initial=0)) + 1) + article
    rank_in_article, best, second = _rank_within(block, both, graph.target)
    lead = both - np.where(rank_in_article == 0, second, best)
    return Rivals(rank=_fold(rank), rank_in_article=_fold(rank_in_article), lead=_fold(lead))


def describe_context(graph: PairGraph, logit: Column, article_of: NDArray[np.int64]) -> ContextFeatures:
    """What the model's opinion of all pairs says about each. logit: log odds of one fact. Cost: linear in pairs."""
    both = 1 / (1 + np.exp(-np.concatenate([logit, logit])))
    pairs = len(logit)
    rank, best, _ = _rank_within(graph.source, both, graph.target)
    elsewhere = both * (article_of[graph.source] != article_of[graph.target])
    expected = np.bincount(graph.source, both, minlength=graph.sentences)
    expected_elsewhere = np.bincount(graph.source, elsewhere, minlength=graph.sentences)
    first, other = graph.source[:pairs], graph.target[:pairs]
    third, common = _find_thirds(graph, both, rank)
    union = expected[first] + expected[other] - 2 * both[:pairs] - common
    rank_least, rank_most = order_two(_fold(rank).astype(np.float64))
    expected_least, expected_most = order_two(np.stack([expected[first], expected[other]]))
    elsewhere_least, elsewhere_most = order_two(np.stack([expected_elsewhere[first], expected_elsewhere[other]]))
    best_least, best_most = order_two(_fold(best))
    return ContextFeatures(
        probable_rank_least=rank_least,
        probable_rank_most=rank_most,
        expected_least=expected_least,
        expected_most=expected_most,
        expected_elsewhere_least=elsewhere_least,
        expected_elsewhere_most=elsewhere_most,
        third_best=third[:, 0],
        third_second=third[:, 1],
        third_third=third[:, 2],
        third_sum=common,
        third_share=common / np.maximum(union, 1e-6),
        best_least=best_least,
        best_most=best_most,
    )


def _rank_within(
    block: NDArray[np.int64], value: NDArray[np.float64], tie: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """By edge: its rank in its block by falling value, and the block's highest and second highest value (0 if none)."""
    order = np.lexsort((tie, -value, block))
    ordered = block[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(order) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(order)])
    begin = np.repeat(starts, sizes)
    place = np.arange(len(order)) - begin
    sorted_value = value[order]
    follows = np.repeat(sizes > 1, sizes)
    rank, best, second = np.empty_like(order), np.empty(len(order)), np.empty(len(order))
    rank[order] = place
    best[order] = sorted_value[begin] if len(order) else 0.0
    second[order] = np.where(follows, sorted_value[np.minimum(begin + 1, len(order) - 1)], 0.0) if len(order) else 0.0
    return rank, best, second


def _find_thirds(
    graph: PairGraph, both: NDArray[np.float64], rank: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """By pair: the three highest, and the sum, of the lesser probability that a third sentence has with its two.

    Shape: (pairs, 3) and (pairs,).
    """
    near = rank < _NEAREST
    neighbour = np.full((graph.sentences, _NEAREST), -1)
    probability = np.zeros((graph.sentences, _NEAREST))
    neighbour[graph.source[near], rank[near]] = graph.target[near]
    probability[graph.source[near], rank[near]] = both[near]
    pairs = len(both) // 2
    three, total = np.zeros((pairs, 3)), np.zeros(pairs)
    for start in range(0, pairs, _BLOCK):
        a, b = graph.source[start : min(start + _BLOCK, pairs)], graph.target[start : min(start + _BLOCK, pairs)]
        meets = (neighbour[a][:, :, None] == neighbour[b][:, None, :]) & (neighbour[a] >= 0)[:, :, None]
        of_other = (meets * probability[b][:, None, :]).sum(axis=2)
        lesser = np.minimum(probability[a], of_other)
        part = slice(start, start + len(a))
        three[part] = -np.sort(-lesser, axis=1)[:, :3]
        total[part] = lesser.sum(axis=1)
    return three, total


def _fold(by_edge: NDArray[_Value]) -> NDArray[_Value]:
    """Shape: (2 x pairs,) to (2, pairs)."""
    return by_edge.reshape(2, -1)


def order_two(of_two: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The lesser and the greater of each column: the same whichever sentence of a pair comes first."""
    return of_two.min(axis=0), of_two.max(axis=0)
