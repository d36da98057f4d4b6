from __future__ import annotations

import pytest

from benchmarks.measurement import Estimate, Spread, estimate_mean, fit_exponent, summarize_repetitions, time_repeatedly


def test_repetitions_are_summarized_by_median_and_range() -> None:
    expected = Spread(median=2.0, minimum=1.0, maximum=9.0, repetitions=3)
    assert summarize_repetitions([9.0, 1.0, 2.0]) == expected


def test_standard_error_is_the_sample_deviation_over_the_root_of_the_samples() -> None:
    estimate = estimate_mean([1.0, 2.0, 3.0, 6.0])
    # Deviations -2, -1, 0, 3: variance 14 / 3, over 4 samples.
    assert estimate.mean == 3.0
    assert estimate.error == pytest.approx((14 / 3 / 4) ** 0.5)


def test_one_sample_has_no_error() -> None:
    assert estimate_mean([5.0]) == Estimate(mean=5.0, error=0.0, samples=1)


def test_a_square_law_is_fitted_with_exponent_two() -> None:
    assert fit_exponent([10, 100, 1000], [3.0, 300.0, 30_000.0]) == pytest.approx(2.0)


def test_calls_are_made_as_often_as_asked() -> None:
    calls: list[int] = []
    assert time_repeatedly(lambda: calls.append(1), 4).repetitions == 4
    assert len(calls) == 4
