"""Jobs in the background: all are done, none twice, whatever dies in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.errors import NotReadyError
from service.runtime import job_runner
from service.runtime.deadline import RequestClock
from service.runtime.job_database import JobDatabase
from service.runtime.job_errors import JobsUnavailableError
from service.runtime.job_records import Job, JobState, WebhookState
from service.runtime.job_runner import JobRunner, Outcome
from service.runtime.job_sqlite import SqliteJobs
from service.runtime.job_store import JobStore
from service.runtime.webhooks import WebhookAddressError, WebhookFailedError
from tests.runtime.conftest import OpenDatabase
from tests.runtime.test_job_store import claim, limit_pages, list_unfinished, make_job


class Sender:
    """Fails as often as it is told to, then delivers."""

    def __init__(self, *failures: Exception) -> None:
        self._failures = list(failures)
        self.delivered: list[str] = []

    def send(self, job: Job) -> None:
        if self._failures:
            raise self._failures.pop(0)
        self.delivered.append(job.id)


class Work:
    """What is done for jobs: each is noted, and behaves as its name says."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, job: Job, request: bytes, clock: RequestClock) -> Outcome:
        self.begun.append(job.id)
        with clock.stage("embed"):
            assert self.gate.wait(20)
        return Outcome(state=JobState.SUCCEEDED, content=request)


_PATIENCE_SECONDS = 180
"""For a machine that does much else; nothing takes so long."""


@contextmanager
def running(
    database: JobDatabase, work: Any, sender: Any = None, *, workers: int = 1, watch_seconds: float = 0.1
) -> Iterator[JobRunner]:
    runner = JobRunner(
        JobStore(database, max_unfinished=99),
        sender=sender,
        workers=workers,
        timeout_seconds=_PATIENCE_SECONDS,
        expire_seconds=2 * _PATIENCE_SECONDS,
        first_delay_seconds=0.01,
        health_seconds=0.05,
        watch_seconds=watch_seconds,
    )
    runner.attach(work)
    runner.start()
    try:
        yield runner
    finally:
        runner.close()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def state_of(runner: JobRunner, name: str) -> JobState | None:
    job = runner.store.find(f"job_{name}")
    return job.state if job else None


def test_jobs_are_done_in_order_and_each_once(open_database: OpenDatabase) -> None:
    work = Work()
    with running(open_database(), work) as runner:
        for name in "abc":
            runner.submit(make_job(name))
        wait_until(lambda: not list_unfinished(runner.store))
        assert runner.store.result("job_b") == b'{"articles": ["secret words"]}'
    assert work.begun == ["job_a", "job_b", "job_c"]


