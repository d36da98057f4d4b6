from __future__ import annotations

import mmap
import sys

import pytest

from benchmarks.memory import watch_memory

MIB = 1024**2


def use_new_memory() -> None:
    """Writes to each page of 64 MiB that the process did not have, then gives them back."""
    with mmap.mmap(-1, 64 * MIB) as memory:
        for place in range(0, len(memory), mmap.PAGESIZE):
            memory[place] = 1


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_that_was_given_back_counts_in_the_peak() -> None:
    use = watch_memory(use_new_memory, sentences=64)
    assert 60 * MIB < use.growth_bytes < 80 * MIB
    assert use.bytes_per_sentence == use.growth_bytes / 64


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_peaks_of_the_past_do_not_count() -> None:
    use_new_memory()
    assert watch_memory(lambda: None, sentences=1).growth_bytes < 16 * MIB
