"""Figures with their spread."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MILLISECONDS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Repetitions of one measurement, in the unit that the field holding it names."""

    median: float
    minimum: float
    maximum: float
    repetitions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over `samples` and its standard error, deviation over the root of `samples`; 0 where there is one."""

    mean: float
    error: float
    samples: int


def summarize_repetitions(values: Sequence[float]) -> Spread:
    """The spread of `values`. Raises: statistics.StatisticsError if there are none."""
    return Spread(median=statistics.median(values), minimum=min(values), maximum=max(values), repetitions=len(values))


def estimate_mean(values: Sequence[float]) -> Estimate:
    """The mean of `values` with its standard error. Raises: statistics.StatisticsError if there are none."""
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return Estimate(mean=statistics.fmean(values), error=deviation / math.sqrt(len(values)), samples=len(values))


def time_call(call: Callable[[], object]) -> float:
    """Milliseconds that `call` takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * MILLISECONDS


def time_repeatedly(call: Callable[[], object], repetitions: int) -> Spread:
    """Milliseconds that `call` takes, one after the other."""
    return summarize_repetitions([time_call(call) for _ in range(repetitions)])


def fit_exponent(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The p of the power law times = c * sizes**p, by least squares on the logarithms."""
    return statistics.linear_regression([math.log(size) for size in sizes], [math.log(t) for t in times]).slope
