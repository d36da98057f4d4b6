"""Query relevance: which sentences are about the query, and how much each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.pipeline.text.terms import Terms

_LEAST_COSINE = 0.35
"""Below it MiniLM's neighbours share a topic at most; measured on questions about the seed articles."""
_LEAST_COSINE_WITH_WORDS = 0.2
_LEAST_WORDS = 0.5
"""Share of the query's content words that make a sentence relevant at the lower cosine."""


_FOCUS = 8.0
"""What relevance is raised to, where it weighs the worth of sentences: docs/decisions/0061-query-focus.md."""
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """How far sentences are about a query.

    about: (sentences,), whether each is. focus: (sentences,), what its worth to the summary is multiplied with, in
    [0, 1]; 1.0 for the most relevant one.
    """

    about: NDArray[np.bool_]
    focus: NDArray[np.float64]


def measure_relevance(
    query: NDArray[np.float32], query_terms: Terms, embeddings: NDArray[np.float32], terms: Sequence[Terms]
) -> Relevance:
    """The relevance of each sentence to the query: the mean of its cosine and of the share of the query's words it has.

    query: (dimension,); embeddings: (sentences, dimension); rows of length 1.
    """
    cosine = (embeddings @ query).astype(np.float64)
    asked = query_terms.content
    shared = np.array([len(asked & term.content) / len(asked) if asked else 0.0 for term in terms])
    by_words = (shared >= _LEAST_WORDS) & (cosine >= _LEAST_COSINE_WITH_WORDS)
    near = (cosine.clip(0.0, 1.0) + shared) / 2
    most = float(near.max(initial=0.0)) or 1.0
    return Relevance(
        about=(cosine >= _LEAST_COSINE) | by_words,
        focus=np.round((near / most) ** _FOCUS, _DECIMALS),
    )
