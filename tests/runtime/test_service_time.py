from __future__ import annotations

import pytest

from service.runtime.service_time import ServiceTime


def test_before_any_request_it_is_a_guess() -> None:
    time = ServiceTime()
    assert (time.is_known, time.estimate(5), time.estimate(5000)) == (False, 1.0, 1.0)


def test_requests_of_one_size_say_the_same_of_every_size() -> None:
    time = ServiceTime()
    for seconds in (1.0, 2.0):
        time.observe(100, seconds)
    assert time.is_known
    # A fifth of the way from the first to the second.
    assert time.estimate(100) == time.estimate(100_000) == pytest.approx(1.2)


def test_larger_requests_are_known_to_take_longer() -> None:
    time = ServiceTime()
    for _ in range(50):
        time.observe(100, 0.1)
        time.observe(10_000, 10.0)
    assert time.estimate(100) == pytest.approx(0.1)
    assert 7 < time.estimate(10_000) < 11
    assert 14 < time.estimate(20_000) < 22


def test_noise_among_small_requests_says_little_of_a_large_one() -> None:
    time = ServiceTime()
    for _ in range(50):
        time.observe(20, 0.07)
        time.observe(22, 0.09)
    assert time.estimate(27_000) < 5


def test_no_request_takes_less_than_nothing() -> None:
    time = ServiceTime()
    for _ in range(50):
        time.observe(1000, 0.1)
        time.observe(10_000, 10.0)
    assert time.estimate(1) == 0.0
