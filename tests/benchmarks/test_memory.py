from __future__ import annotations

import sys

import pytest

from benchmarks.memory import watch_memory

MIB = 1024**2


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_that_was_given_back_counts_in_the_peak() -> None:
    use = watch_memory(lambda: len(bytearray(64 * MIB)), sentences=64)
    assert 60 * MIB < use.growth_bytes < 80 * MIB
    assert use.bytes_per_sentence == use.growth_bytes / 64


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_peaks_of_the_past_do_not_count() -> None:
    bytearray(64 * MIB)
    assert watch_memory(lambda: None, sentences=1).growth_bytes < 16 * MIB
