"""What huey says of a database that fails is no second telling of it, and holds no frames."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest

from service.runtime.deadline import RequestClock
from service.runtime.job_errors import JobsUnavailableError
from service.runtime.job_log import tell_failures_briefly
from service.runtime.job_records import Job, JobState
from service.runtime.job_runner import Outcome
from service.runtime.job_sqlite import SqliteJobs
from tests.postgres import PostgresServer
from tests.runtime.test_job_runner import Sender, Work, running, state_of, wait_until
from tests.runtime.test_job_store import limit_pages, make_job


def tell_of_huey(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was logged in huey's name; `frames` behind what has some."""
    own = [record for record in caplog.records if record.name.startswith("huey")]
    return [f"{record.levelname}{' frames' if record.exc_info else ''}" for record in own]


def test_a_database_that_is_gone_is_told_by_huey_in_one_line_at_most(
    postgres: PostgresServer, jobs_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Imported here: it needs psycopg, which the fixture has found.
    from service.runtime.job_postgres import PostgresJobs  # noqa: PLC0415

    caplog.set_level(logging.WARNING)
    work = Work()
    work.gate.clear()
    with running(PostgresJobs(jobs_url), work, Sender()) as runner:
        runner.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: work.begun == ["job_a"])
        postgres.stop()
        try:
            work.gate.set()
            wait_until(lambda: not runner._working and "jobs cannot be looked after just now" in caplog.text)
        finally:
            postgres.start()
    assert tell_of_huey(caplog) in ([], ["WARNING"])


def test_a_disk_that_is_full_is_told_by_the_jobs_and_not_by_huey(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work()
    work.gate.clear()

    def answer_much(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        work(job, request, clock)
        return Outcome(state=JobState.SUCCEEDED, content=b"x" * 200_000)

    caplog.set_level(logging.WARNING)
    with running(SqliteJobs(tmp_path / "jobs.db"), answer_much, watch_seconds=600) as runner:
        runner.submit(make_job("a"))
        wait_until(lambda: runner.progress("job_a") is not None)
        limit_pages(runner.store, extra=0)
        work.gate.set()
        wait_until(lambda: "job_a" not in runner._working)
        limit_pages(runner.store, extra=1000)
        runner.recover()
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED)
    assert tell_of_huey(caplog) == []
    assert [record.getMessage() for record in caplog.records] == ["the file of jobs failed"]


def test_what_is_not_expected_keeps_its_frames(caplog: pytest.LogCaptureFixture) -> None:
    tell_failures_briefly(sqlite3.Error)
    full = JobsUnavailableError(reason="disk", retry_after_seconds=1)
    for error in (sqlite3.OperationalError("disk"), full, KeyError()):
        logging.getLogger("huey.consumer.Worker").error("failed", exc_info=error)
    assert tell_of_huey(caplog) == ["WARNING", "ERROR frames"]
    assert vars(caplog.records[0])["fields"] == {"reason": "OperationalError"}


def test_a_database_that_stays_away_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    tell_failures_briefly(sqlite3.Error)
    log = logging.getLogger("huey.consumer.Worker")
    for _ in range(9):
        log.error("Error reading from queue", exc_info=sqlite3.OperationalError("database or disk is full"))
    log.error("Error of another kind", exc_info=ValueError())
    assert tell_of_huey(caplog) == ["WARNING", "ERROR frames"]


def test_tasks_that_fail_by_one_database_are_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    tell_failures_briefly(sqlite3.Error)
    for task in range(9):
        logging.getLogger("huey").error("Unhandled exception in task %s.", task, exc_info=sqlite3.OperationalError())
    assert tell_of_huey(caplog) == ["WARNING"]
