from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.features import ContextFeatures
from service.pipeline.clustering.pair_graph import PairGraph, describe_context, rank_rivals

TRIANGLE = PairGraph.of(3, np.array([0, 0, 1]), np.array([1, 2, 2]))
"""Pairs (0, 1), (0, 2) and (1, 2)."""


def log_odds(*probabilities: float) -> NDArray[np.float64]:
    return np.array([math.log(p / (1 - p)) for p in probabilities])


def columns(described: ContextFeatures) -> dict[str, list[float]]:
    return {name: getattr(described, name).tolist() for name in described.names()}


def test_a_graph_has_both_directions_of_each_pair() -> None:
    assert TRIANGLE.source.tolist() == [0, 0, 1, 1, 2, 2]
    assert TRIANGLE.target.tolist() == [1, 2, 2, 0, 0, 1]


def test_a_pair_is_ranked_among_the_candidates_of_each_of_its_sentences() -> None:
    rivals = rank_rivals(TRIANGLE, np.array([0.9, 0.6, 0.3]), np.array([0, 1, 1]))
    # 0 prefers 1 to 2, which are of one article; 1 prefers 0 to 2; 2 prefers 0 to 1.
    assert rivals.rank.tolist() == [[0, 1, 1], [0, 0, 1]]
    assert rivals.rank_in_article.tolist() == [[0, 1, 0], [0, 0, 0]]
    # Seen from 0: 0.9 - 0.6 and 0.6 - 0.9; the others have no rival in the other's article.
    np.testing.assert_allclose(rivals.lead, [[0.3, -0.3, 0.3], [0.9, 0.6, 0.3]])


def test_of_equal_rivals_the_earlier_sentence_is_first() -> None:
    rivals = rank_rivals(TRIANGLE, np.array([0.5, 0.5, 0.5]), np.array([0, 1, 1]))
    assert rivals.rank.tolist() == [[0, 1, 1], [0, 0, 1]]
    assert rivals.lead[0].tolist() == [0.0, 0.0, 0.5]


def test_context_worked_out_by_hand() -> None:
    described = columns(describe_context(TRIANGLE, log_odds(0.8, 0.5, 0.2), np.array([0, 1, 1])))
    expected = {
        "probable_rank_least": [0, 0, 1],
        "probable_rank_most": [0, 1, 1],
        # A sentence may expect 1.3, 1.0 and 0.7 others of its fact: the sums of its pairs' probabilities.
        "expected_least": [1.0, 0.7, 0.7],
        "expected_most": [1.3, 1.3, 1.0],
        # Without the pair (1, 2), which is of one article: 1.3, 0.8 and 0.5.
        "expected_elsewhere_least": [0.8, 0.5, 0.5],
        "expected_elsewhere_most": [1.3, 1.3, 0.8],
        # The third sentence has with the two of a pair: 0.5 and 0.2; 0.8 and 0.2; 0.8 and 0.5.
        "third_best": [0.2, 0.2, 0.5],
        "third_second": [0, 0, 0],
        "third_third": [0, 0, 0],
        "third_sum": [0.2, 0.2, 0.5],
        # By the union: 1.3 + 1.0 - 2 * 0.8 - 0.2 = 0.5; 1.3 + 0.7 - 1.0 - 0.2 = 0.8; 1.0 + 0.7 - 0.4 - 0.5 = 0.8.
        "third_share": [0.4, 0.25, 0.625],
        "best_least": [0.8, 0.5, 0.5],
        "best_most": [0.8, 0.8, 0.8],
    }
    assert described.keys() == expected.keys()
    for name, values in expected.items():
        assert described[name] == pytest.approx(values), name


def test_a_sentence_is_no_third_where_it_is_paired_with_one_of_the_two_alone() -> None:
    graph = PairGraph.of(4, np.array([0, 0]), np.array([1, 2]))
    described = columns(describe_context(graph, log_odds(0.9, 0.9), np.arange(4)))
    assert described["third_best"] == described["third_sum"] == described["third_share"] == [0.0, 0.0]


def test_no_pairs_have_no_context() -> None:
    none = np.zeros(0, np.int64)
    graph = PairGraph.of(2, none, none)
    described = describe_context(graph, np.zeros(0), np.array([0, 1]))
    assert {column.shape for column in described.list_columns()} == {(0,)}
    assert rank_rivals(graph, np.zeros(0), np.array([0, 1])).rank.shape == (2, 0)


@given(st.lists(st.none() | st.floats(0.01, 0.99), min_size=21, max_size=21))
def test_thirds_are_those_that_a_search_of_all_sentences_finds(values: list[float | None]) -> None:
    odds = {pair: p for pair, p in zip(itertools.combinations(range(7), 2), values, strict=True) if p is not None}
    ordered = np.array(sorted(odds), np.int64).reshape(-1, 2)
    graph = PairGraph.of(7, ordered[:, 0], ordered[:, 1])
    described = columns(describe_context(graph, log_odds(*(odds[p] for p in sorted(odds))), np.arange(7)))
    for place, (one, other) in enumerate(sorted(odds)):
        lesser = sorted(
            (
                min(odds.get((min(i, one), max(i, one)), 0.0), odds.get((min(i, other), max(i, other)), 0.0))
                for i in range(7)
                if i not in {one, other}
            ),
            reverse=True,
        )
        found = [described[name][place] for name in ("third_best", "third_second", "third_third")]
        assert found == pytest.approx(lesser[:3])
        assert described["third_sum"][place] == pytest.approx(sum(lesser))
