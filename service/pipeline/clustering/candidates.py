"""Candidate generation: pairs of sentences worth a closer look, by meaning and by words, and how alike they look.

Cosine alone finds the topic; the words that two sentences share, weighted by how rare they are in the story, say more
about the fact. See docs/decisions/0005-similarity.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.pipeline.clustering.pairs import CandidatePairs
from service.pipeline.text.terms import Terms
from service.pipeline.text.tfidf import multiply_rows, normalize_rows, weigh_rare
from service.pipeline.text.watching import look_at_clock

_COSINE_WEIGHT = 0.4
_LEAST_COSINE = 0.25
_LEAST_WORDS = 0.15
"""A pair below both is no candidate: 2% of the pairs of one fact in the training clusters are lost so."""
_ALIKE = 0.45
"""Pairs of this score are candidates beyond the nearest, so that a fact told by hundreds of articles stays one. Of 100
such in the training clusters, 54 are one fact; of those between 0.35 and 0.45, 24, and there are twice as many."""
_MOST_NEIGHBOURS = 256
_MOST_PAIRS = 2_560_000
"""Candidates of a story, of which a pair costs some 300 bytes: from 10,000 sentences on, each has fewer than 256."""
_MOST_ROWS, _BLOCK_CELLS = 64, 5_120_000
"""Rows compared at once, and their cells: 64 x 10,000 float64 are 5 MB, of which a few are held."""


def find_candidates(embeddings: NDArray[np.float32], terms: Sequence[Terms], *, neighbours: int) -> CandidatePairs:
    """The pairs of which one is among the other's `neighbours` most alike, or among its 256 and clearly alike.

    Of those equally alike, the first ones are taken. In stories of more than 10,000 sentences, fewer than 256.
    embeddings: (sentences, dimension), rows of length 1. terms: one a sentence. neighbours: at least 1.
    Cost: O(n^2) time, O(n x neighbours) memory.
    """
    weighted = weigh_rare([term.content for term in terms])
    words = normalize_rows(weighted)
    transposed = words.T.tocsr()
    rows, columns, cosines = [], [], []
    most = max(neighbours, min(_MOST_NEIGHBOURS, _MOST_PAIRS // max(1, len(embeddings))))
    block = max(1, min(_MOST_ROWS, _BLOCK_CELLS // max(1, len(embeddings))))
    for start in range(0, len(embeddings), block):
        look_at_clock()
        cosine = embeddings[start : start + block] @ embeddings.T
        shared = (words[start : start + block] @ transposed).toarray()
        score = blend(cosine, shared)
        own = np.arange(len(score))
        score[(cosine < _LEAST_COSINE) & (shared < _LEAST_WORDS)] = -1.0
        score[own, start + own] = -1.0
        least = np.minimum(_nth_highest(score, neighbours), np.maximum(_nth_highest(score, most), _ALIKE))
        row, column = np.nonzero(_choose(score, least, most))
        rows.append(row + start)
        columns.append(column)
        cosines.append(cosine[row, column])
    if not rows:
        empty = np.zeros(0, np.int64)
        return CandidatePairs(
            sentences=0, first=empty, second=empty, cosine=np.zeros(0), words=np.zeros(0), score=np.zeros(0)
        )
    row, column = np.concatenate(rows), np.concatenate(columns)
    key = np.minimum(row, column) * np.int64(len(embeddings)) + np.maximum(row, column)
    unique, index = np.unique(key, return_index=True)
    first, second = unique // len(embeddings), unique % len(embeddings)
    cosine_of_pair = np.concatenate(cosines)[index].astype(np.float64)
    words_of_pair = multiply_rows(words, words, first, second)
    return CandidatePairs(
        sentences=len(terms),
        first=first,
        second=second,
        cosine=cosine_of_pair,
        words=words_of_pair,
        score=blend(cosine_of_pair, words_of_pair),
    )


def _choose(score: NDArray[np.float64], least: NDArray[np.float64], most: int) -> NDArray[np.bool_]:
    """Which scores are at least `least`, in each row `most` of them: the higher ones, then the first. As `score`."""
    chosen = score >= least[:, None]
    for row in np.flatnonzero(chosen.sum(axis=1) > most):
        equal = np.flatnonzero(score[row] == least[row])
        higher = int(chosen[row].sum()) - len(equal)
        chosen[row, equal[max(0, most - higher) :]] = False
    return chosen


def _nth_highest(rows: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """The n-th highest value of each row, at least 0."""
    if rows.shape[1] <= n:
        return np.zeros(len(rows))
    return np.maximum(np.partition(rows, -n, axis=1)[:, -n], 0.0)


def blend(cosine: NDArray[np.floating], words: NDArray[np.float64]) -> NDArray[np.float64]:
    """0.4 of the embeddings' cosine and 0.6 of the words', in [0, 1]."""
    return np.clip(_COSINE_WEIGHT * cosine.astype(np.float64) + (1 - _COSINE_WEIGHT) * words, 0.0, 1.0)
