"""The simulation against what can be worked out by hand, and against what queueing theory says."""

from __future__ import annotations

import random

import pytest

from benchmarks.arrivals import simulate_arrivals, simulate_callers


def test_one_caller_never_waits_and_one_reader_takes_the_sum() -> None:
    simulated = simulate_callers([1.0, 2.0, 3.0], readers=1, callers=1)
    assert (simulated.seconds, simulated.wait_p95_seconds, simulated.busy) == (6.0, 0.0, 1.0)
    assert simulated.stories_a_second == 0.5


def test_two_readers_share_stories_as_they_become_free() -> None:
    # 4 | 1 2 1: the second reader has done three stories when the first is done with one.
    simulated = simulate_callers([4.0, 1.0, 2.0, 1.0], readers=2, callers=4)
    assert (simulated.seconds, simulated.busy) == (4.0, 1.0)


def test_more_callers_than_readers_wait_and_win_nothing() -> None:
    one, two = (simulate_callers([1.0] * 8, readers=1, callers=callers) for callers in (1, 2))
    assert one.seconds == two.seconds == 8.0
    assert (one.wait_median_seconds, two.wait_median_seconds) == (0.0, 1.0)


def test_readers_that_are_busy_six_tenths_wait_as_theory_says() -> None:
    """M/M/1: the mean wait is busy / (1 - busy) of what a story takes; the median, of an exponential one, is given."""
    chance = random.Random(7)
    services = [chance.expovariate(1.0) for _ in range(5_000)]
    mean = sum(services) / len(services)
    simulated = simulate_arrivals(services, readers=1, stories_a_second=0.6 / mean, stories=40_000)
    assert simulated.busy == pytest.approx(0.6, rel=0.05)
    # P(wait > t) = 0.6 exp(-0.4 t): one of twenty waits longer than ln(0.6 / 0.05) / 0.4 = 6.2.
    assert simulated.wait_p95_seconds == pytest.approx(6.2, rel=0.15)
    assert simulated.wait_median_seconds == pytest.approx(0.456, rel=0.25)


def test_many_readers_wait_less_at_the_same_share() -> None:
    few, many = (
        simulate_arrivals([1.0], readers=readers, stories_a_second=0.6 * readers, stories=5_000) for readers in (1, 20)
    )
    assert many.wait_p95_seconds < few.wait_p95_seconds / 4
    assert many.busy == pytest.approx(few.busy, rel=0.1)
