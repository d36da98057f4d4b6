"""Who may work when: a bounded queue in front of a few worker threads."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from service.errors import NotReadyError, QueueFullError, SummarizationError
from service.runtime.deadline import RequestClock

T = TypeVar("T")

DRAINING_RETRY_SECONDS = 5
"""About what a supervisor takes to start the next process."""
_FIRST_GUESS_SECONDS = 1.0
_NEWEST_SHARE = 0.2
"""Weight of the newest service time in the average: the last ten requests make up nine tenths of it."""

_log = logging.getLogger("chorus.admission")


class Admission:
    """A bounded queue in front of `workers` threads. All but the work itself happens on the event loop.

    Choosing `max_queue`: the last in line waits about `max_queue * service time / workers`; more than the
    deadline allows only makes clients wait to be refused.
    """

    def __init__(self, *, workers: int, max_queue: int) -> None:
        self._workers = workers
        self._max_queue = max_queue
        self._turns: dict[asyncio.Future[None], RequestClock] = {}
        self._patient_turns: dict[asyncio.Future[None], RequestClock] = {}
        self._running = 0
        self._clocks: set[RequestClock] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self._draining = False
        self._drained: asyncio.Future[bool] | None = None
        self._gave_up = False
        self._stops: set[asyncio.Future[None]] = set()
        self._service_seconds = _FIRST_GUESS_SECONDS
        self._threads = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="chorus-worker")

    @property
    def waiting(self) -> int:
        """Requests that wait for a worker."""
        return len(self._turns)

    @property
    def running(self) -> int:
        """Requests that hold a worker, one whose client has gone included until its thread stops."""
        return self._running

    @property
    def draining(self) -> bool:
        return self._draining

    async def run(self, work: Callable[[], T], *, clock: RequestClock, patient: bool = False) -> T:
        """What `work` returns, called in a worker thread once one is free; the wait counts as stage `queue`.

        patient: waits in a line of its own, of any length, behind all others. If the caller is cancelled, the request
        leaves the queue, or its running work stops at its next stage.

        Raises: QueueFullError at once if `max_queue` requests wait; NotReadyError while draining;
        DeadlineExceededError when `clock` runs out, waiting or working; whatever `work` raises.
        """
        self.refuse_if_draining()
        with clock.stage("queue"):
            await self._take_worker(clock, self._patient_turns if patient else self._turns)
        future = self._start(work, clock)
        try:
            await self._wait(future, clock)
        except asyncio.CancelledError:
            _abandon(future, clock)
            raise
        if not future.done():
            _abandon(future, clock)
            raise self._stopped() or clock.exceeded()
        return future.result()

    def refuse_if_draining(self) -> None:
        """Raises: NotReadyError while draining."""
        if self._draining:
            raise NotReadyError(state="shutting down", retry_after_seconds=DRAINING_RETRY_SECONDS)

    async def drain(self, timeout_seconds: float) -> bool:
        """Whether all admitted requests, waiting ones too, finished in time. New ones are refused from now on.

        Those that did not finish are stopped at their next stage, and answered at once. Asked again, it says the same.
        """
        self._draining = True
        if self._drained is None:
            self._drained = asyncio.ensure_future(self._drain(timeout_seconds))
        return await asyncio.shield(self._drained)

    async def _drain(self, timeout_seconds: float) -> bool:
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("requests were stopped at shutdown", extra={"fields": {"running": self._running}})
            for clock in (*self._clocks, *self._turns.values(), *self._patient_turns.values()):
                clock.expire()
            self._gave_up = True
            for stop in self._stops:
                stop.set_result(None)
            return False
        self._threads.shutdown(wait=False)
        return True

    async def _wait(self, future: asyncio.Future[Any], clock: RequestClock) -> None:
        """Returns once `future` is done, the request's time is up, or the service stops."""
        stop = asyncio.get_running_loop().create_future()
        self._stops.add(stop)
        try:
            await asyncio.wait({future, stop}, timeout=clock.remaining_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stops.discard(stop)

    def _stopped(self) -> NotReadyError | None:
        """What a request is answered that was stopped at shutdown; None before that."""
        if self._gave_up:
            return NotReadyError(state="shutting down", retry_after_seconds=DRAINING_RETRY_SECONDS)
        return None

    async def _take_worker(self, clock: RequestClock, turns: dict[asyncio.Future[None], RequestClock]) -> None:
        if self._running < self._workers:
            self._running += 1
            self._idle.clear()
            return
        if turns is self._turns and len(turns) >= self._max_queue:
            raise QueueFullError(
                waiting=len(self._turns),
                limit=self._max_queue,
                retry_after_seconds=self._retry_after_seconds(),
            )
        turn = asyncio.get_running_loop().create_future()
        turns[turn] = clock
        try:
            await self._wait(turn, clock)
        except asyncio.CancelledError:
            self._give_up(turn, turns)
            raise
        if not turn.done() or clock.remaining_seconds <= 0:
            self._give_up(turn, turns)
            raise self._stopped() or clock.exceeded("queue")

    def _give_up(self, turn: asyncio.Future[None], turns: dict[asyncio.Future[None], RequestClock]) -> None:
        """Leaves the queue; a worker that was handed over in the same moment goes to the next in line."""
        if turn.done():
            self._release_worker()
        else:
            del turns[turn]

    def _start(self, work: Callable[[], T], clock: RequestClock) -> asyncio.Future[T]:
        started = time.monotonic()
        self._clocks.add(clock)
        future = asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, work)

        def finish(_: asyncio.Future[T]) -> None:
            self._clocks.discard(clock)
            self._service_seconds += _NEWEST_SHARE * (time.monotonic() - started - self._service_seconds)
            self._release_worker()

        future.add_done_callback(finish)
        return future

    def _release_worker(self) -> None:
        if turns := self._turns or self._patient_turns:
            turn = next(iter(turns))
            del turns[turn]
            turn.set_result(None)
            return
        self._running -= 1
        if not self._running:
            self._idle.set()

    def _retry_after_seconds(self) -> int:
        """When those who wait now will have been served, going by the average service time; at least 1."""
        return max(1, math.ceil(self._service_seconds * (len(self._turns) + 1) / self._workers))


def _abandon(future: asyncio.Future[T], clock: RequestClock) -> None:
    """Stops work that nobody waits for any more at its next stage; a bug in it is still logged."""
    clock.expire()

    def report(done: asyncio.Future[T]) -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None and not isinstance(error, SummarizationError):
            _log.error("abandoned work failed", extra={"fields": {"error": type(error).__name__}})

    future.add_done_callback(report)
