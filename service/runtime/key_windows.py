"""What was used in the time just past, by a clock that nobody sets."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from limits.storage import MemoryStorage

_PARTS = 1000
"""Of a window. What is used in one part of it is counted together, so that no window has many more entries."""


@dataclass(slots=True)
class _Use:
    """What was used in a part of a window. part: its number since the clock began. moment: of the last use in it."""

    part: int
    moment: float
    amount: int


class MonotonicWindows(MemoryStorage):
    """Moving windows for the strategy of `limits`. Of one process.

    The library's own go by the time of day: were that put back by an hour, nothing would leave a window for an hour.
    And they hold an entry for each of the tokens of a request.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._uses: dict[str, deque[_Use]] = {}

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether there was room for `amount` in the window, which has it now."""
        uses, now = self._look_at(key, expiry), self._now()
        if _sum(uses) + amount > limit:
            return False
        part = int(now * _PARTS / expiry)
        if uses and uses[-1].part == part:
            uses[-1].amount += amount
            uses[-1].moment = now
        else:
            uses.append(_Use(part, now, amount))
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002
        """When the oldest use in the window was, by its clock, and how much is in the window."""
        uses = self._look_at(key, expiry)
        return (uses[0].moment if uses else self._now()), _sum(uses)

    def wait_seconds(self, key: str, left: int, expiry: int) -> float:
        """Until no more than `left` is in the window, if nothing comes; 0.0 where that is so now."""
        uses, seconds = self._look_at(key, expiry), 0.0
        excess = _sum(uses) - left
        for use in uses:
            if excess <= 0:
                break
            excess -= use.amount
            seconds = use.moment + expiry - self._now()
        return seconds

    def count_entries(self, key: str) -> int:
        """How many the window has."""
        return len(self._uses.get(key, ()))

    def _look_at(self, key: str, expiry: int) -> deque[_Use]:
        """What is in the window now, oldest first; what has left it is forgotten."""
        uses = self._uses.setdefault(key, deque())
        while uses and uses[0].moment + expiry <= self._now():
            uses.popleft()
        return uses


def _sum(uses: deque[_Use]) -> int:
    return sum(use.amount for use in uses)
