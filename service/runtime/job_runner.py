"""Jobs in the background: huey hands them out, the store says how they stand, and none is lost or done twice.

huey keeps in line what is to be done next, and takes it out as soon as it is begun. What was begun and never ended,
because the process was killed or the disk was full, is found in the store, and put in line again.
"""

from __future__ import annotations

import logging
import math
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from service.errors import NotReadyError
from service.progress import Progress, StageProgress
from service.runtime.deadline import RequestClock
from service.runtime.job_errors import JobsUnavailableError
from service.runtime.job_line import LineWorkers, is_due_within
from service.runtime.job_log import tell_failures_briefly
from service.runtime.job_records import Job, JobState, NewJob, WebhookState
from service.runtime.job_store import JobStore
from service.runtime.seldom_log import SeldomLog
from service.runtime.webhooks import WebhookAddressError, WebhookFailedError, WebhookSender

_RECOVER_SECONDS = 60.0
"""Between two looks for what was lost."""
_IDLE_SECONDS = 0.5
"""Between two looks at an empty line, at most."""
_DELIVERIES_AT_ONCE, _MOST_DELIVERIES = 2, 8
"""With a first delay of 5 s, the last comes after eight to eleven hours."""
_DELAY_GROWTH, _DELAY_SPREAD = 4.0, 1.5

