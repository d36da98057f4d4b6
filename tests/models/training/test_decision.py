from __future__ import annotations

import numpy as np

from models.same_fact.pair_classifier import DecisionNetworks
from models.training.decision import blank_decisions, train_decision
from models.training.scoring import JudgedPairs


def make_pairs(seed: int, count: int = 8000) -> JudgedPairs:
    """Pairs that are one fact where the first of three features is above the second."""
    features = np.random.default_rng(seed).normal(size=(count, 3))
    return JudgedPairs(
        first=np.zeros(count, np.int64),
        second=np.arange(1, count + 1),
        features=features,
        same=features[:, 0] > features[:, 1],
    )


def test_what_can_be_told_apart_is_learned_and_the_same_seed_learns_the_same() -> None:
    taught, unseen = make_pairs(0), make_pairs(1)
    weights = train_decision([taught], name="decision", seed=3)
    probability = DecisionNetworks(weights, "decision").predict(unseen.features)
    assert ((probability > 0.5) == unseen.same).mean() > 0.9
    again, other = train_decision([taught], name="decision", seed=3), train_decision([taught], name="decision", seed=4)
    assert {name: weight.numpy().tobytes() for name, weight in weights.items()} == {
        name: weight.numpy().tobytes() for name, weight in again.items()
    }
    assert not weights["decision.hidden.weight"].equal(other["decision.hidden.weight"])


def test_blank_decisions_have_the_same_names_and_decide_nothing() -> None:
    blank = blank_decisions(3, 5)
    taught = [make_pairs(0, count=20)]
    both = [train_decision(taught, name=name, seed=0) for name in ("decision", "reconsideration")]
    assert blank.keys() == both[0].keys() | both[1].keys()
    assert DecisionNetworks(blank, "decision").predict(np.ones((2, 3))).tolist() == [0.5, 0.5]
    assert DecisionNetworks(blank, "reconsideration").predict(np.ones((1, 5))).tolist() == [0.5]
