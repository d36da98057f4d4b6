"""Jobs in the background: huey hands them out, the store says how they stand, and none is lost or done twice.

huey keeps in line what is to be done next, and takes it out as soon as it is begun. What was begun and never ended,
because the process was killed or the disk was full, is found in the store, and put in line again.
"""

from __future__ import annotations

import json
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from huey import SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from service.errors import NotReadyError
from service.progress import Progress, StageProgress
from service.runtime.deadline import RequestClock
from service.runtime.job_store import Job, JobState, JobStore, NewJob, WebhookState
from service.runtime.webhooks import WebhookAddressError, WebhookFailedError, WebhookSender

_IDLE_SECONDS = 0.5
"""Between two looks at an empty line, at most."""
_DELIVERIES_AT_ONCE = 2
_MOST_DELIVERIES = 8
"""With a first delay of 5 s, the last comes after eight to eleven hours."""
_DELAY_GROWTH = 4.0

_log = logging.getLogger("chorus.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job came to. content: the answer where it succeeded, else the problem."""

    state: JobState
    content: bytes


Perform = Callable[[Job, bytes, RequestClock], Outcome]
"""Does the work of a job on a thread of its own. Raises: NotReadyError if the service stops before it is done."""


class JobRunner:
    """The jobs of one service. Safe in several threads; of the processes that share a file, one works on its jobs."""

    def __init__(
        self,
        path: Path,
        *,
        store: JobStore,
        sender: WebhookSender | None,
        workers: int,
        timeout_seconds: float,
        expire_seconds: float,
        first_delay_seconds: float = 5.0,
        health_seconds: float = 10.0,
    ) -> None:
        """store: of `path`. sender: tells webhooks; None: there are none. workers: jobs that are worked on at once.

        first_delay_seconds: after which a webhook that failed is tried again; each further delay is four times as
        long, and up to half as long again, so that they spread. health_seconds: between two looks whether a thread has
        died.
        """
        self.store, self.sender = store, sender
        self._workers, self._timeout_seconds, self._expire_seconds = workers, timeout_seconds, expire_seconds
        self._first_delay_seconds, self._health_seconds = first_delay_seconds, health_seconds
        self._lock = FileLock(f"{path}.lock")
        # Two lines, so that a webhook that does not answer keeps no job waiting, and no long job a webhook.
        self._jobs = _open_line("jobs", path)
        self._chores = _open_line("chores", path)
        self._run = self._jobs.task(name="run")(self._run_job)
        self._deliver = self._chores.task(name="deliver")(self._deliver_webhook)
        self._chores.periodic_task(crontab(), name="recover")(self._recover_again)
        self._consumers: list[Consumer] = []
        self._working: dict[str, RequestClock] = {}
        self._progress: dict[str, StageProgress] = {}
        self._telling: set[str] = set()
        self._perform: Perform | None = None

    @property
    def expire_seconds(self) -> float:
        """How long an ended job is kept."""
        return self._expire_seconds

    def attach(self, perform: Perform) -> None:
        """Says what does the work."""
        self._perform = perform

    def start(self) -> None:
        """Begins to work, first on what an earlier process left, unless another process of this machine does so.

        Without something to do the work, nothing begins.
        """
        if self._perform is None:
            return
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            _log.info("another process works on the jobs of this file")
            return
        self.recover()
        for line, workers in ((self._jobs, self._workers), (self._chores, _DELIVERIES_AT_ONCE)):
            consumer = _Consumer(
                line, workers=workers, max_delay=_IDLE_SECONDS, health_check_interval=self._health_seconds
            )
            self._consumers.append(consumer)
            threading.Thread(target=consumer.run, name=f"chorus-{line.name}", daemon=True).start()

    def stop(self) -> None:
        """Begins no further job. Those that run go on; what is not done by the end waits for the next start."""
        for consumer in self._consumers:
            consumer.stop_flag.set()

    def close(self) -> None:
        """Gives the file back. What still runs is begun again at the next start."""
        self.stop()
        self._lock.release()
        self.store.close()

    def submit(self, new: NewJob) -> tuple[Job, bool]:
        """The job that is kept now, and whether it is new. Raises: as `JobStore.add`."""
        job, is_new = self.store.add(new)
        if is_new:
            self._run(job.id)
        return job, is_new

    def cancel(self, job_id: str) -> None:
        """Forgets a job; if it runs, its work ends at its next stage."""
        self.store.delete(job_id)
        if clock := self._working.get(job_id):
            clock.expire()

    def progress(self, job_id: str) -> StageProgress | None:
        """How far a job is that this process works on."""
        return self._progress.get(job_id)

    def _run_job(self, job_id: str) -> None:
        def listen(progress: Progress) -> None:
            if isinstance(progress, StageProgress):
                self._progress[job_id] = progress

        clock = RequestClock(limit_seconds=self._timeout_seconds, listener=listen)
        self._working[job_id] = clock
        try:
            if self._perform and (claimed := self.store.claim(job_id)):
                self._work_on(*claimed, clock, self._perform)
        finally:
            del self._working[job_id]
            self._progress.pop(job_id, None)

    def _work_on(self, job: Job, request: bytes, clock: RequestClock, perform: Perform) -> None:
        try:
            outcome = perform(job, request, clock)
        except NotReadyError:
            self.store.release(job.id)
            return
        ended = self.store.finish(job.id, outcome.state, outcome.content)
        if ended and ended.webhook_url:
            self._deliver(job.id)

    def _deliver_webhook(self, job_id: str) -> None:
        self._telling.add(job_id)
        try:
            job = self.store.find(job_id)
            if job and self.sender and job.webhook_state is WebhookState.PENDING:
                self._tell(job, self.sender)
        finally:
            self._telling.discard(job_id)

    def _tell(self, job: Job, sender: WebhookSender) -> None:
        try:
            sender.send(job)
        except WebhookAddressError as error:
            self._give_up(job, error)
        except WebhookFailedError as error:
            if job.webhook_attempts + 1 >= _MOST_DELIVERIES:
                self._give_up(job, error)
                return
            self.store.note_delivery(job.id, WebhookState.PENDING)
            delay = self._first_delay_seconds * _DELAY_GROWTH**job.webhook_attempts
            self._deliver.schedule((job.id,), delay=delay * random.uniform(1.0, 1.5))  # noqa: S311
        else:
            self.store.note_delivery(job.id, WebhookState.DELIVERED)

    def _give_up(self, job: Job, error: Exception) -> None:
        self.store.note_delivery(job.id, WebhookState.FAILED)
        _log.warning("a webhook was given up", extra={"fields": {"job": job.id, "reason": str(error)}})

    def _recover_again(self) -> None:
        if not any(consumer.stop_flag.is_set() for consumer in self._consumers):
            self.recover()

    def recover(self) -> None:
        """Forgets what has expired, and puts in line what is in none: begun and never ended, or never told."""
        self.store.expire(self._expire_seconds)
        in_line = {task.args[0] for task in self._jobs.pending()}
        for job in self.store.list_unfinished():
            if job.id in self._working:
                continue
            # What stands in line may count as begun, too, if the process died between the two: it would never be taken.
            self.store.requeue(job.id)
            if job.id not in in_line:
                self._run(job.id)
        in_line = {task.args[0] for task in (*self._chores.pending(), *self._chores.scheduled()) if task.args}
        for job_id in self.store.list_untold():
            if job_id not in in_line and job_id not in self._telling:
                self._deliver(job_id)


class _Consumer(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's workers as threads of this process, whose signals are the web server's."""

    def _set_signal_handlers(self) -> None:
        pass


class _JsonSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """What stands in line, as JSON: huey's own way would run what a changed file says."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data._replace(eta=data.eta and data.eta.isoformat())).encode()

    def _deserialize(self, data: bytes) -> Message:
        message = Message(*json.loads(data))
        return message._replace(eta=message.eta and datetime.fromisoformat(message.eta))


def _open_line(name: str, path: Path) -> SqliteHuey:
    """A line of tasks in the file at `path`, beside the jobs themselves."""
    return SqliteHuey(name, filename=str(path), results=False, serializer=_JsonSerializer(), fsync=True)
