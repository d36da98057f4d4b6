"""Jobs as they are kept: accepted once, claimed once, ended once, and gone when their time has come."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.errors import QueueFullError
from service.runtime.job_errors import IdempotencyConflictError, JobsFileError, JobsUnavailableError
from service.runtime.job_records import UNFINISHED, Job, JobState, NewJob, WebhookState
from service.runtime.job_sqlite import SqliteJobs
from service.runtime.job_store import JobStore
from tests.doubles import ManualTime
from tests.runtime.conftest import OpenDatabase


def make_job(
    name: str, *, owner: str = "", key: str | None = None, sha256: str = "1", url: str | None = None
) -> NewJob:
    return NewJob(
        id=f"job_{name}",
        owner=owner,
        kind="summaries",
        request=b'{"articles": ["secret words"]}',
        request_id="r1",
        request_sha256=sha256,
        idempotency_key=key,
        webhook_url=url,
    )


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture
def store(open_database: OpenDatabase, time: ManualTime) -> Iterator[JobStore]:
    opened = JobStore(open_database(), max_unfinished=3, now=time)
    assert opened.database.join()
    yield opened
    opened.close()


def list_unfinished(store: JobStore) -> list[Job]:
    """Those that have not ended, oldest first."""
    return store._list("state IN (?, ?)", UNFINISHED)


def claim(store: JobStore, name: str) -> Job:
    claimed = store.claim(f"job_{name}")
    assert claimed is not None
    return claimed[0]


def test_a_job_waits_runs_and_ends_and_its_request_is_forgotten(store: JobStore, time: ManualTime) -> None:
    job, is_new = store.add(make_job("a"))
    assert (job.state, is_new, job.created_at) == (JobState.QUEUED, True, 100.0)
    time.advance(5)
    claimed = store.claim("job_a")
    assert claimed is not None
    assert (claimed[0].state, claimed[0].started_at, claimed[0].attempts) == (JobState.RUNNING, 105.0, 1)
    assert claimed[1] == b'{"articles": ["secret words"]}'
    time.advance(5)
    ended = store.finish(claimed[0], JobState.SUCCEEDED, b"answer")
    assert ended is not None
    assert (ended.state, ended.ended_at) == (JobState.SUCCEEDED, 110.0)
    assert store.result("job_a") == b"answer"
    assert store.claim("job_a") is None


def test_only_who_claims_first_gets_a_job(store: JobStore) -> None:
    store.add(make_job("a"))
    assert [store.claim("job_a") is not None for _ in range(3)] == [True, False, False]
    assert store.claim("job_unknown") is None


def test_a_released_job_was_not_begun_and_a_requeued_one_was(store: JobStore) -> None:
    store.add(make_job("a"))
    for put_back, attempts in ((store.release, 1), (store.requeue, 1), (store.requeue, 2)):
        running = claim(store, "a")
        assert running.attempts == attempts
        put_back(running)
    found = store.find("job_a")
    assert found is not None
    assert (found.state, found.attempts) == (JobState.QUEUED, 2)


def test_a_job_that_was_deleted_while_it_ran_does_not_end(store: JobStore) -> None:
    store.add(make_job("a"))
    running = claim(store, "a")
    store.delete("job_a")
    assert store.finish(running, JobState.SUCCEEDED, b"answer") is None
    assert store.result("job_a") is None


def test_an_idempotency_key_names_one_job_of_one_owner(store: JobStore) -> None:
    first, _ = store.add(make_job("a", key="k"))
    assert store.add(make_job("b", key="k")) == (first, False)
    other, is_new = store.add(make_job("c", key="k", owner="somebody else"))
    assert (other.id, is_new) == ("job_c", True)
    with pytest.raises(IdempotencyConflictError, match="'k'"):
        store.add(make_job("d", key="k", sha256="2"))


def test_as_many_jobs_as_may_are_taken_and_ended_ones_do_not_count(store: JobStore) -> None:
    for name in "abc":
        store.add(make_job(name))
    with pytest.raises(QueueFullError, match="3 requests wait already and 3 may"):
        store.add(make_job("d"))
    store.finish(claim(store, "a"), JobState.FAILED, b"{}")
    store.add(make_job("d"))
    assert store.count() == {
        JobState.QUEUED: 3,
        JobState.RUNNING: 0,
        JobState.SUCCEEDED: 0,
        JobState.FAILED: 1,
    }


def test_jobs_are_listed_by_owner_newest_first_in_pages(store: JobStore) -> None:
    for name in "abc":
        store.add(make_job(name, owner="me" if name != "b" else "other"))
    assert [job.id for job in store.list_of("me", state=None, limit=9, before=None)] == ["job_c", "job_a"]
    assert [job.id for job in store.list_of("me", state=None, limit=9, before="job_c")] == ["job_a"]
    assert [job.id for job in store.list_of("me", state=None, limit=1, before=None)] == ["job_c"]
    assert store.list_of("me", state=JobState.RUNNING, limit=9, before=None) == []
    assert store.find("job_a", owner="other") is None


def test_ended_jobs_expire_and_others_do_not(store: JobStore, time: ManualTime) -> None:
    for name in "ab":
        store.add(make_job(name))
    store.finish(claim(store, "a"), JobState.SUCCEEDED, b"answer")
    time.advance(60)
    store.expire(60)
    assert store.find("job_a") is not None
    time.advance(1)
    store.expire(60)
    assert store.find("job_a") is None
    assert store.find("job_b") is not None


def test_a_clock_that_is_set_back_expires_nothing(store: JobStore, time: ManualTime) -> None:
    store.add(make_job("a"))
    store.finish(claim(store, "a"), JobState.SUCCEEDED, b"answer")
    time.advance(-10_000)
    store.expire(60)
    assert store.find("job_a") is not None


def test_a_webhook_is_untold_until_it_was_delivered(store: JobStore) -> None:
    store.add(make_job("a", url="https://example.com/"))
    assert store.list_untold() == []
    store.finish(claim(store, "a"), JobState.SUCCEEDED, b"answer")
    for state, untold in ((WebhookState.PENDING, ["job_a"]), (WebhookState.DELIVERED, [])):
        told = store.claim_telling("job_a")
        assert told is not None
        store.note_delivery(told, state)
        assert store.list_untold() == untold
    assert store.claim_telling("job_a") is None
    found = store.find("job_a")
    assert found is not None
    assert found.webhook_attempts == 2


def test_jobs_outlive_the_process_and_what_is_deleted_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    first = JobStore(SqliteJobs(path), max_unfinished=9)
    first.add(make_job("a"))
    first.close()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"secret words" in path.read_bytes()
    second = JobStore(SqliteJobs(path), max_unfinished=9)
    assert [job.id for job in list_unfinished(second)] == ["job_a"]
    second.delete("job_a")
    second.close()
    assert b"secret words" not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(JobsFileError, match=r"CHORUS_JOBS_FILE names .*other\.db, .*something else"):
        SqliteJobs(path)
    with pytest.raises(JobsFileError, match="No such file"):
        SqliteJobs(tmp_path / "missing" / "jobs.db")


def test_a_file_of_the_first_versions_is_used_and_says_from_now_on_who_works(tmp_path: Path) -> None:
    path = tmp_path / "jobs.db"
    first = JobStore(SqliteJobs(path), max_unfinished=9)
    first.add(make_job("a"))
    first.close()
    with sqlite3.connect(path) as older:
        older.execute("UPDATE jobs SET state = 'running', attempts = 1")
        older.execute("ALTER TABLE jobs DROP COLUMN runner")
    store = JobStore(SqliteJobs(path), max_unfinished=9)
    assert store.database.join()
    assert [store.requeue(job) for job in store.list_lost()] == [True]
    running = claim(store, "a")
    assert (running.attempts, running.runner) == (2, store.database.runner)
    store.close()


def test_a_full_disk_is_told_and_nothing_is_half_done(tmp_path: Path) -> None:
    store = JobStore(SqliteJobs(tmp_path / "jobs.db"), max_unfinished=99)
    store.add(make_job("a"))
    limit_pages(store, extra=0)
    with pytest.raises(JobsUnavailableError, match="full"):
        store.add(replace(make_job("b"), request=b"x" * 100_000))
    limit_pages(store, extra=1000)
    store.add(replace(make_job("c"), request=b"x" * 100_000))
    assert [job.id for job in list_unfinished(store)] == ["job_a", "job_c"]
    store.close()


def test_who_comes_after_the_end_is_told_so(open_database: OpenDatabase) -> None:
    store = JobStore(open_database(), max_unfinished=9)
    store.close()
    with pytest.raises(JobsUnavailableError, match="the service ends"):
        store.expire(1.0)
    with pytest.raises(JobsUnavailableError, match="the service ends"):
        store.database.join()


def limit_pages(store: JobStore, *, extra: int) -> None:
    """Has SQLite find the disk full once the file is `extra` pages larger."""
    assert isinstance(store.database, SqliteJobs)
    connection = store.database._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + extra}")
