"""Which pairs of sentences may report one fact where no model decides: by meaning and by the words they share.

See docs/decisions/0005-similarity.md.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.pipeline.clustering.candidates import find_candidates
from service.pipeline.clustering.pairs import SimilarPairs
from service.pipeline.text.terms import Terms

_FARTHEST_GAP = 0.2
"""A group may hold a pair whose score lies this far below the group threshold, none farther apart."""
_NEIGHBOURS = 32
"""Candidates a sentence."""
_DECIMALS = 6


def find_similar_pairs(embeddings: NDArray[np.float32], terms: Sequence[Terms], *, threshold: float) -> SimilarPairs:
    """The pairs of sentences that may belong together, scored.

    embeddings: (sentences, dimension), rows of length 1. terms: one a sentence. threshold: the groups' own, in [0, 1].
    Score: 0.4 cosine + 0.6 cosine of the weighted content words. Cost: O(n^2) time, O(n) memory.
    """
    pairs = find_candidates(embeddings, terms, neighbours=_NEIGHBOURS)
    near = pairs.score >= threshold - _FARTHEST_GAP
    return SimilarPairs(
        sentences=len(terms),
        first=pairs.first[near],
        second=pairs.second[near],
        score=np.round(pairs.score[near], _DECIMALS),
    )
