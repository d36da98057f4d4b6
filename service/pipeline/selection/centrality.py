"""Centrality: how near every other source comes to what a sentence says.

Coverage counts the sources that state a fact; centrality is soft, and knows those, too, that come close to it. The few
sentences of a short summary, and the first of any, are to be of what everybody tells about. Nearness to leads is the
same of the sentences alone with which the other sources open: those tell what the story is, all others much besides.
Source: degree centrality after Erkan and Radev (2004), "LexRank", section 3.1. Deviation: of each other source its
nearest sentence alone counts, so that a long article does not outvote a short one, and no threshold is set.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.pipeline.text.watching import look_at_clock

_LEAST = 0.05
"""A sentence like no other one keeps some of its value."""
_DECIMALS = 6
_AT_ONCE = 4_000_000
"""Cosines between two looks at the clock: 16 MB. Of 50,000 sentences of two sources all would be 5 GB."""


def measure_centrality(
    embeddings: NDArray[np.float32],
    wording: Sequence[int],
    source: Sequence[int],
    *,
    among: NDArray[np.bool_] | None = None,
) -> NDArray[np.float64]:
    """By sentence, the mean over the other sources of the cosine with their nearest sentence. In [0.05, 1].

    embeddings: (wordings, dimension), rows of length 1. wording: of each sentence, its row. source: the independent one
    of each. among: which sentences may be the nearest, as the leads are; all of a source that has none, and by default.
    1 where there is one source alone. Cost: wordings times those among which the nearest are sought.
    """
    rows, own = np.asarray(wording, np.int64), np.asarray(source, np.int64)
    names = sorted(set(source))
    if len(names) <= 1:
        return np.ones(len(own))
    total = np.zeros(len(own))
    for name in names:
        theirs = own == name
        sought = theirs & among if among is not None and (theirs & among).any() else theirs
        nearest = _find_nearest(embeddings, embeddings[np.unique(rows[sought])])
        total += np.where(theirs, 0.0, nearest[rows])
    near: NDArray[np.float64] = np.round((total / (len(names) - 1)).clip(_LEAST, 1.0), _DECIMALS)
    return near


def _find_nearest(embeddings: NDArray[np.float32], others: NDArray[np.float32]) -> NDArray[np.float64]:
    """The cosine of each row of `embeddings` with the nearest of `others`."""
    nearest = np.zeros(len(embeddings))
    step = max(1, _AT_ONCE // len(others))
    for start in range(0, len(embeddings), step):
        look_at_clock()
        # By columns: the greatest of few numbers a row, row by row, would take longer than all products.
        nearest[start : start + step] = (others @ embeddings[start : start + step].T).max(axis=0)
    return nearest
