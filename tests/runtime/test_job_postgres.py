"""Jobs in PostgreSQL: all replicas work, what dies is taken over, and a database that comes back is used again."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import quote

import pytest

pytest.importorskip("psycopg", reason="NO PSYCOPG FOUND: JOBS IN A DATABASE ARE NOT TESTED. Install it with: make dev")

import psycopg

from service.errors import NotReadyError, QueueFullError
from service.runtime import job_postgres
from service.runtime.deadline import RequestClock
from service.runtime.job_errors import JobsDatabaseError, JobsExtraError, JobsUnavailableError
from service.runtime.job_postgres import PostgresJobs
from service.runtime.job_records import Job, JobState, WebhookState
from service.runtime.job_runner import Outcome
from service.runtime.job_store import JobStore
from service.storage import open_jobs
from tests.api.clients import make_settings
from tests.postgres import PASSWORD, PostgresServer
from tests.runtime.test_job_runner import Sender, Work, running, state_of, wait_until
from tests.runtime.test_job_store import claim, list_unfinished, make_job


@contextmanager
def sharing(url: str, *, settle_seconds: float = 0, max_unfinished: int = 99) -> Iterator[JobStore]:
    """The jobs of `url` as a process has them that works."""
    store = JobStore(PostgresJobs(url, settle_seconds=settle_seconds), max_unfinished=max_unfinished)
    assert store.database.join()
    yield store
    store.close()


@contextmanager
def stopped(server: PostgresServer) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


def _counts(store: JobStore) -> bool:
    """Whether the database answers."""
    try:
        store.count()
    except JobsUnavailableError:
        return False
    return True


def find(store: JobStore, name: str) -> Job:
    job = store.find(f"job_{name}")
    assert job is not None
    return job


def test_all_processes_work_and_each_job_is_done_once(jobs_url: str) -> None:
    first, second = Work(), Work()
    first.gate.clear()
    second.gate.clear()
    with running(PostgresJobs(jobs_url), first) as one, running(PostgresJobs(jobs_url), second):
        for number in range(40):
            one.submit(make_job(f"{number:02}"))
        wait_until(lambda: len(first.begun) == len(second.begun) == 1)
        first.gate.set()
        second.gate.set()
        wait_until(lambda: not list_unfinished(one.store))
    assert sorted(first.begun + second.begun) == [f"job_{number:02}" for number in range(40)]


def test_a_job_whose_process_has_died_is_lost_and_one_whose_process_lives_is_not(jobs_url: str) -> None:
    with sharing(jobs_url) as looking, sharing(jobs_url) as living, sharing(jobs_url) as dying:
        for name, store in (("own", looking), ("lives", living), ("dies", dying)):
            looking.add(make_job(name))
            claim(store, name)
        assert [job.id for job in looking.list_lost()] == ["job_own"]
        dying.close()
        wait_until(lambda: [job.id for job in looking.list_lost()] == ["job_own", "job_dies"])


def test_what_was_taken_over_is_not_ended_by_who_had_it_before(jobs_url: str) -> None:
    with sharing(jobs_url) as slow, sharing(jobs_url) as quick:
        slow.add(make_job("a", url="https://example.com/"))
        before = claim(slow, "a")
        assert quick.requeue(before)
        assert not slow.requeue(before)
        now = claim(quick, "a")
        assert (before.attempts, now.attempts) == (1, 2)
        slow.release(before)
        assert slow.finish(before, JobState.FAILED, b"late") is None
        assert quick.finish(now, JobState.SUCCEEDED, b"answer") is not None
        assert slow.result("job_a") == b"answer"


def test_an_end_is_told_by_one_process_at_a_time(jobs_url: str) -> None:
    with sharing(jobs_url) as one, sharing(jobs_url) as other:
        one.add(make_job("a", url="https://example.com/"))
        one.finish(claim(one, "a"), JobState.SUCCEEDED, b"answer")
        told = one.claim_telling("job_a")
        assert told is not None
        assert (other.list_untold(), other.claim_telling("job_a")) == ([], None)
        one.close()
        wait_until(lambda: other.list_untold() == ["job_a"])
        again = other.claim_telling("job_a")
        assert again is not None
        other.note_delivery(again, WebhookState.DELIVERED)
        other.note_delivery(told, WebhookState.FAILED)
        assert (find(other, "a").webhook_state, find(other, "a").webhook_attempts) == (WebhookState.DELIVERED, 1)


def test_a_job_that_is_deleted_elsewhere_ends_soon_and_is_not_kept(jobs_url: str) -> None:
    seen: list[float] = []
    begun = threading.Event()

    def work(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        begun.set()
        wait_until(lambda: clock.remaining_seconds == 0.0)
        seen.append(clock.remaining_seconds)
        return Outcome(state=JobState.FAILED, content=b"{}")

    with running(PostgresJobs(jobs_url), work) as runner, sharing(jobs_url) as elsewhere:
        runner.submit(make_job("a"))
        assert begun.wait(20)
        elsewhere.delete("job_a")
        wait_until(lambda: seen == [0.0])
        wait_until(lambda: not runner._working)
        assert elsewhere.find("job_a") is None


def test_what_a_process_gives_back_as_it_stops_is_begun_by_another_at_once(jobs_url: str) -> None:
    stopping, work = threading.Event(), Work()

    def give_back(job: Job, request: bytes, clock: RequestClock) -> Outcome:
        assert stopping.wait(20)
        raise NotReadyError(state="shutting down", retry_after_seconds=5)

    with running(PostgresJobs(jobs_url), give_back) as ending:
        ending.submit(make_job("a"))
        wait_until(lambda: state_of(ending, "a") is JobState.RUNNING)
        with running(PostgresJobs(jobs_url), work) as other:
            ending.stop()
            stopping.set()
            wait_until(lambda: state_of(other, "a") is JobState.SUCCEEDED)
            assert find(other.store, "a").attempts == 1
    assert work.begun == ["job_a"]


def test_no_more_jobs_are_taken_than_may_be_whoever_takes_them(jobs_url: str) -> None:
    def add(store: JobStore, number: int) -> bool:
        try:
            store.add(make_job(f"{number}"))
        except QueueFullError:
            return False
        return True

    with (
        sharing(jobs_url, max_unfinished=10) as one,
        sharing(jobs_url, max_unfinished=10) as other,
        ThreadPoolExecutor(8) as pool,
    ):
        taken = list(pool.map(lambda number: add((one, other)[number % 2], number), range(40)))
        assert (sum(taken), len(list_unfinished(one))) == (10, 10)


def test_a_database_that_is_gone_is_told_and_used_again_when_it_is_back(
    postgres: PostgresServer, jobs_url: str
) -> None:
    work = Work()
    with running(PostgresJobs(jobs_url), work) as runner:
        runner.submit(make_job("before"))
        wait_until(lambda: state_of(runner, "before") is JobState.SUCCEEDED)
        with stopped(postgres):
            started = time.monotonic()
            for _ in range(20):
                with pytest.raises(JobsUnavailableError, match="the database failed") as told:
                    runner.submit(make_job("lost"))
            assert time.monotonic() - started < 10
            assert told.value.retry_after_seconds > 0
        wait_until(lambda: can_submit(runner, "after"))
        wait_until(lambda: state_of(runner, "after") is JobState.SUCCEEDED)
        assert state_of(runner, "lost") is None
    assert work.begun == ["job_before", "job_after"]


def can_submit(runner: object, name: str) -> bool:
    try:
        runner.submit(make_job(name))  # type: ignore[attr-defined]
    except JobsUnavailableError:
        return False
    return True


def test_a_database_that_says_nothing_holds_nobody_for_ever(
    postgres: PostgresServer, jobs_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_postgres, "_SILENT_SECONDS", 0.5)
    with sharing(jobs_url) as store:
        store.count()
        with postgres.silenced(), pytest.raises(JobsUnavailableError):
            store.count()
        monkeypatch.setattr(job_postgres, "_SILENT_SECONDS", 60.0)
        wait_until(lambda: _counts(store))


def test_what_is_worked_on_while_the_database_starts_anew_is_ended_by_who_had_it(
    postgres: PostgresServer, jobs_url: str
) -> None:
    work, other, sender = Work(), Work(), Sender()
    work.gate.clear()
    with running(PostgresJobs(jobs_url, settle_seconds=30), work, sender) as runner:
        runner.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: work.begun == ["job_a"])
        with running(PostgresJobs(jobs_url, settle_seconds=30), other, sender) as second:
            with stopped(postgres):
                pass
            wait_until(lambda: is_held(postgres, jobs_url, 2))
            work.gate.set()
            wait_until(lambda: state_of(second, "a") is JobState.SUCCEEDED)
            wait_until(lambda: find(second.store, "a").webhook_state is WebhookState.DELIVERED)
            assert find(second.store, "a").attempts == 1
    assert (work.begun, other.begun, sender.delivered) == (["job_a"], [], ["job_a"])


def test_what_is_taken_over_while_it_is_worked_on_has_one_end_that_is_told_once(
    postgres: PostgresServer, jobs_url: str
) -> None:
    """The first process lives, but the connection that shows so has broken, and it has not looked yet."""
    first, second, sender = Work(), Work(), Sender()
    first.gate.clear()
    with running(PostgresJobs(jobs_url, settle_seconds=0), first, sender, watch_seconds=600) as one:
        one.submit(make_job("a", url="https://example.com/"))
        wait_until(lambda: first.begun == ["job_a"])
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid > 0", jobs_url
        )
        with running(PostgresJobs(jobs_url, settle_seconds=0), second, sender) as other:
            wait_until(lambda: sender.delivered == ["job_a"])
            first.gate.set()
            wait_until(lambda: not one._working)
            one.submit(make_job("b"))
            wait_until(lambda: not list_unfinished(other.store))
            assert find(other.store, "a").attempts == 2
            assert other.store.list_untold() == []
    assert (first.begun[0], second.begun[0], sender.delivered) == ("job_a", "job_a", ["job_a"])


def is_held(postgres: PostgresServer, url: str, count: int) -> bool:
    """Whether so many processes are seen to work."""
    try:
        rows = postgres.execute("SELECT DISTINCT objid FROM pg_locks WHERE locktype = 'advisory' AND objid > 0", url)
    except psycopg.OperationalError:
        return False
    return len(rows) == count


def test_nothing_is_lost_as_long_as_others_may_not_have_come_back(postgres: PostgresServer, jobs_url: str) -> None:
    with sharing(jobs_url) as dying:
        dying.add(make_job("a"))
        claim(dying, "a")
    with sharing(jobs_url, settle_seconds=3600) as patient, sharing(jobs_url) as other:
        wait_until(lambda: [job.id for job in other.list_lost()] == ["job_a"])
        assert patient.list_lost() == []


def test_tables_are_made_once_whoever_comes_first(jobs_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: PostgresJobs(jobs_url), range(6)))
    for database in opened:
        database.close()


def test_who_may_not_make_tables_may_use_those_that_are_there(postgres: PostgresServer, jobs_url: str) -> None:
    role = "guest"
    postgres.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    own = jobs_url.replace("//chorus:", f"//{role}:")
    with pytest.raises(JobsDatabaseError, match="permission denied"):
        PostgresJobs(own)
    PostgresJobs(jobs_url).close()
    postgres.execute(
        f"GRANT USAGE ON SCHEMA chorus TO {role}; "
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chorus TO {role}; "
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA chorus TO {role}",
        jobs_url,
    )
    with running(PostgresJobs(own), Work()) as runner:
        runner.submit(make_job("a"))
        wait_until(lambda: state_of(runner, "a") is JobState.SUCCEEDED)


def test_a_name_that_no_job_can_have_is_that_of_none(jobs_url: str) -> None:
    with sharing(jobs_url) as store:
        assert store.find("job_\0") is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda url: url.replace(quote(PASSWORD, safe=""), "not%20the%20password"), "password authentication failed"),
        (lambda url: url.replace("@/", "@no%zzhost/"), "no address of a database"),
        (lambda url: url.replace("chorus:", "chorus:my@"), "have to be written as %40"),
        (lambda url: url.replace("chorus:", "chorus:my/"), "have to be written as %40"),
        (lambda url: url.replace("/jobs", "/nowhere"), "does not exist"),
        (lambda url: f"{url}/nowhere", "No such file or directory"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_the_password(
    jobs_url: str, change: object, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = change(jobs_url)  # type: ignore[operator]
    with pytest.raises(JobsDatabaseError, match=reason) as error:
        PostgresJobs(url)
    told = f"{error.value!r} {error.value} {error.getrepr(style='short')} {caplog.text}"
    for secret in (PASSWORD, quote(PASSWORD, safe=""), "not the password", "not%20the%20password"):
        assert secret not in told


def test_a_password_is_not_in_the_log_of_a_database_that_fails(
    postgres: PostgresServer, jobs_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with running(PostgresJobs(jobs_url), Work()) as runner, stopped(postgres):
        with pytest.raises(JobsUnavailableError) as error:
            runner.submit(make_job("a"))
        wait_until(lambda: "jobs cannot be looked after just now" in caplog.text)
        shown = f"{caplog.text} {error.value} {vars(runner)} {runner.store.database!r}"
    for secret in (PASSWORD, quote(PASSWORD, safe="")):
        assert secret not in shown
    assert "Traceback" not in caplog.text


def test_without_the_extra_the_setting_says_which_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "service.runtime.job_postgres")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    settings = make_settings(jobs_url="postgresql://chorus:secret@nowhere.example/jobs")
    with pytest.raises(JobsExtraError, match=r"pip install 'chorus-summarizer\[postgres\]'"):
        open_jobs(settings)
