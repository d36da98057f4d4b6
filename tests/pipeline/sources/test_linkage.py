"""Articles come together as in average linkage, but for what is apart in time, known, or far looser than its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from service.pipeline.sources.linkage import Bounds, link_articles

PLAIN = Bounds(least=0.3, surely=0.0, share=0.0)


def link(
    likeness: Sequence[Sequence[float]] | NDArray[np.float64],
    *,
    near: NDArray[np.bool_] | None = None,
    begin: Sequence[int] | None = None,
    apart: int = 0,
    bounds: Bounds = PLAIN,
) -> list[int]:
    matrix = np.array(likeness)
    every = ~np.eye(len(matrix), dtype=np.bool_)
    begin = range(len(matrix)) if begin is None else begin
    return link_articles(matrix, near=every if near is None else near, begin=begin, apart=apart, bounds=bounds)


@given(size=st.integers(2, 25), seed=st.integers(0, 10_000), least=st.floats(-0.2, 0.9))
def test_clusters_are_those_of_average_linkage(size: int, seed: int, least: float) -> None:
    points = np.random.default_rng(seed).normal(size=(size, 4))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    likeness = np.round(points @ points.T, 6)
    found = np.array(link(likeness, bounds=Bounds(least=least, surely=-1, share=0)))
    reference: Any = fcluster(linkage(squareform(1 - likeness, checks=False), "average"), 1 - least, "distance")
    assert (np.equal.outer(found, found) == np.equal.outer(reference, reference)).all()


def test_nothing_is_no_cluster() -> None:
    assert link(np.zeros((0, 0))) == []


def test_clusters_are_as_alike_as_those_that_count() -> None:
    # The third is like the first and unlike the second, which is too far away from it to count.
    likeness = [[1, 0.9, 0.4], [0.9, 1, 0], [0.4, 0, 1]]
    assert link(likeness) == [0, 0, 2]
    near = np.array([[False, True, True], [True, False, False], [True, False, False]])
    assert link(likeness, near=near) == [0, 0, 0]
    assert link(likeness, near=np.zeros((3, 3), np.bool_)) == [0, 1, 2]


def test_what_is_apart_does_not_come_together_whatever_lies_between() -> None:
    assert link(np.full((3, 3), 0.9), apart=2) in ([0, 1, 0], [0, 1, 1])
    assert link(np.full((4, 4), 0.9), begin=[1, 0, 0, 2], apart=2)[:3] == [1, 0, 0]


@pytest.mark.parametrize(("between", "clusters"), [(0.16, 2), (0.19, 1), (0.21, 1)])
def test_two_tight_clusters_come_together_only_where_they_are_alike_for_their_kind(
    between: float, clusters: int
) -> None:
    bounds = Bounds(least=0.14, surely=0.2, share=0.5)
    likeness = np.full((4, 4), between)
    likeness[:2, :2], likeness[2:, 2:] = 0.9, 0.36
    assert len(set(link(likeness, bounds=bounds))) == clusters
    # One article alone has nothing that it could be less alike than.
    assert len(set(link(likeness[:3, :3], bounds=bounds))) == 1
    # What lies nearer to either keeps its place where the two do not come together.
    assert link(np.where(np.eye(4), 1, likeness), bounds=bounds)[0] == link(likeness, bounds=bounds)[1] == 0
