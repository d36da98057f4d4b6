from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from benchmarks.grouping import measure_groups
from tests.benchmarks.endpoints import CannedEndpoint


def count_as_stated(row: Mapping[str, Any], groups: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    return row["hit"], len(groups), row["gold"]


def score_pairs(hit: int, predicted: int, gold: int) -> tuple[float, float, float]:
    return hit / predicted, hit / gold, 2 * hit / (predicted + gold)


def test_pooled_figures_add_pairs_and_the_mean_gives_each_cluster_one_vote() -> None:
    rows = [{"articles": [], "hit": 1, "gold": 2}, {"articles": [], "hit": 2, "gold": 8}]
    endpoint = CannedEndpoint({"/v1/groups": {"groups": [{}, {}]}})
    found = measure_groups("x.jsonl", rows, count_as_stated, score_pairs, endpoint)
    assert (found.predicted_pairs, found.gold_pairs) == (4, 10)
    assert (found.precision, found.recall) == (3 / 4, 3 / 10)
    assert found.f1 == pytest.approx(6 / 14)
    assert found.cluster_f1.mean == pytest.approx((2 / 4 + 4 / 10) / 2)
