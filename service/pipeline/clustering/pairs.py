"""Pairs of sentences: those that are compared, and those that may be one fact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePairs:
    """Pairs of sentences, first < second, each pair once, sorted by first, then second.

    Shape of each array: (pairs,). first, second: int64. cosine: of the embeddings, in [-1, 1]. words: cosine of the
    weighted content words, in [0, 1]. score: 0.4 cosine + 0.6 words, clipped to [0, 1]. All three float64.
    """

    sentences: int
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    cosine: NDArray[np.float64]
    words: NDArray[np.float64]
    score: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPairs:
    """Candidate pairs of sentences, first < second, each pair once.

    Shape of first, second (int64) and score (float64, in [0, 1]): (pairs,), sorted by first, then second.
    """

    sentences: int
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    score: NDArray[np.float64]
