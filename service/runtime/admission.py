"""Who may work when: a bounded queue in front of a few worker threads, in fair shares by tokens."""

from __future__ import annotations

import asyncio
import logging
import math
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, cast

from service.errors import NotReadyError, QueueFullError, SummarizationError, WaitTooLongError
from service.runtime.deadline import RequestClock

T = TypeVar("T")

DRAINING_RETRY_SECONDS = 5
"""About what a supervisor takes to start the next process."""
_FIRST_GUESS_SECONDS = 1.0
_NEWEST_SHARE = 0.2
"""Weight of the newest service time in the average: the last ten requests make up nine tenths of it."""
_LARGE = 8
"""How many times as large as another a request is beside which that one need not wait: it takes little from it."""

_log = logging.getLogger("chorus.admission")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Turn:
    """A request that waits. finish: in tokens served, when it would end if all that wait were served at once.

    handed_over: done once a worker is its own.
    """

    clock: RequestClock
    tokens: int
    finish: int
    handed_over: asyncio.Future[None]


class Admission:
    """A bounded queue in front of `workers` threads. All but the work itself happens on the event loop.

    Choosing `max_queue`: the last in line waits about `max_queue * service time / workers`; more than the
    deadline allows only makes clients wait to be refused.

    Who waits is served by tokens, not by arrival alone: a request lets smaller ones pass that came later, of each
    caller no more than it has tokens itself. One that runs counts as none for those of at most an eighth of its tokens:
    one such a worker is worked on beside it, and the two share the processor.
    Source: Golestani, A Self-Clocked Fair Queueing Scheme (1994), with each request a flow of its own.
    """

    def __init__(self, *, workers: int, max_queue: int, max_tokens: int = sys.maxsize) -> None:
        """max_tokens: of requests that wait or run, patient ones aside; one alone may have more."""
        self._workers = workers
        self._max_queue = max_queue
        self._max_tokens = max_tokens
        self._turns: list[_Turn] = []
        self._patient_turns: list[_Turn] = []
        self._running: dict[RequestClock, int] = {}
        self._held_tokens = 0
        self._served = 0
        self._listener: Callable[[], None] = lambda: None
        self._idle = asyncio.Event()
        self._idle.set()
        self._draining = False
        self._drained: asyncio.Future[bool] | None = None
        self._gave_up = False
        self._stops: set[asyncio.Future[None]] = set()
        self._service_seconds = _FIRST_GUESS_SECONDS
        self._has_served = False
        self._threads = ThreadPoolExecutor(max_workers=2 * workers, thread_name_prefix="chorus-worker")

    @property
    def waiting(self) -> int:
        """Requests that wait for a worker."""
        return len(self._turns)

    @property
    def running(self) -> int:
        """Requests that hold a worker, one whose client has gone included until its thread stops."""
        return len(self._running)

    @property
    def draining(self) -> bool:
        return self._draining

    def listen(self, listener: Callable[[], None]) -> None:
        """Has `listener` called, on the event loop, whenever `waiting` or `running` have changed."""
        self._listener = listener

    async def run(self, work: Callable[[], T], *, clock: RequestClock, tokens: int = 1, patient: bool = False) -> T:
        """What `work` returns, called in a worker thread once one is free; the wait counts as stage `queue`.

        tokens: estimated, of the request. patient: waits in a line of its own, of any length, behind all others. If the
        caller is cancelled, the request leaves the queue, or its running work stops at its next stage.

        Raises: QueueFullError at once if `max_queue` requests or `max_tokens` tokens wait, or its time would be up
        before its turn came; NotReadyError while draining; DeadlineExceededError when `clock` runs out, waiting or
        working; whatever `work` raises.
        """
        self.refuse_if_draining()
        held = 0 if patient else max(tokens, 1)
        if self._held_tokens and self._held_tokens + held > self._max_tokens:
            raise self._full("tokens", self._held_tokens, self._max_tokens)
        self._held_tokens += held
        try:
            return await self._run(work, clock, max(tokens, 1), patient=patient)
        finally:
            self._held_tokens -= held

    async def _run(self, work: Callable[[], T], clock: RequestClock, tokens: int, *, patient: bool) -> T:
        with clock.stage("queue"):
            await self._take_worker(clock, tokens, self._patient_turns if patient else self._turns)
        future = self._start(work, clock)
        try:
            await self._wait(future, clock)
        except asyncio.CancelledError:
            _abandon(future, clock)
            raise
        if not future.done():
            _abandon(future, clock)
            raise self._stopped() or clock.exceeded()
        return future.result().unpack()

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
            _log.warning("requests were stopped at shutdown", extra={"fields": {"running": self.running}})
            for clock in (*self._running, *(turn.clock for turn in (*self._turns, *self._patient_turns))):
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

    async def _take_worker(self, clock: RequestClock, tokens: int, turns: list[_Turn]) -> None:
        if self._may_start(tokens):
            self._hold(clock, tokens)
            return
        if turns is self._turns and len(turns) >= self._max_queue:
            raise self._full("requests", len(turns), self._max_queue)
        if turns is self._turns and self._has_served and self._wait_seconds > clock.remaining_seconds:
            raise WaitTooLongError(
                wait_seconds=self._wait_seconds,
                limit_seconds=clock.remaining_seconds,
                retry_after_seconds=self._retry_after_seconds,
            )
        handed_over = asyncio.get_running_loop().create_future()
        turn = _Turn(clock=clock, tokens=tokens, finish=self._served + tokens, handed_over=handed_over)
        turns.append(turn)
        self._listener()
        try:
            await self._wait(handed_over, clock)
        except asyncio.CancelledError:
            self._give_up(turn, turns)
            raise
        if not handed_over.done() or clock.remaining_seconds <= 0:
            self._give_up(turn, turns)
            raise self._stopped() or clock.exceeded("queue")

    def _may_start(self, tokens: int) -> bool:
        """Whether a worker is free for a request of so many tokens; what is much larger holds none from it."""
        others = sum(running < _LARGE * tokens for running in self._running.values())
        return others < self._workers and len(self._running) < 2 * self._workers

    def _hold(self, clock: RequestClock, tokens: int) -> None:
        self._running[clock] = tokens
        self._idle.clear()
        self._listener()

    def _give_up(self, turn: _Turn, turns: list[_Turn]) -> None:
        """Leaves the queue; a worker that was handed over in the same moment goes to the next in line."""
        if turn.handed_over.done():
            self._release(turn.clock)
        else:
            turns.remove(turn)
            self._listener()

    def _start(self, work: Callable[[], T], clock: RequestClock) -> asyncio.Future[_Outcome[T]]:
        started = time.monotonic()
        future = asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, _attempt, work)

        def finish(_: asyncio.Future[_Outcome[T]]) -> None:
            self._service_seconds += _NEWEST_SHARE * (time.monotonic() - started - self._service_seconds)
            self._has_served = True
            self._release(clock)

        future.add_done_callback(finish)
        return future

    def _release(self, clock: RequestClock) -> None:
        """Takes the worker of a request back, and hands it to whoever is next."""
        del self._running[clock]
        while turns := self._turns or self._patient_turns:
            turn = next((t for t in sorted(turns, key=lambda t: t.finish) if self._may_start(t.tokens)), None)
            if turn is None:
                break
            turns.remove(turn)
            self._served = max(self._served, turn.finish)
            self._hold(turn.clock, turn.tokens)
            turn.handed_over.set_result(None)
        self._listener()
        if not self._running:
            self._idle.set()

    def _full(self, unit: Literal["requests", "tokens"], waiting: int, limit: int) -> QueueFullError:
        return QueueFullError(waiting=waiting, limit=limit, unit=unit, retry_after_seconds=self._retry_after_seconds)

    @property
    def _wait_seconds(self) -> float:
        """When those who wait now will have been served, going by the average service time."""
        return self._service_seconds * (len(self._turns) + 1) / self._workers

    @property
    def _retry_after_seconds(self) -> int:
        return max(1, math.ceil(self._wait_seconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome(Generic[T]):
    """What came of work: what it returned, or what it raised.

    A future that held the exception itself would be logged as never read if the loop ended before it was.
    """

    returned: T | None = None
    raised: Exception | None = None

    def unpack(self) -> T:
        if self.raised is not None:
            raise self.raised
        return cast("T", self.returned)


def _attempt(work: Callable[[], T]) -> _Outcome[T]:
    try:
        return _Outcome(returned=work())
    except Exception as error:  # noqa: BLE001 (whoever waits raises it)
        return _Outcome(raised=error)


def _abandon(future: asyncio.Future[_Outcome[T]], clock: RequestClock) -> None:
    """Stops work that nobody waits for any more at its next stage; a bug in it is still logged."""
    clock.expire()

    def report(done: asyncio.Future[_Outcome[T]]) -> None:
        error = None if done.cancelled() else done.result().raised
        if error is not None and not isinstance(error, SummarizationError):
            _log.error("abandoned work failed", extra={"fields": {"error": type(error).__name__}})

    future.add_done_callback(report)
