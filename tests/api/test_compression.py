"""Bodies in gzip."""

from __future__ import annotations

import gzip
import zlib

import pytest

from service.api.compression import inflate
from service.errors import DeadlineExceededError, MalformedBodyError, PayloadTooLargeError
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.work import measure_growth


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 300_000, 3_000_000])
def test_what_is_packed_well_or_badly_is_inflated_whole(size: int) -> None:
    for plain in (b"a" * size, bytes(zlib.crc32(bytes([k % 251, k % 13])) % 256 for k in range(min(size, 70_000)))):
        packed = gzip.compress(plain)
        assert inflate(packed, 10_000_000) == plain
        assert inflate(packed + gzip.compress(b"") + packed, 10_000_000) == plain * 2
        with pytest.raises(MalformedBodyError, match="too early"):
            inflate(packed[:-1], 10_000_000)


def test_as_much_as_the_limit_is_inflated() -> None:
    packed = gzip.compress(b"a" * 5_000) + gzip.compress(b"b")
    assert len(inflate(packed, 5_001)) == 5_001
    with pytest.raises(PayloadTooLargeError):
        inflate(packed, 5_000)


def test_many_members_are_inflated_in_linear_time() -> None:
    member = gzip.compress(b"")
    few, many = member * 4_000, member * 32_000
    assert measure_growth(lambda: inflate(few, 10), lambda: inflate(many, 10)) < 16


def test_inflating_ends_with_the_time() -> None:
    with keep_time(RequestClock(limit_seconds=1e-9)), pytest.raises(DeadlineExceededError):
        inflate(gzip.compress(b"{}"), 10)
