from __future__ import annotations

import pytest

from benchmarks.grouping import measure_groups
from tests.benchmarks.endpoints import CannedEndpoint


def test_pooled_figures_add_pairs_and_the_mean_gives_each_cluster_one_vote() -> None:
    one, two, three, four = ({"article_id": name, "start": 0, "end": 9} for name in "abcd")
    rows = [
        {"articles": [], "sentences": [one, two, three], "groups": [{"members": [one, two]}]},
        {"articles": [], "sentences": [one, two, three, four], "groups": [{"members": [one, two, three, four]}]},
    ]
    endpoint = CannedEndpoint({"/v1/groups": {"groups": [{"id": "g1", "members": [one, two, three]}]}})
    found = measure_groups("x.jsonl", rows, endpoint)
    assert (found.predicted_pairs, found.gold_pairs) == (6, 7)
    assert (found.precision, found.recall) == (4 / 6, 4 / 7)
    assert found.cluster_f1.mean == pytest.approx((2 / 4 + 6 / 9) / 2)
