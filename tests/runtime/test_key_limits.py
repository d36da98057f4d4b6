from __future__ import annotations

import pytest
from limits import parse_many

from service.errors import KeyLimitError
from service.runtime.key_limits import KeyHolder, KeyLimits
from service.runtime.key_windows import MonotonicWindows
from tests.doubles import ManualTime


def test_every_rate_holds_and_a_refusal_uses_none_up() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a", rates=parse_many("2/minute; 3/hour"))
    for _ in range(2):
        with limits.admit(holder):
            pass
    for _ in range(3):
        with pytest.raises(KeyLimitError) as caught, limits.admit(holder):
            pass
        assert caught.value.limit == "2 per 1 minute"
        assert 1 <= caught.value.retry_after_seconds <= 60
    with limits.admit(KeyHolder(name="a", rates=parse_many("3/hour"))):
        pass
    with pytest.raises(KeyLimitError), limits.admit(KeyHolder(name="a", rates=parse_many("3/hour"))):
        pass


def test_a_place_is_given_back_also_after_an_error() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a", concurrent=1)
    with pytest.raises(KeyError), limits.admit(holder):
        raise KeyError
    with limits.admit(holder):
        with pytest.raises(KeyLimitError, match="a may ask 1 at once"), limits.admit(holder):
            pass
        with limits.admit(KeyHolder(name="b", concurrent=1)):
            pass


def test_a_holder_without_limits_is_never_refused() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a")
    with limits.admit(holder), limits.admit(holder):
        pass


def test_what_was_asked_leaves_the_window_by_a_clock_that_nobody_sets() -> None:
    now = ManualTime()
    limits, holder = KeyLimits(now=now), KeyHolder(name="a", rates=parse_many("2/minute"))
    for _ in range(2):
        with limits.admit(holder):
            now.advance(20)
    with pytest.raises(KeyLimitError) as caught, limits.admit(holder):
        pass
    assert caught.value.retry_after_seconds == 20
    now.advance(19)
    with pytest.raises(KeyLimitError), limits.admit(holder):
        pass
    now.advance(1)
    with limits.admit(holder):
        pass


def test_tokens_are_counted_in_every_window_and_a_refusal_uses_none_up() -> None:
    now = ManualTime()
    limits, holder = KeyLimits(now=now), KeyHolder(name="a", tokens=parse_many("1000/minute; 1500/hour"))
    limits.spend(holder, 600)
    now.advance(10)
    limits.spend(holder, 300)
    with pytest.raises(KeyLimitError, match="a may ask 1000 tokens per 1 minute") as caught:
        limits.spend(holder, 200)
    assert (caught.value.kind, caught.value.retry_after_seconds) == ("tokens", 50)
    with pytest.raises(KeyLimitError) as caught:
        limits.spend(holder, 800)  # for which the second request has to leave the window, too
    assert caught.value.retry_after_seconds == 60
    now.advance(50)
    limits.spend(holder, 600)
    with pytest.raises(KeyLimitError, match="a may ask 1500 tokens per 1 hour"):
        limits.spend(holder, 1)


def test_a_window_of_many_small_requests_has_few_entries_and_forgets_nothing() -> None:
    now = ManualTime()
    windows = MonotonicWindows(now)
    for _ in range(50_000):
        now.advance(0.05)
        assert windows.acquire_entry("a", 50_000, 3600)
    assert windows.count_entries("a") <= 1001
    assert windows.get_moving_window("a", 50_000, 3600)[1] == 50_000
    assert not windows.acquire_entry("a", 50_000, 3600)


def test_rates_and_tokens_of_one_amount_are_two_limits() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a", rates=parse_many("2/minute"), tokens=parse_many("2/minute"))
    limits.spend(holder, 2)
    with limits.admit(holder):
        pass
