"""Pairwise F1 of groups against gold groups, over pairs of sentences of different articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.clusters import Cluster, cross_pairs
from service.pipeline.clustering.correlation import cluster_by_correlation
from service.pipeline.clustering.pairs import SimilarPairs


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPairs:
    """The candidate pairs of one cluster. Shapes: (pairs,), and features (pairs, features). same: gold."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    features: NDArray[np.floating]
    same: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Pooled over clusters, and the mean of the clusters' own F1."""

    precision: float
    recall: float
    f1: float
    mean_f1: float


def score_groups(
    clusters: Sequence[Cluster],
    judged: Sequence[JudgedPairs],
    probabilities: Sequence[NDArray[np.float64]],
    *,
    threshold: float,
    farthest_gap: float,
) -> Score:
    """The score of the groups that the probabilities of the pairs make."""
    counts = []
    for cluster, pairs, probability in zip(clusters, judged, probabilities, strict=True):
        near = probability >= threshold - farthest_gap
        similar = SimilarPairs(
            sentences=len(cluster.sentences),
            first=pairs.first[near],
            second=pairs.second[near],
            score=np.round(probability[near], 6),
        )
        groups = cluster_by_correlation(similar, threshold=threshold)
        predicted = frozenset(cross_pairs([[span for i in group for span in cluster.spans[i]] for group in groups]))
        counts.append((len(predicted & cluster.gold), len(predicted), len(cluster.gold)))
    hits, predicted_pairs, gold_pairs = (sum(column) for column in zip(*counts, strict=True))
    return Score(
        precision=hits / max(1, predicted_pairs),
        recall=hits / max(1, gold_pairs),
        f1=_f1(hits, predicted_pairs, gold_pairs),
        mean_f1=sum(_f1(*count) for count in counts) / len(counts),
    )


def _f1(hits: int, predicted: int, gold: int) -> float:
    return 2 * hits / max(1, predicted + gold)
