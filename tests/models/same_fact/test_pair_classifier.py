from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from models.same_fact.pair_classifier import DecisionNetworks, standardize
from service.errors import CheckpointError

E_LESS_ONE = math.e - 1
"""Its compressed size, log(1 + x), is 1."""


def make_weights(networks: int = 1) -> dict[str, torch.Tensor]:
    """Networks over two features: twice what the first has above 0, five times the second's, less 2."""
    return {
        "decision.mean": torch.zeros(2),
        "decision.scale": torch.ones(2),
        "decision.hidden.weight": torch.eye(2).repeat(networks, 1, 1),
        "decision.hidden.bias": torch.zeros(networks, 1, 2),
        "decision.output.weight": torch.tensor([[2.0, 5.0]]).repeat(networks, 1),
        "decision.output.bias": torch.full((networks, 1), -2.0),
    }


def test_a_network_worked_out_by_hand() -> None:
    features = np.array([[E_LESS_ONE, -E_LESS_ONE], [0.0, 0.0], [0.0, E_LESS_ONE]])
    # Hidden: (1, 0), (0, 0), (0, 1). Log odds: 2 - 2, -2, 5 - 2.
    expected = [0.5, 1 / (1 + math.exp(2)), 1 / (1 + math.exp(-3))]
    assert DecisionNetworks(make_weights(), "decision").predict(features).tolist() == pytest.approx(expected, abs=1e-6)


def test_the_probabilities_of_networks_are_averaged() -> None:
    weights = make_weights(2)
    weights["decision.output.bias"][1] += math.log(3)
    features = np.array([[E_LESS_ONE, 0.0]])
    assert DecisionNetworks(weights, "decision").predict(features).tolist() == pytest.approx(
        [(0.5 + 0.75) / 2], abs=1e-6
    )


def test_features_are_compressed_standardized_and_clipped() -> None:
    mean, scale = np.array([1.0, 0.0, 0.0]), np.array([1.0, 0.5, 1.0])
    standard = standardize(np.array([[E_LESS_ONE, -E_LESS_ONE, 1e9]]), mean, scale)
    assert standard.tolist() == [pytest.approx([0.0, -2.0, 4.0])]


def test_a_pair_is_decided_bitwise_the_same_alone_and_in_any_company() -> None:
    chance = torch.Generator().manual_seed(3)
    weights = make_weights(6) | {
        "decision.mean": torch.zeros(53),
        "decision.scale": torch.ones(53),
        "decision.hidden.weight": torch.randn(6, 32, 53, generator=chance),
        "decision.hidden.bias": torch.randn(6, 1, 32, generator=chance),
        "decision.output.weight": torch.randn(6, 32, generator=chance),
    }
    networks = DecisionNetworks(weights, "decision")
    features = np.random.default_rng(4).normal(scale=5, size=(8193, 53))  # one more than are decided on at once
    together = networks.predict(features)
    for rows in (slice(0, 1), slice(5, 12), slice(8190, 8193)):
        assert networks.predict(features[rows]).tobytes() == together[rows].tobytes()
    assert networks.predict(features[::-1]).tobytes() == together[::-1].tobytes()


def test_no_pairs_are_decided_on() -> None:
    assert DecisionNetworks(make_weights(), "decision").predict(np.zeros((0, 2))).tolist() == []


@pytest.mark.parametrize("name", sorted(make_weights()))
def test_a_missing_weight_is_named(name: str) -> None:
    weights = make_weights()
    del weights[name]
    with pytest.raises(CheckpointError, match=name):
        DecisionNetworks(weights, "decision")
