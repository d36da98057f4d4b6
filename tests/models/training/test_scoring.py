from __future__ import annotations

import numpy as np
import pytest

from models.training.scoring import score_groups
from tests.models.training.stories import judge, make_cluster


def test_groups_are_scored_by_their_pairs_over_all_clusters_and_by_cluster() -> None:
    one = make_cluster("abc", [0, 0, 0])
    two = make_cluster("abc", [0, 0, -1])
    judged = [judge(cluster, [[0.0]] * 3) for cluster in (one, two)]
    # Pairs (0, 1), (0, 2), (1, 2). Of the first cluster's three gold pairs one is found; of the second's one, that
    # one and two more.
    probabilities = [np.array([0.9, 0.01, 0.01]), np.array([0.9, 0.8, 0.8])]
    score = score_groups([one, two], judged, probabilities, threshold=0.5, farthest_gap=0.4)
    assert score.precision == pytest.approx(2 / 4)
    assert score.recall == pytest.approx(2 / 4)
    assert score.f1 == pytest.approx(2 * 2 / (4 + 4))
    assert score.mean_f1 == pytest.approx((2 / (1 + 3) + 2 / (3 + 1)) / 2)


def test_a_pair_far_below_the_threshold_is_held_apart() -> None:
    cluster = make_cluster("abc", [0, 0, 0])
    probability = np.array([0.9, 0.9, 0.2])
    for gap, recall in ((0.3, 1.0), (0.2, 1 / 3)):
        score = score_groups([cluster], [judge(cluster, [[0.0]] * 3)], [probability], threshold=0.5, farthest_gap=gap)
        assert score.recall == pytest.approx(recall)


def test_where_nothing_is_gold_and_nothing_found_the_scores_are_0() -> None:
    cluster = make_cluster("ab", [-1, -1])
    score = score_groups([cluster], [judge(cluster, [[0.0]])], [np.zeros(1)], threshold=0.5, farthest_gap=0.1)
    assert (score.precision, score.recall, score.f1, score.mean_f1) == (0.0, 0.0, 0.0, 0.0)
