"""Which pairs of sentences may report one fact, and how alike they are.

Cosine alone finds the topic; the words that two sentences share, weighted by how rare they are in the story, say more
about the fact. Half and half was best on held-out clusters: see docs/decisions/0005-similarity.md.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.pipeline.terms import Terms

_COSINE_WEIGHT = 0.4
_LEAST_COSINE = 0.3
"""Less alike than this, two sentences are not compared further."""
_FARTHEST_GAP = 0.2
"""A group may hold a pair whose score lies this far below the group threshold, none farther apart."""
_NEIGHBOURS = 32
"""Candidates kept a sentence, or as many as there are articles if those are more."""
_MAX_NEIGHBOURS = 256
_BLOCK = 1024
"""Rows compared at once: 1,024 x 10,000 float32 are 40 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPairs:
    """Candidate pairs of sentences, first < second, each pair once.

    Shape of first, second (int64) and score (float64, in [0, 1]): (pairs,), sorted by first, then second.
    """

    sentences: int
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    score: NDArray[np.float64]


def find_similar_pairs(
    embeddings: NDArray[np.float32], terms: Sequence[Terms], *, articles: int, threshold: float
) -> SimilarPairs:
    """The pairs of sentences that may belong together, scored.

    embeddings: (sentences, dimension), rows of length 1. terms: one a sentence. threshold: the groups' own, in [0, 1].
    Score: 0.4 cosine + 0.6 cosine of the idf-weighted content words. Cost: O(n^2) time, O(n) memory.
    """
    first, second, cosine = _nearest_pairs(embeddings, neighbours=min(max(_NEIGHBOURS, articles), _MAX_NEIGHBOURS))
    words = weigh_words(terms)
    shared = np.empty(len(first))
    for start in range(0, len(first), _BLOCK * 32):
        part = slice(start, start + _BLOCK * 32)
        shared[part] = np.asarray(words[first[part]].multiply(words[second[part]]).sum(axis=1)).ravel()
    score = np.clip(_COSINE_WEIGHT * cosine + (1 - _COSINE_WEIGHT) * shared, 0.0, 1.0)
    near = score >= threshold - _FARTHEST_GAP
    return SimilarPairs(sentences=len(terms), first=first[near], second=second[near], score=np.round(score[near], 6))


def weigh_words(terms: Sequence[Terms]) -> sparse.csr_array:
    """Content words by sentence, weighted log((n + 1) / (sentences with the word + 0.5)), rows of length 1.

    Shape: (sentences, words), float64. A row without content words is zero.
    """
    frequency = Counter(stem for term in terms for stem in term.content)
    column = {stem: index for index, stem in enumerate(sorted(frequency))}
    weight = {stem: math.log((len(terms) + 1) / (count + 0.5)) for stem, count in frequency.items()}
    indices: list[int] = []
    values: list[float] = []
    starts = [0]
    for term in terms:
        stems = sorted(term.content)
        norm = math.sqrt(sum(weight[stem] ** 2 for stem in stems)) or 1.0
        indices.extend(column[stem] for stem in stems)
        values.extend(weight[stem] / norm for stem in stems)
        starts.append(len(indices))
    return sparse.csr_array((values, indices, starts), shape=(len(terms), len(column)))


def _nearest_pairs(
    embeddings: NDArray[np.float32], *, neighbours: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs of which one is among the other's nearest, with their cosine; without an n-by-n matrix.

    As many as `neighbours` a sentence, and those that are as near as the last of them.
    """
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    cosines: list[NDArray[np.float32]] = []
    for start in range(0, len(embeddings), _BLOCK):
        block = embeddings[start : start + _BLOCK] @ embeddings.T
        own = np.arange(len(block))
        block[own, start + own] = -1.0
        least = np.full(len(block), _LEAST_COSINE, np.float32)
        if block.shape[1] > neighbours:
            least = np.maximum(least, np.partition(block, -neighbours, axis=1)[:, -neighbours])
        row, column = np.nonzero(block >= least[:, None])
        rows.append(row + start)
        columns.append(column)
        cosines.append(block[row, column])
    if not rows:
        empty = np.zeros(0, np.int64)
        return empty, empty, np.zeros(0)
    row, column = np.concatenate(rows), np.concatenate(columns)
    key = np.minimum(row, column) * np.int64(len(embeddings)) + np.maximum(row, column)
    unique, index = np.unique(key, return_index=True)
    return (
        unique // len(embeddings),
        unique % len(embeddings),
        np.concatenate(cosines)[index].astype(np.float64),
    )
