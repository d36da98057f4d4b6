"""Logistic regression over named features, and what it finds in stories that it did not learn from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

_STEPS = 25
_PENALTY_OF_BIAS = 1e-4
_FOLDS = 8
_DECIMALS = 4

Features = Mapping[str, float]


def fit(rows: Sequence[Features], true: Sequence[bool], names: Sequence[str], *, penalty: float) -> dict[str, float]:
    """The weight of each feature; "" is the bias. Newton's method, with a penalty on the squares of the weights."""
    x, y = stack(rows, names), np.array(true, np.float64)
    own = np.array([penalty if name else _PENALTY_OF_BIAS for name in names])
    weights = np.zeros(len(names))
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (likely - y) + own * weights
        curve = (x * (likely * (1 - likely))[:, None]).T @ x + np.diag(own)
        weights -= np.linalg.solve(curve, slope)
    return {name: round(float(weight), _DECIMALS) for name, weight in zip(names, weights, strict=True)}


def predict_unseen(
    rows: Sequence[Features], true: Sequence[bool], stories: Sequence[str], names: Sequence[str], *, penalty: float
) -> NDArray[np.float64]:
    """The probability of each row by weights that were learned from other stories."""
    likely = np.zeros(len(rows))
    folds = {story: place % _FOLDS for place, story in enumerate(sorted(set(stories)))}
    for fold in range(_FOLDS):
        seen = [k for k, story in enumerate(stories) if folds[story] != fold]
        unseen = [k for k, story in enumerate(stories) if folds[story] == fold]
        if not unseen:
            continue
        weights = fit([rows[k] for k in seen], [true[k] for k in seen], names, penalty=penalty)
        likely[unseen] = predict([rows[k] for k in unseen], weights)
    return likely


def predict(rows: Sequence[Features], weights: Features) -> NDArray[np.float64]:
    """The probability of each row."""
    names = list(weights)
    odds = stack(rows, names) @ np.array([weights[name] for name in names])
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return probabilities


def list_frequent(rows: Sequence[tuple[str, Features]], least: int) -> list[str]:
    """The features that rows of at least so many stories have, by name. rows: each with its story."""
    counts = Counter(name for _, name in {(story, name) for story, row in rows for name in row})
    return sorted(name for name, count in counts.items() if count >= least)


def stack(rows: Sequence[Features], names: Sequence[str]) -> NDArray[np.float64]:
    """Shape: (rows, names)."""
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], np.float64)
