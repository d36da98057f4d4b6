"""Readers and stories, simulated: how long stories wait when so many come, each taking what one was measured to take.

Who waits stands in one line in front of all readers, as in front of those of `service.cli.ray_application`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

_SECONDS_A_DAY = 86_400
_SHARES = (0.6, 0.9)
"""Of time that readers are busy: that which docs/scaling.md counts with, and more."""
_ARTICLES_A_DAY, _ARTICLES_A_STORY = 1_000_000, 5
_TIMES = (1, 10, 100)
_STORIES_A_READER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """wait_seconds: before a reader begins; the median, and what one of twenty exceeds. busy: share of readers."""

    stories: int
    readers: int
    seconds: float
    wait_median_seconds: float
    wait_p95_seconds: float
    busy: float

    @property
    def stories_a_second(self) -> float:
        return self.stories / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Stories that come at random, so many a day, to as many readers as are busy for `share` of the time."""

    times: int
    share: float
    stories_a_day: int
    simulated: Simulated


class _Line:
    """A line in front of readers, each of which works on one story at a time."""

    def __init__(self, readers: int) -> None:
        self.environment: Any = simpy.Environment()
        self._readers: Any = simpy.Resource(self.environment, capacity=readers)
        self.waits, self.worked = list[float](), 0.0

    def ask(self, seconds: float) -> Iterator[Any]:
        """The steps of one story."""
        came = self.environment.now
        with self._readers.request() as turn:
            yield turn
            self.waits.append(self.environment.now - came)
            yield self.environment.timeout(seconds)
            self.worked += seconds

    def describe(self, readers: int) -> Simulated:
        seconds = float(self.environment.now)
        return Simulated(
            stories=len(self.waits),
            readers=readers,
            seconds=seconds,
            wait_median_seconds=float(np.median(self.waits)),
            wait_p95_seconds=float(np.quantile(self.waits, 0.95)),
            busy=self.worked / (seconds * readers),
        )


def simulate_callers(service_seconds: Sequence[float], *, readers: int, callers: int) -> Simulated:
    """Stories asked for by callers who ask the next once they are answered. service_seconds: in their order."""
    line, waiting = _Line(readers), list(service_seconds)[::-1]

    def call() -> Iterator[Any]:
        while waiting:
            yield from line.ask(waiting.pop())

    for _ in range(callers):
        line.environment.process(call())
    line.environment.run()
    return line.describe(readers)


def simulate_arrivals(
    service_seconds: Sequence[float], *, readers: int, stories_a_second: float, stories: int, seed: int = 1
) -> Simulated:
    """Stories that come at random, so many a second on average; each takes as long as one of `service_seconds`."""
    line, chance = _Line(readers), random.Random(seed)  # noqa: S311

    def come() -> Iterator[Any]:
        for _ in range(stories):
            yield line.environment.timeout(chance.expovariate(stories_a_second))
            line.environment.process(line.ask(chance.choice(service_seconds)))

    line.environment.process(come())
    line.environment.run()
    return line.describe(readers)


def simulate_loads(worked: Sequence[float], share: float, *, drawn: int) -> tuple[Load, ...]:
    """A day's articles, and ten and a hundred times as many. worked: seconds of single stories on a machine that gave
    them `share` of a core, so that they take that part of it on one of their own. drawn: stories, at least.
    """
    services = [seconds * share for seconds in worked]
    return tuple(_simulate_load(services, times, busy, drawn) for busy in _SHARES for times in _TIMES)


def _simulate_load(services: Sequence[float], times: int, busy: float, drawn: int) -> Load:
    stories = times * _ARTICLES_A_DAY // _ARTICLES_A_STORY
    rate = stories / _SECONDS_A_DAY
    readers = math.ceil(rate * sum(services) / len(services) / busy)
    # Long beside the beginning, when readers are free, and the end, when none come.
    simulated = simulate_arrivals(
        services, readers=readers, stories_a_second=rate, stories=max(drawn, _STORIES_A_READER * readers)
    )
    return Load(times=times, share=busy, stories_a_day=stories, simulated=simulated)
