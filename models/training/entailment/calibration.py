"""Probabilities that mean what they say: a logistic map of log odds, and how far it is off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

_BINS = 10
_DECAY = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """slope, intercept: of the log odds that a model gives."""

    slope: float
    intercept: float

    def apply(self, odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probabilities. Shape: (pairs,) to (pairs,), in [0, 1]."""
        probabilities: NDArray[np.float64] = expit(self.slope * odds + self.intercept)
        return probabilities


def calibrate(odds: NDArray[np.float64], true: NDArray[np.bool_]) -> Calibration:
    """The map under which what happened is most likely. Source: Platt (1999)."""

    def cost(parameters: NDArray[np.float64]) -> float:
        moved = parameters[0] * odds + parameters[1]
        return float(-np.where(true, log_expit(moved), log_expit(-moved)).mean() + _DECAY * (parameters**2).sum())

    slope, intercept = minimize(cost, np.array([1.0, 0.0])).x
    return Calibration(slope=float(slope), intercept=float(intercept))


def measure_calibration_error(probabilities: NDArray[np.float64], true: NDArray[np.bool_]) -> float:
    """The expected calibration error over ten bins of equal width, in [0, 1]. Source: Naeini et al. (2015)."""
    bins = np.minimum((probabilities * _BINS).astype(np.int64), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        inside = bins == number
        if inside.any():
            error += float(inside.mean() * abs(probabilities[inside].mean() - true[inside].mean()))
    return error


def measure_auc(scores: NDArray[np.float64], true: NDArray[np.bool_]) -> float:
    """The chance that a true one scores above a false one, ties counted half, in [0, 1]."""
    above = scores[true][:, None] - scores[~true][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def measure_balanced_accuracy(
    probabilities: NDArray[np.float64], true: NDArray[np.bool_], threshold: float = 0.5
) -> float:
    """The mean of the shares of true ones kept and of false ones refused, in [0, 1]."""
    kept = probabilities >= threshold
    return float((kept[true].mean() + (~kept[~true]).mean()) / 2)
