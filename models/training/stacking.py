"""The networks that decide and those that reconsider: the latter learn from decisions on clusters new to the former.

Source: Wolpert (1992), "Stacked generalization".
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.same_fact.pair_classifier import DecisionNetworks
from models.training.decision import train_decision
from models.training.scoring import JudgedPairs
from service.pipeline.clustering.same_fact import look_again

_FOLDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """By cluster, the probabilities of its pairs by networks that were trained on others: at first, and in the end."""

    decided: tuple[NDArray[np.float64], ...]
    reconsidered: tuple[NDArray[np.float64], ...]


def train_decisions(
    judged: Sequence[JudgedPairs], homes: Sequence[NDArray[np.int64]], *, seed: int
) -> dict[str, torch.Tensor]:
    """The weights of all networks. homes: by cluster, the place of each sentence's article."""
    decided = decide_unseen(judged, name="decision", seed=seed)
    again = [look_again_at(own, home, first) for own, home, first in zip(judged, homes, decided, strict=True)]
    return train_decision(judged, name="decision", seed=seed) | train_decision(again, name="reconsideration", seed=seed)


def cross_validate(judged: Sequence[JudgedPairs], homes: Sequence[NDArray[np.int64]], *, seed: int) -> Validation:
    """Both decisions on each cluster. homes: as of `train_decisions`."""
    decided = decide_unseen(judged, name="decision", seed=seed)
    again = [look_again_at(own, home, first) for own, home, first in zip(judged, homes, decided, strict=True)]
    return Validation(decided=decided, reconsidered=decide_unseen(again, name="reconsideration", seed=seed))


def decide_unseen(judged: Sequence[JudgedPairs], *, name: str, seed: int) -> tuple[NDArray[np.float64], ...]:
    """The probabilities of each cluster's pairs by networks `name` that were trained on five sixths of the others."""
    order = np.random.default_rng(seed + 1).permutation(len(judged))
    probabilities: dict[int, NDArray[np.float64]] = {}
    for fold in range(_FOLDS):
        unseen = order[fold::_FOLDS].tolist()
        seen = [own for i, own in enumerate(judged) if i not in set(unseen)]
        networks = DecisionNetworks(train_decision(seen, name=name, seed=seed), name)
        probabilities.update({i: networks.predict(judged[i].features) for i in unseen})
    return tuple(probabilities[i] for i in range(len(judged)))


def look_again_at(judged: JudgedPairs, home: NDArray[np.int64], decided: NDArray[np.float64]) -> JudgedPairs:
    """The pairs with what was decided at first among their features."""
    again = look_again(judged.first, judged.second, judged.features, decided, home)
    return dataclasses.replace(judged, features=again)


def average_precision(judged: Sequence[JudgedPairs], probabilities: Sequence[NDArray[np.float64]]) -> float:
    """Mean precision at each true pair, from the likeliest on."""
    probability = np.concatenate(probabilities)
    hit = np.concatenate([own.same for own in judged])[np.argsort(-probability, kind="stable")]
    precision = np.cumsum(hit) / np.arange(1, len(hit) + 1)
    return round(float(precision[hit].mean()), 4)
