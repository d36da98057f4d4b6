"""Query relevance: which groups are about the query."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.pipeline.text.terms import Terms

_LEAST_COSINE = 0.35
"""Below it MiniLM's neighbours share a topic at most; measured on questions about the seed articles."""
_LEAST_COSINE_WITH_WORDS = 0.2
_LEAST_WORDS = 0.5
"""Share of the query's content words that make a sentence relevant at the lower cosine."""


def find_relevant(
    query: NDArray[np.float32], query_terms: Terms, embeddings: NDArray[np.float32], terms: Sequence[Terms]
) -> NDArray[np.bool_]:
    """By sentence, whether it is about the query. Shape: (sentences,).

    query: (dimension,); embeddings: (sentences, dimension); rows of length 1.
    """
    cosine = embeddings @ query
    asked = query_terms.content
    shared = np.array([len(asked & term.content) / len(asked) if asked else 0.0 for term in terms])
    by_words = (shared >= _LEAST_WORDS) & (cosine >= _LEAST_COSINE_WITH_WORDS)
    return (cosine >= _LEAST_COSINE) | by_words
