"""Work as it is tried on a thread of its own, for which somebody waits, or nobody any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from service.errors import SummarizationError
from service.runtime.deadline import RequestClock

T = TypeVar("T")

_log = logging.getLogger("chorus.admission")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted(Generic[T]):
    """What came of work: what it returned, or what it raised.

    A future that held the exception itself would be logged as never read if the loop ended before it was.
    """

    returned: T | None = None
    raised: Exception | None = None

    def unpack(self) -> T:
        if self.raised is not None:
            raise self.raised
        return cast("T", self.returned)


def attempt(work: Callable[[], T]) -> Attempted[T]:
    try:
        return Attempted(returned=work())
    except Exception as error:  # noqa: BLE001 (whoever waits raises it)
        return Attempted(raised=error)


def abandon(future: asyncio.Future[Attempted[T]], clock: RequestClock) -> None:
    """Stops work that nobody waits for any more at its next stage; a bug in it is still logged."""
    clock.expire()

    def report(done: asyncio.Future[Attempted[T]]) -> None:
        error = None if done.cancelled() else done.result().raised
        if error is not None and not isinstance(error, SummarizationError):
            _log.error("abandoned work failed", extra={"fields": {"error": type(error).__name__}})

    future.add_done_callback(report)
