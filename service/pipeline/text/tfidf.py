"""Inverse document frequency: the rarer a term is in a story, the more it says of a sentence that has it.

Source: Spärck Jones (1972), "A statistical interpretation of term specificity"; sentences are the documents.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import count

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.pipeline.text.watching import look_at_clock

_PRODUCTS = 1 << 11
"""Rows of sparse products made at once: few enough to stay in a processor's own cache."""


def weigh_term(frequency: int, sentences: int) -> float:
    """The weight of a term that `frequency` of so many sentences have."""
    return math.log((sentences + 1) / (frequency + 0.5))


def weigh_rare(items: Iterable[Iterable[Hashable]]) -> sparse.csr_array:
    """Items by sentence, each weighted by how rare it is.

    items: of each sentence, distinct. Shape: (sentences, distinct items), float64; columns in the order of `repr`.
    """
    number: defaultdict[Hashable, int] = defaultdict(count().__next__)
    held = [np.fromiter(map(number.__getitem__, own), np.int64) for own in items]
    numbers = np.concatenate([*held, np.zeros(0, np.int64)])
    column, order = np.empty(len(number), np.int64), sorted(number, key=repr)
    column[[number[item] for item in order]] = np.arange(len(order))
    frequency = np.bincount(numbers, minlength=len(order))
    weight_of = {users: weigh_term(users, len(held)) for users in set(frequency.tolist())}
    weight = np.array([weight_of[users] for users in frequency.tolist()])
    starts = np.cumsum([0, *map(len, held)])
    rows = sparse.csr_array((weight[numbers], column[numbers], starts), shape=(len(held), len(order)))
    rows.sort_indices()
    return rows


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
