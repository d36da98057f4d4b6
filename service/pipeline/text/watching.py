"""Loops that look at the clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from service.ports import StageClock

T = TypeVar("T")


def watched(items: Iterable[T], clock: StageClock, stage: str) -> Iterator[T]:
    """The items. Raises: DeadlineExceededError in front of the next one once the request's time is up."""
    for item in items:
        clock.check(stage)
        yield item
