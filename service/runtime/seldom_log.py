"""What would be told anew with each request, such as a full disk, told once a minute."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_REST_SECONDS = 60.0
_MOST_KNOWN = 1000
"""Things that are remembered: far more than there are, unless each is told with what is different each time."""


@dataclass(slots=True)
class _Told:
    """moment: when it was told last. left_out: how often it came about since then."""

    moment: float
    left_out: int = 0


class Seldom:
    """When a thing may be told: at once, and again a minute later at the earliest. Safe in several threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told: dict[str, _Told] = {}
        self._lock = threading.Lock()

    def admit(self, message: str) -> int | None:
        """How often `message` was left out since it was told last, if it may be told now; None if it may not."""
        with self._lock:
            moment, told = self._now(), self._told.get(message)
            if told and moment < told.moment + _REST_SECONDS:
                told.left_out += 1
                return None
            self._told.pop(message, None)  # so that what was told longest ago stands first
            self._told[message] = _Told(moment)
            if len(self._told) > _MOST_KNOWN:
                del self._told[next(iter(self._told))]
            return told.left_out if told else 0


class SeldomLog:
    """Tells a thing in a log when it may be told, with how often it was left out. Safe in several threads."""

    def __init__(self, log: logging.Logger, *, now: Callable[[], float] = time.monotonic) -> None:
        self._log, self._seldom = log, Seldom(now)

    def tell(self, level: int, message: str, *, error: BaseException | None = None, **fields: object) -> None:
        """Writes `message` with `fields`, and with the frames of `error`, unless it was written a moment ago.

        message: one of a few; what is different each time belongs into `fields`.
        """
        left_out = self._seldom.admit(message)
        if left_out is not None:
            facts = {**fields, "left_out": left_out} if left_out else fields
            self._log.log(level, message, exc_info=error, extra={"fields": facts})
