"""What would be told anew with each request, such as a full disk, told once a minute."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_REST_SECONDS = 60.0


@dataclass(slots=True)
class _Told:
    """moment: when it was told last. left_out: how often it came about since then."""

    moment: float
    left_out: int = 0


class SeldomLog:
    """Tells a thing at once, and again a minute later at the earliest, with how often it was left out.

    Safe in several threads.
    """

    def __init__(self, log: logging.Logger, *, now: Callable[[], float] = time.monotonic) -> None:
        self._log, self._now = log, now
        self._told: dict[str, _Told] = {}
        self._lock = threading.Lock()

    def tell(self, level: int, message: str, *, error: BaseException | None = None, **fields: object) -> None:
        """Writes `message` with `fields`, and with the frames of `error`, unless it was written a moment ago.

        message: one of a few; what is different each time belongs into `fields`.
        """
        with self._lock:
            moment, told = self._now(), self._told.get(message)
            if told and moment < told.moment + _REST_SECONDS:
                told.left_out += 1
                return
            left_out = {"left_out": told.left_out} if told and told.left_out else {}
            self._told[message] = _Told(moment)
        self._log.log(level, message, exc_info=error, extra={"fields": {**fields, **left_out}})
