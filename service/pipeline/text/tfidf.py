"""Inverse document frequency: the rarer a term is in a story, the more it says of a sentence that has it.

Source: Spärck Jones (1972), "A statistical interpretation of term specificity"; sentences are the documents.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.pipeline.text.watching import look_at_clock

_PRODUCTS = 1 << 15
"""Rows of sparse products made at once."""


def weigh_term(frequency: int, sentences: int) -> float:
    """The weight of a term that `frequency` of so many sentences have."""
    return math.log((sentences + 1) / (frequency + 0.5))


def weigh_rare(items: Sequence[Iterable[Hashable]]) -> sparse.csr_array:
    """Items by sentence, each weighted by how rare it is.

    items: of each sentence, distinct. Shape: (sentences, distinct items), float64.
    """
    frequency = Counter(item for own in items for item in own)
    order = sorted(frequency, key=repr)
    column = {item: index for index, item in enumerate(order)}
    weight = [weigh_term(frequency[item], len(items)) for item in order]
    indices: list[int] = []
    starts = [0]
    for own in items:
        indices.extend(sorted(column[item] for item in own))
        starts.append(len(indices))
    return sparse.csr_array(([weight[i] for i in indices], indices, starts), shape=(len(items), len(order)))


def normalize_rows(rows: sparse.csr_array) -> sparse.csr_array:
    """`rows`, each of Euclidean length 1; an empty row stays empty."""
    length = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1), dtype=np.float64).ravel())
    scale = np.repeat(1.0 / np.where(length > 0, length, 1.0), np.diff(rows.indptr))
    return sparse.csr_array((rows.data * scale, rows.indices, rows.indptr), shape=rows.shape)


def multiply_rows(
    left: sparse.csr_array, right: sparse.csr_array, first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The dot product of row `first[p]` of `left` and row `second[p]` of `right` for each pair. Shape: (pairs,)."""
    products = np.empty(len(first))
    for start in range(0, len(first), _PRODUCTS):
        look_at_clock()
        part = slice(start, start + _PRODUCTS)
        products[part] = np.asarray(left[first[part]].multiply(right[second[part]]).sum(axis=1)).ravel()
    return products
