"""How work grows: counted where Python does it, and as a ratio of times where one call reads a whole text."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType


def count_calls(work: Callable[[], object]) -> int:
    """How many Python functions `work` calls on this thread; reading a property and each turn of a generator count."""
    calls = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return calls


def measure_growth(small: Callable[[], object], large: Callable[[], object]) -> float:
    """How many times the processor time of `small` `large` takes; the least of five turns each, in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):
        for work, taken in zip((small, large), times, strict=True):
            started = time.thread_time()
            work()
            taken.append(time.thread_time() - started)
    return min(times[1]) / min(times[0])
