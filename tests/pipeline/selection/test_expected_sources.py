from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Coverage
from service.pipeline.clustering.pairs import SimilarPairs
from service.pipeline.selection.expected_sources import expect_sources
from service.pipeline.sources.ranking import RankedGroup


def group(members: Sequence[int], source: Sequence[int]) -> RankedGroup:
    sources = len(set(source))
    return RankedGroup(
        members=tuple(members),
        coverage=Coverage(articles=len(members), sources=sources, independent_sources=sources),
        salience=0.5,
        similarity=(1.0,) * len(members),
        origin=tuple(source),
        source=tuple(source),
    )


def pairs(scores: dict[tuple[int, int], float], sentences: int = 9) -> SimilarPairs:
    return SimilarPairs(
        sentences=sentences,
        first=np.array([first for first, _ in scores], np.int64),
        second=np.array([second for _, second in scores], np.int64),
        score=np.array(list(scores.values())),
    )


def test_each_source_counts_by_the_nearest_of_its_members() -> None:
    scores = pairs({(0, 1): 0.9, (0, 2): 0.4, (0, 3): 0.6, (1, 2): 0.5, (1, 3): 0.1, (2, 3): 0.2})
    expected = expect_sources([group((0, 1, 2, 3), (0, 1, 1, 2))], scores, range(4))
    assert expected == pytest.approx([1 + 0.9 + 0.6, 1 + 0.9 + 0.1, 1 + 0.4 + 0.2, 1 + 0.6 + 0.2])


def test_sentences_of_one_wording_are_sure_of_each_other() -> None:
    expected = expect_sources([group((0, 1, 2), (0, 1, 2))], pairs({(0, 1): 0.5}), [0, 0, 1])
    assert expected == pytest.approx([2.5, 2.5, 2.0])


def test_what_stands_outside_a_group_does_not_count() -> None:
    expected = expect_sources([group((0,), (0,)), group((1,), (0,))], pairs({(0, 1): 0.3}), range(3))
    assert expected.tolist() == [1.0, 1.0, 1.0]


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=7),
    st.lists(st.integers(0, 1_000_000), min_size=6, max_size=6),
)
def test_never_less_than_one_nor_more_than_the_coverage_in_any_order(
    members: list[tuple[int, int]], scores: list[int]
) -> None:
    among = pairs(
        {(a, b): scores[k] / 1e6 for k, (a, b) in enumerate((a, b) for a in range(4) for b in range(a + 1, 4))}
    )
    wording, source = [w for w, _ in members], [s for _, s in members]
    own = group(range(len(members)), source)
    expected = expect_sources([own], among, wording)
    assert (expected >= 1).all()
    assert (expected <= own.coverage.independent_sources).all()
    backwards = expect_sources([group(range(len(members)), source[::-1])], among, wording[::-1])
    assert backwards.tolist() == expected.tolist()[::-1]
