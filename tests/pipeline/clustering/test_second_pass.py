from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from service.features import ContextFeatures, DecisionFeatures
from service.pipeline.clustering.pair_graph import PairGraph, describe_context
from service.pipeline.clustering.second_pass import describe_decisions

# Two articles of three sentences each: 0, 1, 2 and 3, 4, 5.
HOME = np.array([0, 0, 0, 1, 1, 1])
FIRST = np.array([0, 0, 1, 1, 2, 2])
SECOND = np.array([3, 4, 4, 5, 3, 5])
PROBABILITY = np.array([0.9, 0.2, 0.6, 0.3, 0.1, 0.7])
GRAPH = PairGraph.of(6, FIRST, SECOND)


def describe(probability: NDArray[np.float64] = PROBABILITY) -> dict[str, NDArray[np.float64]]:
    described = describe_decisions(GRAPH, probability, HOME)
    return dict(zip(DecisionFeatures.names(), described.list_columns(), strict=True))


def test_what_stands_alongside_beside_and_across_worked_out_by_hand() -> None:
    columns = describe()
    # (0, 3): behind both is (1, 4); (1, 4): before both (0, 3), behind both (2, 5); (0, 4): (1, 5) behind, none before.
    assert columns["alongside_sum"].tolist() == pytest.approx([0.6, 0.3, 0.9 + 0.7, 0.2, 0.0, 0.6])
    assert columns["alongside_most"].tolist() == pytest.approx([0.6, 0.3, 0.9, 0.2, 0.0, 0.6])
    # (1, 4): 1 with 3 (no pair) and 5, 4 with 0 and 2 (no pair).
    assert columns["beside_least"].tolist()[2] == pytest.approx(0.2)
    assert columns["beside_most"].tolist()[2] == pytest.approx(0.3)
    # Before with behind: of (1, 4), (0, 5) is no pair and (2, 3) is; of (0, 4), (1, 3) is none.
    assert columns["crossing"].tolist() == pytest.approx([0.0, 0.0, 0.1, 0.0, 0.6, 0.0])


def test_articles_share_what_their_other_pairs_are_likely_to_be() -> None:
    columns = describe()
    total = PROBABILITY.sum()
    assert columns["articles_share"].tolist() == pytest.approx(((total - PROBABILITY) / 3).tolist())
    assert columns["decided_mean"].tolist() == pytest.approx([2 * total / 6] * 6)
    assert set(columns["articles"]) == {2.0}
    assert set(columns["sentences_an_article"]) == {3.0}


def test_the_decision_itself_its_rivals_and_its_context() -> None:
    columns = describe()
    assert columns["decided_odds"].tolist() == pytest.approx([math.log(p / (1 - p)) for p in PROBABILITY], abs=1e-4)
    # Of 1's pairs the one with 4 is first; of 4's as well, before the one with 0.
    assert columns["decided_rank_most"][2] == 0
    assert columns["decided_lead_least"][2] == pytest.approx(0.6 - 0.3)
    assert columns["decided_lead_most"][2] == pytest.approx(0.6 - 0.2)
    context = describe_context(GRAPH, columns["decided_odds"], HOME)
    for name, column in zip(ContextFeatures.names(), context.list_columns(), strict=True):
        assert columns[f"decided_{name}"].tolist() == column.tolist()


def test_what_was_certain_has_finite_odds() -> None:
    described = describe_decisions(GRAPH, np.array([0.0, 1.0, 0.0, 1.0, 0.5, 0.0]), HOME)
    assert np.isfinite(described.list_columns()).all()


@pytest.mark.parametrize("sentences", [0, 1, 3])
def test_no_pairs_have_nothing_to_describe(sentences: int) -> None:
    none = np.zeros(0, np.int64)
    described = describe_decisions(PairGraph.of(sentences, none, none), np.zeros(0), np.zeros(sentences, np.int64))
    assert {column.shape for column in described.list_columns()} == {(0,)}
