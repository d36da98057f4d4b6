"""Logistic regression by Newton's method, with a penalty on the squares of the weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.training.site_lines.reading import LabelledLine

_PENALTY, _PENALTY_OF_BIAS = 2.0, 1e-4
_STEPS = 30
_FOLDS = 5


def fit_with_invented(
    lines: Sequence[LabelledLine], invented: Sequence[LabelledLine], names: Sequence[str]
) -> list[float]:
    """As `fit`, of annotated lines, each counted twice, and of invented ones."""
    return fit([*lines, *lines, *invented], names)


def fit(lines: Sequence[LabelledLine], names: Sequence[str]) -> list[float]:
    """The bias, then the weight of each feature of `names`. Shape: (1 + features,)."""
    x, y = _stack(lines, names), np.array([line.site for line in lines], np.float64)
    weights = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], _PENALTY)
    penalty[0] = _PENALTY_OF_BIAS
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (likely - y) + penalty * weights
        curve = (x * (likely * (1 - likely))[:, None]).T @ x + np.diag(penalty)
        weights -= np.linalg.solve(curve, slope)
    solution: list[float] = weights.tolist()
    return solution


def cross_validate(
    lines: Sequence[LabelledLine], invented: Sequence[LabelledLine], names: Sequence[str], thresholds: Sequence[float]
) -> Iterator[tuple[float, float, float]]:
    """Threshold, precision and recall on clusters that were not learned from."""
    likely = np.zeros(len(lines))
    for fold in range(_FOLDS):
        unseen = [k for k, line in enumerate(lines) if line.home % _FOLDS == fold]
        weights = fit_with_invented([line for line in lines if line.home % _FOLDS != fold], invented, names)
        likely[unseen] = 1 / (1 + np.exp(-_stack([lines[k] for k in unseen], names) @ np.array(weights)))
    site = np.array([line.site for line in lines], np.bool_)
    for threshold in thresholds:
        said = likely > threshold
        yield threshold, float(site[said].mean()), float(said[site].mean())


def _stack(lines: Sequence[LabelledLine], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[1.0, *(line.features[name] for name in names)] for line in lines], np.float64)
