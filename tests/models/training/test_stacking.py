from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models.same_fact.pair_classifier import DecisionNetworks
from models.training.scoring import JudgedPairs
from models.training.stacking import average_precision, cross_validate, decide_unseen, look_again_at, train_decisions
from service.features import DecisionFeatures

HOME = np.array([0, 0, 1, 1])


def make_cluster(seed: int) -> JudgedPairs:
    """Six pairs of four sentences, one fact where the first of two features is above 0."""
    features = np.random.default_rng(seed).normal(size=(6, 2))
    first, second = np.triu_indices(4, 1)
    return JudgedPairs(first=first, second=second, features=features, same=features[:, 0] > 0)


def test_what_is_told_of_a_cluster_comes_from_networks_that_have_not_seen_it() -> None:
    clusters = [make_cluster(seed) for seed in range(12)]
    lying = [
        JudgedPairs(first=own.first, second=own.second, features=own.features, same=~own.same if i == 5 else own.same)
        for i, own in enumerate(clusters)
    ]
    told, lied = (decide_unseen(chosen, name="decision", seed=0) for chosen in (clusters, lying))
    assert told[5].tolist() == lied[5].tolist()
    assert any(one.tolist() != other.tolist() for one, other in zip(told, lied, strict=True))


def test_both_decisions_have_networks_and_the_second_reads_the_first() -> None:
    clusters = [make_cluster(seed) for seed in range(12)]
    weights = train_decisions(clusters, [HOME] * 12, seed=0)
    decided = DecisionNetworks(weights, "decision").predict(clusters[0].features)
    again = look_again_at(clusters[0], HOME, decided)
    assert again.features.shape == (6, 2 + len(DecisionFeatures.names()))
    assert again.features[:, 2] == pytest.approx(np.log(decided / (1 - decided)), abs=1e-4)
    assert DecisionNetworks(weights, "reconsideration").predict(again.features).shape == (6,)
    validation = cross_validate(clusters, [HOME] * 12, seed=0)
    assert [len(own) for own in validation.decided] == [len(own) for own in validation.reconsidered] == [6] * 12


@pytest.mark.parametrize(
    ("probability", "expected"),
    [([0.9, 0.8, 0.2, 0.1], 1.0), ([0.9, 0.1, 0.8, 0.2], (1 + 2 / 4) / 2), ([0.1, 0.2, 0.8, 0.9], (1 / 3 + 2 / 4) / 2)],
)
def test_average_precision_worked_out_by_hand(probability: list[float], expected: float) -> None:
    none: NDArray[np.int64] = np.zeros(4, np.int64)
    judged = JudgedPairs(first=none, second=none, features=np.zeros((4, 1)), same=np.array([True, True, False, False]))
    assert average_precision([judged], [np.array(probability)]) == pytest.approx(expected, abs=1e-4)
