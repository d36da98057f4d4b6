"""Loops that look at the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from service.ports import StageClock

T = TypeVar("T")

_CLOCK: ContextVar[StageClock | None] = ContextVar("clock", default=None)


def watched(items: Iterable[T], clock: StageClock, stage: str) -> Iterator[T]:
    """The items. Raises: DeadlineExceededError in front of the next one once the request's time is up."""
    for item in items:
        clock.check(stage)
        yield item


def count_checks(clock: StageClock, stage: str, total: int) -> Callable[[], None]:
    """What a model calls before each of `total` things that it reads: looks at the clock, and tells how far it is.

    What it returns raises DeadlineExceededError once the request's time is up.
    """
    done = 0

    def check() -> None:
        nonlocal done
        clock.check(stage)
        clock.advance(min(done, total), total)
        done += 1

    return check


@contextmanager
def keep_time(clock: StageClock) -> Iterator[None]:
    """A context in which `look_at_clock`, on this thread, looks at `clock`."""
    token = _CLOCK.set(clock)
    try:
        yield
    finally:
        _CLOCK.reset(token)


def look_at_clock() -> None:
    """Looks at the clock of the request that this thread works on; outside a request there is none.

    Called by what loops call over and over, such as reading a sentence or comparing two names: no input within the
    limits keeps a worker long past its deadline. Costs a quarter of a microsecond.
    Raises: DeadlineExceededError once the request's time is up.
    """
    if clock := _CLOCK.get():
        clock.check()
