"""Average linkage: articles that are alike on average come together, the most alike first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from service.pipeline.text.watching import look_at_clock

_UNITS = 1_000_000
"""Of likeness to one, in whole numbers: their sums are the same in any order, and no merger seems to make others more
alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From which mean likeness two clusters come together: from `surely` on.

    From `least` on, if one of them is a single article, or the other articles of the less alike one have no more than
    that divided by `share` to each other.
    """

    least: float
    surely: float
    share: float


def link_articles(
    likeness: NDArray[np.float64], *, near: NDArray[np.bool_], begin: Sequence[int], apart: int, bounds: Bounds
) -> list[int]:
    """By article, the number of its cluster: of those that came together, the lowest number that one began with.

    likeness: of every two articles. near: which two count; clusters are as alike as those of them that count are on
    average, and do not come together where none does. Both are symmetric, of shape (articles, articles).
    begin: by article, the cluster in which it begins; all from 0 on have articles. apart: clusters below this number
    never come together with each other.
    Source: Murtagh (1983), "A survey of recent advances in hierarchical clustering algorithms": chains of nearest
    neighbours find the tree that merging always the most alike two makes, as no merger makes others more alike. Where
    two are not like enough, nothing comes together further up.
    Cost: quadratic in articles.
    """
    clusters = _Clusters(likeness, near, begin, apart)
    for first in range(clusters.size):
        chain = [first] if clusters.stands[first] else []
        while chain:
            look_at_clock()
            means = clusters.compare(chain[-1])
            nearest = int(np.argmax(means))
            if means[nearest] < bounds.least:
                chain.pop()
            elif len(chain) > 1 and means[chain[-2]] == means[nearest]:
                merged = clusters.merge(chain.pop(), chain.pop(), bounds)
                chain = chain or [merged]
            else:
                chain.append(nearest)
    return [clusters.find(number) for number in begin]


class _Clusters:
    """Clusters by number: of every two, and within each, the sum of likeness, and of how many pairs."""

    def __init__(
        self, likeness: NDArray[np.float64], near: NDArray[np.bool_], begin: Sequence[int], apart: int
    ) -> None:
        self.size = max(begin, default=-1) + 1
        self.stands = np.ones(self.size, np.bool_)
        """False of what came to be part of another."""
        self._whole = np.ones(self.size, np.bool_)
        """False of those whose parts were not like enough."""
        self._apart = np.arange(self.size) < apart
        self._into = list(range(self.size))
        shape = (len(begin), self.size)
        members = sparse.csr_array((np.ones(len(begin), np.int64), (np.arange(len(begin)), begin)), shape=shape)
        units = np.where(near, np.rint(likeness * _UNITS).astype(np.int64), 0)
        self._sums: NDArray[np.int64] = np.asarray(members.T @ (members.T @ units).T)
        self._pairs: NDArray[np.int64] = np.asarray(members.T @ (members.T @ near.astype(np.int64)).T)

    def compare(self, number: int) -> NDArray[np.float64]:
        """The mean likeness to each other cluster; -inf where the two may not come together. Shape: (clusters,)."""
        pairs = self._pairs[number]
        means = self._sums[number] / (_UNITS * np.maximum(pairs, 1))
        free = self.stands & (pairs > 0)
        free[number] = False
        if self._apart[number]:
            free &= ~self._apart
        return np.where(free, means, -np.inf)

    def merge(self, one: int, other: int, bounds: Bounds) -> int:
        """The number of the two together, which is the lower one."""
        kept, gone = min(one, other), max(one, other)
        if self._whole[kept] and self._whole[gone] and self._are_one(kept, gone, bounds):
            self._into[gone] = kept
        else:
            self._whole[kept] = False
        for table in (self._sums, self._pairs):
            row = table[kept] + table[gone]
            row[kept] += row[gone]
            table[kept] = table[:, kept] = row
        self.stands[gone] = False
        self._apart[kept] |= self._apart[gone]
        return kept

    def find(self, number: int) -> int:
        """The cluster that `number` is part of by now."""
        while self._into[number] != number:
            number = self._into[number]
        return number

    def _are_one(self, one: int, other: int, bounds: Bounds) -> bool:
        alike = self._measure(one, other)
        own = [self._measure(number, number) for number in (one, other) if self._pairs[number, number]]
        return len(own) < 2 or alike >= min(bounds.surely, bounds.share * min(own))  # noqa: PLR2004

    def _measure(self, one: int, other: int) -> float:
        return float(self._sums[one, other] / (_UNITS * self._pairs[one, other]))
