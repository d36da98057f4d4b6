from __future__ import annotations

import numpy as np
import pytest

from models.training.entailment.calibration import (
    Calibration,
    calibrate,
    measure_auc,
    measure_balanced_accuracy,
    measure_calibration_error,
)


def test_calibration_finds_the_map_that_drew_the_labels() -> None:
    chance = np.random.default_rng(0)
    odds = chance.normal(0.0, 3.0, 20_000)
    true = chance.random(20_000) < 1 / (1 + np.exp(-(0.5 * odds - 1.0)))
    found = calibrate(odds, true)
    assert (found.slope, found.intercept) == pytest.approx((0.5, -1.0), abs=0.06)
    assert measure_calibration_error(found.apply(odds), true) < 0.02
    assert measure_calibration_error(Calibration(slope=2.0, intercept=0.0).apply(odds), true) > 0.1


def test_the_calibration_error_is_the_mean_gap_of_the_bins() -> None:
    probabilities = np.array([0.95, 0.95, 0.15, 0.15])
    true = np.array([True, False, False, False])
    assert measure_calibration_error(probabilities, true) == pytest.approx(0.5 * 0.45 + 0.5 * 0.15)


def test_auc_counts_ties_half_and_balanced_accuracy_weighs_both_sides_alike() -> None:
    scores = np.array([0.9, 0.4, 0.4, 0.1])
    true = np.array([True, True, False, False])
    assert measure_auc(scores, true) == pytest.approx(3.5 / 4)
    assert measure_balanced_accuracy(scores, np.array([True, True, True, False])) == pytest.approx((1 / 3 + 1) / 2)
