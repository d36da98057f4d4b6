"""Jobs in a SQLite file: what was asked, how far each is, and its result until that expires."""

from __future__ import annotations

import enum
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from service.errors import QueueFullError
from service.runtime.job_errors import IdempotencyConflictError, JobsFileError, JobsUnavailableError

_APPLICATION_ID = 0x43_48_4F_4A
"""What stands in the head of a database of ours: CHOJ."""
_WAIT_SECONDS = 5.0
"""How long one process waits for another that writes."""
_FULL_RETRY_SECONDS = 30
_SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL, request BLOB, result BLOB,
    request_id TEXT NOT NULL, request_sha256 TEXT NOT NULL, idempotency_key TEXT,
    created_at REAL NOT NULL, started_at REAL, ended_at REAL, attempts INTEGER NOT NULL DEFAULT 0,
    webhook_url TEXT, webhook_state TEXT, webhook_attempts INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS jobs_by_key ON jobs (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, ended_at);
"""


class JobState(enum.StrEnum):
    """Where a job is. Succeeded and failed ones have ended."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class WebhookState(enum.StrEnum):
    """Whether the end of a job has been told: not yet, it has, or it was given up."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What was accepted. owner: whose it is, a key's name. kind: of the question. request: its body, inflated.

    request_sha256: of all that was sent, by which a repeated idempotency key is told from a mistaken one.
    """

    id: str
    owner: str
    kind: str
    request: bytes
    request_id: str
    request_sha256: str
    idempotency_key: str | None = None
    webhook_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it is kept, but for what is large. Times are seconds since 1970. attempts: how often it was begun."""

    id: str
    owner: str
    kind: str
    state: JobState
    request_id: str
    request_sha256: str
    created_at: float
    started_at: float | None
    ended_at: float | None
    attempts: int
    webhook_url: str | None
    webhook_state: WebhookState | None
    webhook_attempts: int


_NAMES = [field.name for field in fields(Job)]
_COLUMNS = ", ".join(_NAMES)
Parameters = Sequence[str | bytes | int | float | None]


class JobStore:
    """The jobs of a file; several processes of one machine may use it at once. Safe in several threads.

    Every method raises JobsUnavailableError where the file fails, as on a full disk, or was closed; nothing is half
    done then.
    """

    def __init__(self, path: Path, *, max_unfinished: int, now: Callable[[], float] = time.time) -> None:
        """Opens the file, made where it is missing, for its owner alone. Raises: JobsFileError if it cannot be."""
        self._max_unfinished, self._now = max_unfinished, now
        self._lock = threading.Lock()
        self._closed = False
        try:
            path.touch(mode=0o600, exist_ok=True)
            self._connection = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            self._prepare(path)
        except (OSError, sqlite3.Error) as error:
            raise JobsFileError(path=path, reason=str(error)) from error

    def add(self, new: NewJob) -> tuple[Job, bool]:
        """The job that is kept now, and whether it is new: a repeated idempotency key gets the job of the first time.

        Raises: IdempotencyConflictError if that one was sent otherwise; QueueFullError if as many jobs as may have not
        ended.
        """
        with self._transaction() as execute:
            known = execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE owner = ? AND idempotency_key = ?",  # noqa: S608
                (new.owner, new.idempotency_key),
            ).fetchone()
            if known:
                job = _read(known)
                if job.request_sha256 != new.request_sha256:
                    raise IdempotencyConflictError(key=new.idempotency_key or "")
                return job, False
            unfinished = execute("SELECT COUNT(*) FROM jobs WHERE state IN (?, ?)", UNFINISHED).fetchone()[0]
            if unfinished >= self._max_unfinished:
                raise QueueFullError(
                    waiting=unfinished, limit=self._max_unfinished, retry_after_seconds=_FULL_RETRY_SECONDS
                )
            execute(
                "INSERT INTO jobs (id, owner, kind, state, request, request_id, request_sha256, idempotency_key, "
                "created_at, webhook_url, webhook_state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    new.id,
                    new.owner,
                    new.kind,
                    JobState.QUEUED,
                    new.request,
                    new.request_id,
                    new.request_sha256,
                    new.idempotency_key,
                    self._now(),
                    new.webhook_url,
                    WebhookState.PENDING if new.webhook_url else None,
                ),
            )
            return _read(execute(f"SELECT {_COLUMNS} FROM jobs WHERE id = ?", (new.id,)).fetchone()), True  # noqa: S608

    def find(self, job_id: str, *, owner: str | None = None) -> Job | None:
        """The job, if there is one, of `owner` where that is given."""
        with self._transaction() as execute:
            row = execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE id = ? AND owner = COALESCE(?, owner)",  # noqa: S608
                (job_id, owner),
            ).fetchone()
        return _read(row) if row else None

    def list_of(self, owner: str, *, state: JobState | None, limit: int, before: str | None) -> list[Job]:
        """The jobs of `owner`, newest first, those alone that were made before the job `before`."""
        with self._transaction() as execute:
            rows = execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE owner = ? AND state = COALESCE(?, state) "  # noqa: S608
                "AND number < COALESCE((SELECT number FROM jobs WHERE id = ?), 9e18) ORDER BY number DESC LIMIT ?",
                (owner, state, before, limit),
            ).fetchall()
        return [_read(row) for row in rows]

    def count(self) -> dict[JobState, int]:
        """How many jobs there are in each state."""
        with self._transaction() as execute:
            counted = dict(execute("SELECT state, COUNT(*) FROM jobs GROUP BY state", ()).fetchall())
        return {state: counted.get(state, 0) for state in JobState}

    def claim(self, job_id: str) -> tuple[Job, bytes] | None:
        """The job and its request, running from now on; None if it does not wait, so that no job is done twice."""
        with self._transaction() as execute:
            row = execute(
                "UPDATE jobs SET state = ?, started_at = ?, attempts = attempts + 1 "  # noqa: S608
                f"WHERE id = ? AND state = ? RETURNING {_COLUMNS}, request",
                (JobState.RUNNING, self._now(), job_id, JobState.QUEUED),
            ).fetchone()
        return (_read(row[:-1]), row[-1]) if row else None

    def release(self, job_id: str) -> None:
        """Has a job that runs wait again, as if it had not been begun."""
        with self._transaction() as execute:
            execute(
                "UPDATE jobs SET state = ?, started_at = NULL, attempts = attempts - 1 WHERE id = ? AND state = ?",
                (JobState.QUEUED, job_id, JobState.RUNNING),
            )

    def requeue(self, job_id: str) -> None:
        """Has a job wait again whose work ended with the process or the disk."""
        with self._transaction() as execute:
            execute("UPDATE jobs SET state = ? WHERE id = ? AND state = ?", (JobState.QUEUED, job_id, JobState.RUNNING))

    def finish(self, job_id: str, state: JobState, result: bytes) -> Job | None:
        """The job, ended, its request forgotten; None if it has been deleted meanwhile."""
        with self._transaction() as execute:
            row = execute(
                "UPDATE jobs SET state = ?, ended_at = ?, result = ?, request = NULL "  # noqa: S608
                f"WHERE id = ? AND state = ? RETURNING {_COLUMNS}",
                (state, self._now(), result, job_id, JobState.RUNNING),
            ).fetchone()
        return _read(row) if row else None

    def result(self, job_id: str) -> bytes | None:
        """The answer of a job that succeeded, the problem of one that failed."""
        with self._transaction() as execute:
            row = execute("SELECT result FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return row[0] if row else None

    def delete(self, job_id: str) -> None:
        """Forgets the job."""
        with self._transaction() as execute:
            execute("DELETE FROM jobs WHERE id = ?", (job_id,))

    def expire(self, older_than_seconds: float) -> None:
        """Forgets the jobs that ended longer ago than that."""
        with self._transaction() as execute:
            execute("DELETE FROM jobs WHERE ended_at < ?", (self._now() - older_than_seconds,))

    def list_unfinished(self) -> list[Job]:
        """The jobs that have not ended, oldest first."""
        with self._transaction() as execute:
            rows = execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE state IN (?, ?) ORDER BY number",  # noqa: S608
                UNFINISHED,
            ).fetchall()
        return [_read(row) for row in rows]

    def list_untold(self) -> list[str]:
        """The ids of the jobs that have ended and whose webhook waits for that."""
        with self._transaction() as execute:
            rows = execute(
                "SELECT id FROM jobs WHERE ended_at IS NOT NULL AND webhook_state = ? ORDER BY ended_at",
                (WebhookState.PENDING,),
            ).fetchall()
        return [job_id for (job_id,) in rows]

    def note_delivery(self, job_id: str, state: WebhookState) -> None:
        """Counts a try to tell the end of a job, and keeps what came of it."""
        with self._transaction() as execute:
            execute(
                "UPDATE jobs SET webhook_state = ?, webhook_attempts = webhook_attempts + 1 WHERE id = ?",
                (state, job_id),
            )

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[Callable[[str, Parameters], sqlite3.Cursor]]:
        """A context whose statements are done together or not at all."""
        with self._lock:
            if self._closed:
                raise JobsUnavailableError(reason="the service ends", retry_after_seconds=_FULL_RETRY_SECONDS)
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise JobsUnavailableError(reason=str(error), retry_after_seconds=_FULL_RETRY_SECONDS) from error
                raise

    def _prepare(self, path: Path) -> None:
        """Raises: JobsFileError if the file holds something else."""
        owner = self._connection.execute("PRAGMA application_id").fetchone()[0]
        tables = self._connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0]
        if tables and owner != _APPLICATION_ID:
            raise JobsFileError(path=path, reason="it is a database of something else")
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        # What was accepted is on the disk before the client hears so, and what is deleted is overwritten.
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.executescript(_SCHEMA)


def _read(row: Sequence[Any]) -> Job:
    values = dict(zip(_NAMES, row, strict=True))
    told = values["webhook_state"]
    states = {"state": JobState(values["state"]), "webhook_state": WebhookState(told) if told else None}
    return Job(**values | states)
