"""Asking what may be gone, so that nobody waits for it: for a short time each, and not at all until it is back."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_THREADS = 16
"""That may ask at once; each is made when it is needed."""

_log = logging.getLogger("chorus.circuit")


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitUse:
    """How often something was asked, for how long all together, and how often it failed, trials included.

    works: whether it is asked now; false from a failure on until a trial has succeeded.
    """

    works: bool
    asked: int
    asked_seconds: float
    failures: int


class Circuit:
    """Asks something over a network as long as it answers. Safe to be used by several threads at once.

    What fails, or says nothing for too long, is not asked again; after a rest, whoever would ask has it tried by a
    thread for which nobody waits, and once such a trial succeeds it is asked again. An answer that comes slowly, a name
    that is looked up for ever and a connection that hangs are all the same to who asks: they are left behind.
    Source: Nygard, Release It! (2007), "Circuit Breaker".
    """

    def __init__(
        self,
        name: str,
        trial: Callable[[], None],
        *,
        errors: tuple[type[Exception], ...],
        describe: Callable[[Exception], str],
        limit_seconds: float,
        rest_seconds: float,
    ) -> None:
        """name: in the log. trial: raises one of `errors` if it fails. describe: an error in words that may be logged.

        limit_seconds: how long one answer may take. rest_seconds: from a failure to the next trial.
        """
        self._name, self._trial, self._describe = name, trial, describe
        self._errors: tuple[type[Exception], ...] = (TimeoutError, CancelledError, *errors)
        self._limit_seconds, self._rest_seconds = limit_seconds, rest_seconds
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="circuit")
        self._lock = threading.Lock()
        self._works, self._trying, self._closed, self._rests_until = True, False, False, 0.0
        self._told: set[str] = set()
        self._asked, self._asked_seconds, self._failures = 0, 0.0, 0

    def begin(self, *, fatal: type[Exception]) -> None:
        """A first trial, waited for as long as for an answer. Raises: `fatal` if the trial does."""
        try:
            self._threads.submit(self._trial).result(self._limit_seconds)
        except fatal:
            self.close()
            raise
        except self._errors as error:
            self._fail(error)

    def ask(self, work: Callable[[], T], *, otherwise: T) -> T:
        """What `work` returns; `otherwise`, at once, while it is not asked, and after `limit_seconds` at the latest."""
        asked = self._submit(work)
        if asked is None:
            return otherwise
        started = time.monotonic()
        try:
            return asked.result(self._limit_seconds)
        except self._errors as error:
            asked.cancel()
            self._fail(error)
            return otherwise
        finally:
            with self._lock:
                self._asked_seconds += time.monotonic() - started

    def describe_use(self) -> CircuitUse:
        """How it went so far."""
        with self._lock:
            return CircuitUse(
                works=self._works, asked=self._asked, asked_seconds=self._asked_seconds, failures=self._failures
            )

    def close(self) -> None:
        """Asks nothing any more; who waits is told `otherwise`."""
        with self._lock:
            self._closed = True
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _submit(self, work: Callable[[], T]) -> Future[T] | None:
        """`work`, begun by another thread; None if it must not be asked, in which case a trial may begin."""
        with self._lock:
            if self._closed:
                return None
            if self._works:
                self._asked += 1
                return self._threads.submit(work)
            if not self._trying and time.monotonic() >= self._rests_until:
                self._trying = True
                self._threads.submit(self._try)
            return None

    def _try(self) -> None:
        try:
            self._trial()
        except self._errors as error:
            self._fail(error)
        else:
            with self._lock:
                self._works = True
                self._told.clear()
            _log.info("%s is used again", self._name)
        finally:
            with self._lock:
                self._trying = False

    def _fail(self, error: Exception) -> None:
        """Takes note that it failed; each reason is logged once until it is back."""
        reason = self._describe(error) or f"no answer within {self._limit_seconds:g} s"
        with self._lock:
            self._works, self._rests_until = False, time.monotonic() + self._rest_seconds
            self._failures += 1
            is_new = reason not in self._told and not self._closed
            self._told.add(reason)
        if is_new:
            _log.warning("%s is not used until it is back", self._name, extra={"fields": {"reason": reason}})
