"""The clock of one request: how long each stage took, how far it is, and when its time is up."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from opentelemetry.trace import NoOpTracer, Tracer

from service.domain import Timings
from service.errors import DeadlineExceededError
from service.ports import ProgressListener
from service.progress import DecidedSentence, StageProgress
from service.runtime.tracing import trace_stage

_MILLISECONDS = 1000.0
_NO_TRACER = NoOpTracer()


class RequestClock:
    """A monotonic clock that starts when it is made; implements `ports.StageClock`. tracer: makes a span of each stage.

    One thread times stages while another may read `timings` or call `expire`. listener: hears of each stage that
    begins, of each further percent of it, and of sentences; None: nobody does.
    """

    def __init__(
        self,
        *,
        limit_seconds: float,
        now: Callable[[], float] = time.monotonic,
        listener: ProgressListener | None = None,
        tracer: Tracer = _NO_TRACER,
        waits: bool = False,
    ) -> None:
        """limit_seconds: from now on; where it `waits`, from `begin_work` on, however long that takes to come."""
        self._now = now
        self._listener = listener
        self._tracer = tracer
        self._percent = 0
        self._limit_seconds = limit_seconds
        self._deadline = math.inf if waits else now() + limit_seconds
        self._milliseconds: dict[str, float] = {}
        self._stage = "receive"

    @property
    def remaining_seconds(self) -> float:
        """Seconds until the deadline, 0.0 once it has passed."""
        return max(0.0, self._deadline - self._now())

    @property
    def timings(self) -> Timings:
        """Milliseconds by stage, in the order in which stages began to count, rounded to 0.1."""
        return {stage: round(milliseconds, 1) for stage, milliseconds in self._milliseconds.copy().items()}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """A context that adds its milliseconds to stage `name`, also if it ends with an error.

        Raises: DeadlineExceededError at entry, if the request's time is up.
        """
        self.check(name)
        self._begin(name)
        started = self._now()
        try:
            with trace_stage(self._tracer, name):
                yield
        finally:
            elapsed = (self._now() - started) * _MILLISECONDS
            self._milliseconds[name] = self._milliseconds.get(name, 0.0) + elapsed

    def check(self, name: str | None = None) -> None:
        """Raises: DeadlineExceededError if the request's time is up; `name` says where, else the running stage is."""
        if self.remaining_seconds <= 0:
            raise self.exceeded(name)

    def advance(self, done: int, total: int) -> None:
        """Tells that the running stage has done `done` of `total` things, if that is a further percent of them."""
        percent = 100 * done // total if total else 100
        if self._listener and percent > self._percent:
            self._percent = percent
            self._listener(StageProgress(stage=self._stage, done=done, total=total))

    def decide(self, sentence: DecidedSentence) -> None:
        """Tells a sentence that the answer will hold."""
        if self._listener:
            self._listener(sentence)

    def begin_work(self) -> None:
        """Begins the time of a request that could wait for its worker as long as it took; of others it runs already."""
        if self._deadline == math.inf:
            self._deadline = self._now() + self._limit_seconds

    def expire(self) -> None:
        """Ends the request's time now: whatever works on it stops at its next stage or check."""
        self._deadline = self._now()

    def exceeded(self, stage: str | None = None) -> DeadlineExceededError:
        """The error to raise for a request stopped at `stage`, by default the one that began last."""
        return DeadlineExceededError(limit_seconds=self._limit_seconds, stage=stage or self._stage)

    def _begin(self, stage: str) -> None:
        if self._listener and stage != self._stage:
            self._listener(StageProgress(stage=stage))
        self._stage, self._percent = stage, 0
