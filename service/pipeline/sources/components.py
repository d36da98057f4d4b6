"""Connected components of small graphs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.pipeline.text.watching import look_at_clock


def connect(size: int, pairs: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """The component of each of `size` items that `pairs` connect, numbered from 0 in order of first appearance."""
    look_at_clock()
    if all(one == two for one, two in pairs):
        return tuple(range(size))
    first, second = np.array(pairs).T
    graph = coo_array((np.ones(len(pairs), np.int8), (first, second)), shape=(size, size))
    return tuple(connected_components(graph, directed=False)[1].tolist())
