from __future__ import annotations

import pytest

from benchmarks.lexrank import LexRankTiming, measure_lexrank, scale_lexrank
from benchmarks.measurement import Spread


def timing(sentences: int, milliseconds: float) -> LexRankTiming:
    spread = Spread(median=milliseconds, minimum=milliseconds, maximum=milliseconds, repetitions=1)
    return LexRankTiming(sentences=sentences, milliseconds=spread)


def test_time_is_scaled_by_the_square_where_the_measured_sizes_grow_faster() -> None:
    scaled = scale_lexrank((timing(100, 1.0), timing(1000, 1000.0)), sentences=10_000, fit_from=100)
    assert scaled.exponent == pytest.approx(3.0)
    assert scaled.fitted_ms == pytest.approx(1_000_000.0)
    assert scaled.scaled_ms == scaled.quadratic_ms == pytest.approx(100_000.0)


def test_time_is_scaled_by_the_measured_law_where_that_grows_less() -> None:
    scaled = scale_lexrank((timing(100, 10.0), timing(1000, 100.0)), sentences=10_000, fit_from=100)
    assert scaled.scaled_ms == scaled.fitted_ms == pytest.approx(1000.0)


def test_sizes_too_small_to_show_the_law_are_left_out() -> None:
    timings = (timing(10, 99.0), timing(100, 1.0), timing(1000, 100.0))
    assert scale_lexrank(timings, sentences=10_000, fit_from=100).exponent == pytest.approx(2.0)


def test_each_size_is_ranked_as_often_as_asked() -> None:
    measured = measure_lexrank({10: 2, 20: 1})
    assert [(t.sentences, t.milliseconds.repetitions) for t in measured] == [(10, 2), (20, 1)]
