"""The network that decides on a pair from all that is known of it: a few small ones, averaged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from models.same_fact.pair_classifier import standardize
from models.training.scoring import JudgedPairs

_NETWORKS = 6
_HIDDEN = 32
_DROPOUT = 0.2
_EPOCHS = 25
_BATCH = 1024
_LEARNING_RATE = 3e-3
_WEIGHT_DECAY = 1e-2
"""Chosen by cross-validated average precision among a handful of settings; all within 0.01 of each other."""


def train_decision(judged: Sequence[JudgedPairs], *, name: str, seed: int) -> dict[str, torch.Tensor]:
    """The weights of the networks `name`, as `DecisionNetworks` reads them; the same for the same seed."""
    features = np.concatenate([pairs.features for pairs in judged]).astype(np.float64)
    compressed = np.sign(features) * np.log1p(np.abs(features))
    mean, scale = compressed.mean(axis=0), compressed.std(axis=0) + 1e-6
    inputs = torch.from_numpy(standardize(features, mean, scale)).float()
    target = torch.from_numpy(np.concatenate([pairs.same for pairs in judged])).float()
    networks = [_train_network(inputs, target, seed=seed + number) for number in range(_NETWORKS)]
    return {
        f"{name}.mean": torch.from_numpy(mean).float(),
        f"{name}.scale": torch.from_numpy(scale).float(),
        f"{name}.hidden.weight": torch.stack([hidden.weight.detach() for hidden, _ in networks]),
        f"{name}.hidden.bias": torch.stack([hidden.bias.detach() for hidden, _ in networks])[:, None],
        f"{name}.output.weight": torch.stack([output.weight.detach()[0] for _, output in networks]),
        f"{name}.output.bias": torch.stack([output.bias.detach() for _, output in networks]),
    }


def blank_decisions(features: int, reconsidered: int) -> dict[str, torch.Tensor]:
    """Weights that decide nothing, for a model of which only the comparison is wanted.

    features, reconsidered: how many the networks read at first, and again.
    """
    return _blank(features, name="decision") | _blank(reconsidered, name="reconsideration")


def _blank(features: int, *, name: str) -> dict[str, torch.Tensor]:
    return {
        f"{name}.mean": torch.zeros(features),
        f"{name}.scale": torch.ones(features),
        f"{name}.hidden.weight": torch.zeros(1, 1, features),
        f"{name}.hidden.bias": torch.zeros(1, 1, 1),
        f"{name}.output.weight": torch.zeros(1, 1),
        f"{name}.output.bias": torch.zeros(1, 1),
    }


def _train_network(inputs: torch.Tensor, target: torch.Tensor, *, seed: int) -> tuple[nn.Linear, nn.Linear]:
    torch.manual_seed(seed)
    hidden, output = nn.Linear(inputs.shape[1], _HIDDEN), nn.Linear(_HIDDEN, 1)
    parameters = [*hidden.parameters(), *output.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    batches = max(1, len(inputs) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _LEARNING_RATE, total_steps=_EPOCHS * batches + 1)
    for _ in range(_EPOCHS):
        order = torch.randperm(len(inputs))
        for number in range(batches):
            rows = order[number * _BATCH : (number + 1) * _BATCH]
            activated = functional.dropout(functional.relu(hidden(inputs[rows])), _DROPOUT)
            loss = functional.binary_cross_entropy_with_logits(output(activated).squeeze(1), target[rows])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return hidden, output