def test_a_running_job_tells_how_far_it_is_and_ends_when_it_is_forgotten(open_database: OpenDatabase) -> None:
    work, seen = Work(), []

    def note_time(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        outcome = work(job, request, clock)
        seen.append(clock.remaining_seconds)
        return outcome

    work.gate.clear()
    with running(open_database(), note_time) as runner:
        runner.submit(make_job("a"))
        runner.submit(make_job("b"))
        wait_until(lambda: runner.progress("job_a") is not None)
        progress = runner.progress("job_a")
        assert progress is not None
        assert progress.stage == "embed"
        runner.cancel("job_a")
        runner.cancel("job_b")
        work.gate.set()
        wait_until(lambda: seen == [0.0])
        runner.submit(make_job("c"))
        wait_until(lambda: state_of(runner, "c") is JobState.SUCCEEDED)
        assert (state_of(runner, "a"), state_of(runner, "b")) == (None, None)
    assert work.begun == ["job_a", "job_c"]


def test_what_an_earlier_process_left_is_done_and_what_it_did_is_not(open_database: OpenDatabase) -> None:
    """It ended with a job done, one begun, one in line, and one accepted that never came into line."""
    earlier = JobRunner(
        JobStore(open_database(), max_unfinished=9),
        sender=None,
        workers=1,
        timeout_seconds=30,
        expire_seconds=60,
    )
    for name in ("done", "begun", "waits"):
        earlier.submit(make_job(name))
    earlier.store.add(make_job("accepted"))
    earlier.store.database.join()
    done, _ = (claim(earlier.store, name) for name in ("done", "begun"))
    earlier.store.finish(done, JobState.SUCCEEDED, b"first")
    earlier.close()
    work = Work()
    with running(open_database(), work) as runner:
        wait_until(lambda: not list_unfinished(runner.store))
        assert runner.store.result("job_done") == b"first"
    assert sorted(work.begun) == ["job_accepted", "job_begun", "job_waits"]


def test_one_process_works_and_the_others_take_jobs_for_it(tmp_path: Path) -> None:
    path, first, second = tmp_path / "jobs.db", Work(), Work()
    with running(SqliteJobs(path), first) as working, running(SqliteJobs(path), second) as other:
        other.submit(make_job("a"))
        wait_until(lambda: state_of(working, "a") is JobState.SUCCEEDED)
    assert (first.begun, second.begun) == (["job_a"], [])


def test_a_service_that_stops_has_its_job_wait_for_the_next_start(open_database: OpenDatabase) -> None:
    stopped = threading.Event()

    def stop(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        stopped.set()
        raise NotReadyError(state="shutting down", retry_after_seconds=5)

    with running(open_database(), stop) as runner:
        runner.submit(make_job("a"))
        assert stopped.wait(20)
        wait_until(lambda: state_of(runner, "a") is JobState.QUEUED)
    with running(open_database(), Work()) as runner:
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED)
        job = runner.store.find("job_a")
        assert job is not None
        assert job.attempts == 1


def test_a_thread_that_dies_is_replaced_and_its_job_is_done(open_database: OpenDatabase) -> None:
    work, died = Work(), threading.Event()

    def die_once(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        if not died.is_set():
            died.set()
            raise SystemExit
        return work(job, request, clock)

    with running(open_database(), die_once) as runner:
        runner.submit(make_job("a"))
        assert died.wait(20)
        wait_until(lambda: "job_a" not in runner._working)
        runner.recover()
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED)
    assert work.begun == ["job_a"]


def test_a_result_that_finds_the_disk_full_is_worked_out_again(tmp_path: Path) -> None:
    work = Work()

    def answer_much(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        work(job, request, clock)
        return Outcome(state=JobState.SUCCEEDED, content=b"x" * 200_000)

    work.gate.clear()
    with running(SqliteJobs(tmp_path / "jobs.db"), answer_much) as runner:
        runner.submit(make_job("a"))
        wait_until(lambda: runner.progress("job_a") is not None)
        found = runner.store.find("job_a")
        assert found is not None
        limit_pages(runner.store, extra=0)
        with pytest.raises(JobsUnavailableError):
            runner.store.finish(found, JobState.SUCCEEDED, b"x" * 200_000)
        work.gate.set()
        wait_until(lambda: "job_a" not in runner._working)
        assert state_of(runner, "a") in (JobState.RUNNING, JobState.QUEUED)
        limit_pages(runner.store, extra=1000)
        runner.recover()
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED)
    assert work.begun == ["job_a", "job_a"]


def test_a_webhook_is_tried_until_it_is_delivered(open_database: OpenDatabase) -> None:
    sender = Sender(WebhookFailedError("answered 500"), WebhookFailedError("cannot reach"))
    with running(open_database(), Work(), sender) as runner:
        runner.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: sender.delivered == ["job_a"])
        wait_until(lambda: runner.store.list_untold() == [])
        job = runner.store.find("job_a")
        assert job is not None
        assert (job.webhook_state, job.webhook_attempts) == (WebhookState.DELIVERED, 3)


def test_a_webhook_whose_next_try_a_clock_that_was_put_back_moved_away_is_tried_soon(
    open_database: OpenDatabase,
) -> None:
    sender = Sender(WebhookFailedError("away"))
    database = open_database()
    with running(database, Work()) as runner:  # who tells no webhooks leaves the job untold
        runner.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED)
        runner._deliver.schedule(("job_a",), delay=3600)
        runner.sender = sender  # type: ignore[assignment]  # a double
        runner.recover()
        wait_until(lambda: sender.delivered == ["job_a"])
        assert len(runner._chores.scheduled()) == 1


def test_a_webhook_that_fails_as_none_should_is_given_up_after_as_many_tries(
    open_database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_runner, "_MOST_DELIVERIES", 2)
    with running(open_database(), Work(), Sender(*(RuntimeError("secret"),) * 9)) as runner:
        runner.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: not list_unfinished(runner.store) and not runner.store.list_untold())
        job = runner.store.find("job_a")
        assert job is not None
        assert (job.webhook_state, job.webhook_attempts) == (WebhookState.FAILED, 2)


def test_what_abandoned_work_tells_is_not_taken_for_that_of_a_job(open_database: OpenDatabase) -> None:
    clocks: list[RequestClock] = []

    def note_clock(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        clocks.append(clock)
        return Outcome(state=JobState.SUCCEEDED, content=request)

    with running(open_database(), note_clock) as runner:
        runner.submit(make_job("a"))
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED and "job_a" not in runner._working)
        with clocks[0].stage("embed"):
            assert runner.progress("job_a") is None


def test_a_webhook_to_an_address_of_our_own_is_given_up_at_once(open_database: OpenDatabase) -> None:
    sender = Sender(WebhookAddressError(reason="example.com is at 10.0.0.1"))
    with running(open_database(), Work(), sender) as runner:
        runner.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: not list_unfinished(runner.store) and not runner.store.list_untold())
        job = runner.store.find("job_a")
        assert job is not None
        assert (job.webhook_state, job.webhook_attempts, sender.delivered) == (WebhookState.FAILED, 1, [])


def test_an_end_that_was_never_told_is_told_by_the_next_process(open_database: OpenDatabase) -> None:
    store = JobStore(open_database(), max_unfinished=9)
    store.add(make_job("a", url="https://example.com/"))
    store.database.join()
    store.finish(claim(store, "a"), JobState.SUCCEEDED, b"answer")
    store.close()
    sender = Sender()
    with running(open_database(), Work(), sender):
        wait_until(lambda: sender.delivered == ["job_a"])
