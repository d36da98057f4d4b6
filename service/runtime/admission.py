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
from typing import Any, Literal, TypeVar

from service.errors import NotReadyError, QueueFullError, WaitTooLongError
from service.runtime.attempts import Attempted, abandon, attempt
from service.runtime.deadline import RequestClock
from service.runtime.service_time import ServiceTime

T = TypeVar("T")

DRAINING_RETRY_SECONDS = 5
"""About what a supervisor takes to start the next process."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A request that holds a worker. started: on the monotonic clock."""

    tokens: int
    started: float


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
        self._running: dict[RequestClock, _Run] = {}
        self._held_tokens = 0
        self._served = 0
        self._listener: Callable[[], None] = lambda: None
        self._idle = asyncio.Event()
        self._idle.set()
        self._draining = False
        self._drained: asyncio.Future[bool] | None = None
        self._gave_up = False
        self._stops: set[asyncio.Future[None]] = set()
        self._service_time = ServiceTime()
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

        Raises: QueueFullError at once if `max_queue` requests or `max_tokens` tokens wait, or it would have to wait and
        its time would be up before its answer came, by what others took; NotReadyError while draining;
        DeadlineExceededError when `clock` runs out, waiting or working; whatever `work` raises.
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
        clock.begin_work()
        future = self._start(work, clock)
        try:
            await self._wait(future, clock)
        except asyncio.CancelledError:
            abandon(future, clock)
            raise
        if not future.done():
            abandon(future, clock)
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
        if turns is self._turns:
            self._refuse_if_late(clock, tokens)
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

    def _refuse_if_late(self, clock: RequestClock, tokens: int) -> None:
        """Raises: WaitTooLongError. One for which a worker is free is never refused: nothing would be learned of it."""
        seconds = self._wait_seconds(self._served + tokens) + self._service_time.estimate(tokens)
        if self._service_time.is_known and seconds > clock.remaining_seconds:
            raise WaitTooLongError(
                seconds=seconds,
                limit_seconds=clock.remaining_seconds,
                retry_after_seconds=self._retry_after_seconds,
            )

    def _may_start(self, tokens: int) -> bool:
        """Whether a worker is free for a request of so many tokens; what is much larger holds none from it."""
        others = sum(run.tokens < _LARGE * tokens for run in self._running.values())
        return others < self._workers and len(self._running) < 2 * self._workers

    def _hold(self, clock: RequestClock, tokens: int) -> None:
        self._running[clock] = _Run(tokens=tokens, started=time.monotonic())
        self._idle.clear()
        self._listener()

    def _give_up(self, turn: _Turn, turns: list[_Turn]) -> None:
        """Leaves the queue; a worker that was handed over in the same moment goes to the next in line."""
        if turn.handed_over.done():
            self._release(turn.clock)
        else:
            turns.remove(turn)
            self._listener()

    def _start(self, work: Callable[[], T], clock: RequestClock) -> asyncio.Future[Attempted[T]]:
        """The work on a thread. Raises: RuntimeError if the system begins no further one; the worker is free then."""
        run = self._running[clock]
        try:
            future = asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, attempt, work)
        except RuntimeError:
            clock.expire()  # it may stand in line for the threads that there are, though nobody waits for it
            self._release(clock)
            raise

        def finish(_: asyncio.Future[Attempted[T]]) -> None:
            self._observe(run, was_stopped=clock.remaining_seconds <= 0)
            self._release(clock)

        future.add_done_callback(finish)
        return future

    def _observe(self, run: _Run, *, was_stopped: bool) -> None:
        """Takes note of what a request took; of one that was stopped it is known only that it would have taken more."""
        seconds = time.monotonic() - run.started
        if not was_stopped or seconds > self._service_time.estimate(run.tokens):
            self._service_time.observe(run.tokens, seconds)

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

    def _wait_seconds(self, finish: float = math.inf) -> float:
        """When those who run will have been served, and those who wait and come before `finish`, by their tokens."""
        estimate, now = self._service_time.estimate, time.monotonic()
        running = sum(max(0.0, estimate(run.tokens) - (now - run.started)) for run in self._running.values())
        waiting = sum(estimate(turn.tokens) for turn in self._turns if turn.finish <= finish)
        return (running + waiting) / self._workers

    @property
    def _retry_after_seconds(self) -> int:
        return max(1, math.ceil(self._wait_seconds()))
