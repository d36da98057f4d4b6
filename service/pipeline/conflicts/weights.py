"""Learned weights: which near sentences cannot both be true of one time, and what of that moves with time."""

from __future__ import annotations

import enum
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from service.pipeline.conflicts.measured_pairs import FEATURES, MeasuredPairs

WEIGHTS = Path(__file__).with_name("contradictions.json")

_LEAST_PROBABILITY = 1e-3
_DECIMALS = 9


class JudgedBy(enum.StrEnum):
    """What reads near sentences: a model of how they stand to each other, or one of entailment, which knows no time."""

    RELATIONS = "relations"
    ENTAILMENT = "entailment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Logistic models over features by name: "" is the bias.

    thresholds: the probability from which a pair is told. Where claims differ: "change", if one denies the other or a
    value moved, else "conflict". Where the model alone finds it: "update", if it moves with time and both are dated;
    else "fixed".

    prior: of a contradiction, without a model; rival: with one; moves: whether what a pair differs in moves with time,
    with the stems of both sentences; states: the same by these odds ("words") and by what the model says of a later
    state ("moved"), empty where it says nothing.
    """

    prior: Mapping[str, float]
    rival: Mapping[str, float]
    moves: Mapping[str, float]
    states: Mapping[str, float]
    thresholds: Mapping[str, float]


@cache
def load_weights(judged_by: JudgedBy) -> Weights:
    """The weights that `python -m models.training.contradictions` learned."""
    document = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    shared = {name: document[name] for name in ("prior", "moves", "thresholds")}
    return Weights(rival=document["rival"][judged_by], states=document["states"].get(judged_by, {}), **shared)


def apply_to_all(weights: Mapping[str, float], pairs: MeasuredPairs) -> list[float]:
    """As `apply`, of all pairs."""
    odds = np.zeros(len(pairs))
    for name, weight in sorted(weights.items()):
        if name in FEATURES:
            odds += weight * pairs.features[:, FEATURES.index(name)]
    return [round(one, _DECIMALS) for one in odds.tolist()]


def apply(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The log odds; features that have no weight tell nothing."""
    return round(sum(weight * features.get(name, 0.0) for name, weight in sorted(weights.items())), _DECIMALS)


def find_odds(probability: float) -> float:
    """Log odds of a probability, which is neither 0 nor 1."""
    bounded = min(max(probability, _LEAST_PROBABILITY), 1 - _LEAST_PROBABILITY)
    return math.log(bounded / (1 - bounded))