_log = logging.getLogger("chorus.jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a job came to. content: the answer where it succeeded, else the problem."""

    state: JobState
    content: bytes


Perform = Callable[[Job, bytes, RequestClock], Outcome]
"""Does the work of a job on a thread of its own. Raises: NotReadyError if the service stops before it is done."""


class JobRunner:
    """The jobs of one service. Safe in several threads.

    Of the processes that share a file, one works on its jobs; of those that share a database, each does.
    """

    def __init__(
        self,
        store: JobStore,
        *,
        sender: WebhookSender | None,
        workers: int,
        timeout_seconds: float,
        expire_seconds: float,
        first_delay_seconds: float = 5.0,
        health_seconds: float = 10.0,
        watch_seconds: float = 5.0,
    ) -> None:
        """sender: tells webhooks; None: there are none. workers: jobs that are worked on at once.

        first_delay_seconds: after which a webhook that failed is tried again; each further delay is four times as
        long, and up to half as long again, so that they spread. health_seconds: between two looks whether a thread has
        died. watch_seconds: between two looks whether what is worked on is still ours.
        """
        self.store, self.sender = store, sender
        self._workers, self._timeout_seconds, self._expire_seconds = workers, timeout_seconds, expire_seconds
        self._first_delay_seconds, self._health_seconds = first_delay_seconds, health_seconds
        self._watch_seconds = watch_seconds
        self._database, self._often = store.database, SeldomLog(_log)
        # Two lines, so that a webhook that does not answer keeps no job waiting, and no long job a webhook.
        self._jobs = self._database.open_line("jobs", prompt=True)
        self._chores = self._database.open_line("chores", prompt=False)
        self._run = self._jobs.task(name="run")(self._run_job)
        self._deliver = self._chores.task(name="deliver")(self._deliver_webhook)
        self._consumers: list[LineWorkers] = []
        self._stopping = threading.Event()
        self._recovered_at = -math.inf
        self._working: dict[str, _Work] = {}
        self._telling: dict[str, object] = {}
        self._perform: Perform | None = None

    @property
    def expire_seconds(self) -> float:
        """How long an ended job is kept."""
        return self._expire_seconds

    def attach(self, perform: Perform) -> None:
        """Says what does the work."""
        self._perform = perform

    def start(self) -> None:
        """Begins to work, first on what an earlier process left, unless another process works for all of this machine.

        Without something to do the work, nothing begins.
        """
        if self._perform is None:
            return
        tell_failures_briefly(self._database.errors)
        if self._try(self._join_and_recover) is False:
            _log.info("another process works on the jobs of this file")
            return
        for line, count in ((self._jobs, self._workers), (self._chores, _DELIVERIES_AT_ONCE)):
            consumer = LineWorkers(
                line, workers=count, periodic=False, max_delay=_IDLE_SECONDS, health_check_interval=self._health_seconds
            )
            self._consumers.append(consumer)
            threading.Thread(target=consumer.run, name=f"chorus-{line.name}", daemon=True).start()
        threading.Thread(target=self._watch, name="chorus-watch", daemon=True).start()

    def stop(self) -> None:
        """Begins no further job. Those that run go on; what is not done by the end waits for who works next."""
        self._stopping.set()
        for consumer in self._consumers:
            consumer.stop_flag.set()

    def close(self) -> None:
        """Gives the database back. What still runs is begun again, at the next start or by another process."""
        self.stop()
        self.store.close()
        for line in (self._jobs, self._chores):
            line.storage.close()

    def submit(self, new: NewJob, *, most_of_owner: int | None = None) -> tuple[Job, bool]:
        """The job that is kept now, and whether it is new. most_of_owner, raises: as of `JobStore.add`."""
        job, is_new = self.store.add(new, most_of_owner=most_of_owner)
        if is_new:
            self._put_in_line(self._run, job.id)
        return job, is_new

    def cancel(self, job_id: str) -> None:
        """Forgets a job; if it runs, its work ends at its next stage."""
        self.store.delete(job_id)
        if work := self._working.get(job_id):
            work.clock.expire()

    def progress(self, job_id: str) -> StageProgress | None:
        """How far a job is that this process works on."""
        return work.progress if (work := self._working.get(job_id)) else None

    def _run_job(self, job_id: str) -> None:
        if self._stopping.is_set():  # it was taken out of line by a thread that waited since before
            self._put_in_line(self._run, job_id)
            return

        def listen(progress: Progress) -> None:
            if isinstance(progress, StageProgress):
                work.progress = progress

        work = _Work(RequestClock(limit_seconds=self._timeout_seconds, listener=listen, waits=True))
        if self._working.setdefault(job_id, work) is not work:
            return  # it stood in line twice, or was lost and is not yet known to be
        try:
            if self._perform and self._database.join() and (claimed := self.store.claim(job_id)):
                work.job, request = claimed
                self._work_on(work.job, request, work.clock, self._perform)
        finally:
            del self._working[job_id]

    def _work_on(self, job: Job, request: bytes, clock: RequestClock, perform: Perform) -> None:
        try:
            outcome = perform(job, request, clock)
        except NotReadyError:
            self.store.release(job)
            if self._stopping.is_set():
                self._put_in_line(self._run, job.id)  # for others, if there are any
            return
        ended = self.store.finish(job, outcome.state, outcome.content)
        if ended and ended.webhook_url:
            self._put_in_line(self._deliver, job.id)

    def _put_in_line(self, task: Callable[[str], object], job_id: str) -> None:
        """Puts in line what the store knows of already: where that fails, `recover` does it later."""
        for _ in range(2):  # a connection that has died since it was used last fails once
            try:
                task(job_id)
            except self._database.errors as error:
                reason = type(error).__name__
            else:
                return
        self._often.tell(logging.WARNING, "a job was kept, and is put in line later", job=job_id, reason=reason)

    def _deliver_webhook(self, job_id: str) -> None:
        mine = object()
        if self._telling.setdefault(job_id, mine) is not mine:
            return
        try:
            if self.sender and self._database.join() and (job := self.store.claim_telling(job_id)):
                self._tell(job, self.sender)
        finally:
            del self._telling[job_id]

    def _tell(self, job: Job, sender: WebhookSender) -> None:
        try:
            sender.send(job)
        except WebhookAddressError as error:
            self._give_up(job, str(error))
        except WebhookFailedError as error:
            self._tell_later(job, str(error))
        except Exception as error:  # noqa: BLE001 (a try that is not counted would be made without end)
            self._often.tell(logging.ERROR, "a webhook cannot be sent", job=job.id, reason=type(error).__name__)
            self._tell_later(job, type(error).__name__)
        else:
            self.store.note_delivery(job, WebhookState.DELIVERED)

    def _tell_later(self, job: Job, reason: str) -> None:
        if job.webhook_attempts + 1 >= _MOST_DELIVERIES:
            self._give_up(job, reason)
            return
        self.store.note_delivery(job, WebhookState.PENDING)
        delay = self._delay_seconds(job.webhook_attempts) * random.uniform(1.0, _DELAY_SPREAD)  # noqa: S311
        self._deliver.schedule((job.id,), delay=delay)

    def _delay_seconds(self, failures: int) -> float:
        return self._first_delay_seconds * _DELAY_GROWTH**failures

    def _give_up(self, job: Job, reason: str) -> None:
        self.store.note_delivery(job, WebhookState.FAILED)
        _log.warning("a webhook was given up", extra={"fields": {"job": job.id, "reason": reason}})

    def recover(self) -> None:
        """Forgets what has expired, and puts in line what is in none: begun and never ended, or never told."""
        self.store.expire(self._expire_seconds)
        self._recover_lost(own=True)
        in_line = {task.args[0] for task in self._jobs.pending() if task.args}
        for job in self.store.list_waiting():
            if job.id not in in_line and job.id not in self._working:
                self._put_in_line(self._run, job.id)
        if self.sender:
            self._recover_webhooks()

    def _recover_lost(self, *, own: bool) -> None:
        """own: whether those of this process, too, whose end could not be kept: soon after it cannot be, either."""
        for job in self.store.list_lost():
            if job.id not in self._working and (own or job.runner != self._database.runner) and self.store.requeue(job):
                self._put_in_line(self._run, job.id)

    def _recover_webhooks(self) -> None:
        in_line = {task.args[0] for task in self._chores.pending() if task.args}
        for task in self._chores.scheduled():
            job = self.store.find(task.args[0])
            # One that is due later than it was ever meant to be was put there before the clock was put back.
            if job and is_due_within(task, self._delay_seconds(job.webhook_attempts - 1) * _DELAY_SPREAD):
                in_line.add(job.id)
        for job_id in self.store.list_untold():
            if job_id not in in_line and job_id not in self._telling:
                self._put_in_line(self._deliver, job_id)

    def _join_and_recover(self) -> bool:
        if not self._database.join():
            return False
        self.recover()
        self._recovered_at = time.monotonic()
        return True

    def _watch(self) -> None:
        """Looks now and then whether this process is seen to work, its jobs still are its own, and others died."""
        while not self._stopping.wait(self._watch_seconds):
            is_due = time.monotonic() - self._recovered_at >= _RECOVER_SECONDS
            self._try(self._join_and_recover if is_due else self._look_around)

    def _look_around(self) -> bool:
        self._database.join()
        self._stop_lost_work()
        self._recover_lost(own=False)
        return True

    def _stop_lost_work(self) -> None:
        """Ends the time of what was deleted by another process, or taken over since this one was not seen to work."""
        if begun := [work for work in tuple(self._working.values()) if work.job]:
            claims = self.store.list_claims()
            for work in begun:
                if work.job and (work.job.id, work.job.attempts) not in claims:
                    work.clock.expire()

    def _try(self, look: Callable[[], bool]) -> bool | None:
        """What `look` answers; None where the database fails, which a later look may find mended."""
        try:
            return look()
        except (JobsUnavailableError, self._database.errors) as error:
            self._often.tell(logging.WARNING, "jobs cannot be looked after just now", reason=str(error))
            return None


@dataclass(slots=True)
class _Work:
    """What a thread works on. job: as it was claimed; None before that. progress: how far it is, once it is known."""

    clock: RequestClock
    job: Job | None = None
    progress: StageProgress | None = None
