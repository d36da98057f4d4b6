from __future__ import annotations

import pytest
from limits import parse_many

from service.errors import KeyLimitError
from service.runtime.key_limits import KeyHolder, KeyLimits


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
