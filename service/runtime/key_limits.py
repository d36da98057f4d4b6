"""How often, and how much at once, the holder of a key may ask."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from service.errors import KeyLimitError

_SOON_SECONDS = 1
"""A request that ends makes room for the next; when one will is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """Who a key belongs to. rates: all of which hold; concurrent: requests at once, None: as many as the service."""

    name: str
    rates: Sequence[RateLimitItem] = ()
    concurrent: int | None = None


class KeyLimits:
    """What each holder has used of its limits. Of one process; all of it happens on the event loop."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._running: Counter[str] = Counter()

    @contextmanager
    def admit(self, holder: KeyHolder) -> Iterator[None]:
        """A context for one request of `holder`, which counts as running until its end.

        A request that is refused uses nothing up. Raises: KeyLimitError.
        """
        if holder.concurrent is not None and self._running[holder.name] >= holder.concurrent:
            raise KeyLimitError(
                key=holder.name,
                kind="concurrency",
                limit=f"{holder.concurrent} at once",
                retry_after_seconds=_SOON_SECONDS,
            )
        for rate in holder.rates:
            if not self._limiter.test(rate, holder.name):
                wait_seconds = self._wait_seconds(rate, holder)
                raise KeyLimitError(key=holder.name, kind="rate", limit=str(rate), retry_after_seconds=wait_seconds)
        for rate in holder.rates:
            self._limiter.hit(rate, holder.name)
        self._running[holder.name] += 1
        try:
            yield
        finally:
            self._running[holder.name] -= 1

    def _wait_seconds(self, rate: RateLimitItem, holder: KeyHolder) -> int:
        """Until the oldest request leaves the window; at least 1."""
        reset = self._limiter.get_window_stats(rate, holder.name).reset_time
        return max(1, math.ceil(reset - time.time()))
