"""How often, and how much, and how much at once, the holder of a key may ask."""

from __future__ import annotations

import logging
import math
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from limits import RateLimitItem
from limits.strategies import MovingWindowRateLimiter

from service.errors import KeyLimitError, KeyLimitKind
from service.runtime.key_windows import MonotonicWindows
from service.runtime.seldom_log import SeldomLog

KEYS_FILE = "keys.sqlite"
"""By which processes of a service count together, in the folder that they share for metrics, which end otherwise."""
_SOON_SECONDS = 1
"""A request that ends makes room for the next; when one will is not known."""


_REST_SECONDS = 1.0
"""From a failure of the file to the next try, so that it holds up the event loop for a fiftieth of the time at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyHolder:
    """Who a key belongs to, and its limits, all of which hold; None: as much as the service.

    rates: requests in a time. tokens: estimated ones in a time. concurrent: requests at once. jobs: unfinished ones.
    """

    name: str
    rates: Sequence[RateLimitItem] = ()
    tokens: Sequence[RateLimitItem] = ()
    concurrent: int | None = None
    jobs: int | None = None

    @property
    def most_tokens(self) -> int | None:
        """More than these its holder never has; None: no bound."""
        return min((rate.amount for rate in self.tokens), default=None)


class KeyLimits:
    """What each holder has used of its limits. All of it happens on the event loop.

    Where its file fails, which is logged, it is not asked for a second, and limits are not kept until it works: nobody
    is refused for that.
    """

    def __init__(self, *, path: Path | None = None, now: Callable[[], float] = time.monotonic) -> None:
        """path: a file by which processes of one machine count together; None: this one counts alone."""
        self._windows, self._now = MonotonicWindows(now, path=path), now
        self._failed, self._rests_until = False, 0.0
        self._limiter = MovingWindowRateLimiter(self._windows)
        self._running: Counter[str] = Counter()
        self._log = SeldomLog(logging.getLogger("chorus.keys"))

    @contextmanager
    def admit(self, holder: KeyHolder) -> Iterator[None]:
        """A context for one request of `holder`, which counts as running until its end.

        A request that is refused uses nothing up. Raises: KeyLimitError.
        """
        self._count(partial(self._take_place, holder))
        self._running[holder.name] += 1
        try:
            yield
        finally:
            self._running[holder.name] -= 1
            self._count(partial(self._windows.tell_running, holder.name, self._running[holder.name]))

    def spend(self, holder: KeyHolder, tokens: int) -> None:
        """Counts the tokens of a request of `holder`, estimated; at least one. A request that is refused uses none up.

        Raises: KeyLimitError.
        """
        self._count(partial(self._use, holder, holder.tokens, kind="tokens", unit=" tokens", cost=max(tokens, 1)))

    def _count(self, work: Callable[[], None]) -> None:
        """Calls `work` while no other process counts. Raises: what it raises, unless that is that the file fails."""
        if self._failed and self._now() < self._rests_until:
            return
        try:
            if self._failed:
                self._tell_all()
            with self._windows.alone():
                work()
        except sqlite3.Error as error:
            self._failed, self._rests_until = True, self._now() + _REST_SECONDS
            self._log.tell(logging.ERROR, "limits of keys cannot be kept just now", reason=str(error))

    def _tell_all(self) -> None:
        """Tells other processes what runs here, which may have changed while the file failed. Raises: sqlite3.Error."""
        with self._windows.alone():
            for name, count in self._running.items():
                self._windows.tell_running(name, count)
        self._failed = False

    def _take_place(self, holder: KeyHolder) -> None:
        """Raises: KeyLimitError if as many requests of `holder` run as may, or came in a time."""
        own = self._running[holder.name]
        if holder.concurrent is not None and own + self._windows.count_others(holder.name) >= holder.concurrent:
            raise KeyLimitError(
                key=holder.name,
                kind="concurrency",
                limit=f"{holder.concurrent} at once",
                retry_after_seconds=_SOON_SECONDS,
            )
        self._use(holder, holder.rates, kind="rate", unit="", cost=1)
        self._windows.tell_running(holder.name, own + 1)

    def _use(
        self, holder: KeyHolder, rates: Sequence[RateLimitItem], *, kind: KeyLimitKind, unit: str, cost: int
    ) -> None:
        """Takes `cost` from all of `rates`, or from none. Raises: KeyLimitError."""
        for rate in rates:
            if not self._limiter.test(rate, kind, holder.name, cost=cost):
                raise KeyLimitError(
                    key=holder.name,
                    kind=kind,
                    limit=f"{rate.amount}{unit} per {rate.multiples} {rate.GRANULARITY.name}",
                    retry_after_seconds=self._wait_seconds(rate, kind, holder, cost),
                )
        for rate in rates:
            self._limiter.hit(rate, kind, holder.name, cost=cost)

    def _wait_seconds(self, rate: RateLimitItem, kind: KeyLimitKind, holder: KeyHolder, cost: int) -> int:
        """Until so much has left the window that there is room for `cost`; at least 1."""
        key = rate.key_for(kind, holder.name)
        return max(1, math.ceil(self._windows.wait_seconds(key, rate.amount - cost, rate.get_expiry())))
