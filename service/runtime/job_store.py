"""Jobs as they are kept: what was asked, how far each is, and its result until that expires."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from service.errors import KeyLimitError, QueueFullError
from service.runtime.job_database import RETRY_SECONDS, Execute, JobDatabase, Parameters
from service.runtime.job_errors import IdempotencyConflictError
from service.runtime.job_records import NOBODY, UNFINISHED, Job, JobState, NewJob, WebhookState

_NAMES = [field.name for field in fields(Job)]
_COLUMNS = ", ".join(_NAMES)
_CLAIMED = "id = ? AND state = ? AND runner = ? AND attempts = ?"
"""Whether a job still is whose it was when it was claimed."""


class JobStore:
    """The jobs of a database, which several processes may use at once. Safe in several threads.

    Every method raises JobsUnavailableError where the database fails, as on a full disk, or was closed; nothing is half
    done then.
    """

    def __init__(self, database: JobDatabase, *, max_unfinished: int, now: Callable[[], float] = time.time) -> None:
        """max_unfinished: jobs that may have not ended, of all processes together."""
        self.database = database
        self._max_unfinished, self._now = max_unfinished, now
        self._transaction = database.transaction

    def add(self, new: NewJob, *, most_of_owner: int | None = None) -> tuple[Job, bool]:
        """The job that is kept now, and whether it is new: a repeated idempotency key gets the job of the first time.

        most_of_owner: jobs of the owner that may have not ended; None: as many as of all.
        Raises: IdempotencyConflictError if that one was sent otherwise; QueueFullError, or KeyLimitError, if as many
        jobs, or jobs of the owner, as may have not ended.
        """
        with self._transaction(alone=True) as execute:
            if new.idempotency_key and (known := _find_key(execute, new.owner, new.idempotency_key)):
                if known.request_sha256 != new.request_sha256:
                    raise IdempotencyConflictError(key=new.idempotency_key)
                return known, False
            unfinished = execute("SELECT COUNT(*) FROM jobs WHERE state IN (?, ?)", UNFINISHED).fetchone()[0]
            if unfinished >= self._max_unfinished:
                raise QueueFullError(waiting=unfinished, limit=self._max_unfinished, retry_after_seconds=RETRY_SECONDS)
            if most_of_owner is not None and _count_unfinished(execute, new.owner) >= most_of_owner:
                limit = f"{most_of_owner} jobs at a time"
                raise KeyLimitError(key=new.owner, kind="jobs", limit=limit, retry_after_seconds=RETRY_SECONDS)
            row = execute(
                "INSERT INTO jobs (id, owner, kind, state, request, request_id, request_sha256, "  # noqa: S608
                "idempotency_key, created_at, webhook_url, webhook_state) "
                f"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
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
            ).fetchone()
        return _read(row), True

    def find(self, job_id: str, *, owner: str | None = None) -> Job | None:
        """The job, if there is one, of `owner` where that is given."""
        if "\0" in job_id:  # no job is called so, and PostgreSQL takes no such text
            return None
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
                "UPDATE jobs SET state = ?, started_at = ?, attempts = attempts + 1, runner = ? "  # noqa: S608
                f"WHERE id = ? AND state = ? RETURNING {_COLUMNS}, request",
                (JobState.RUNNING, self._now(), self.database.runner, job_id, JobState.QUEUED),
            ).fetchone()
        return (_read(row[:-1]), row[-1]) if row else None

    def list_claims(self) -> set[tuple[str, int]]:
        """The ids of the jobs that this process has claimed and still may end, each with its attempts."""
        with self._transaction() as execute:
            rows = execute(
                "SELECT id, attempts FROM jobs WHERE state = ? AND runner = ?", (JobState.RUNNING, self.database.runner)
            ).fetchall()
        return {(job_id, attempts) for job_id, attempts in rows}

    def release(self, claimed: Job) -> None:
        """Has a job that runs wait again, as if it had not been begun."""
        with self._transaction() as execute:
            execute(
                f"UPDATE jobs SET state = ?, started_at = NULL, attempts = attempts - 1, runner = ? WHERE {_CLAIMED}",  # noqa: S608
                (JobState.QUEUED, NOBODY, *_claim_of(claimed)),
            )

    def requeue(self, claimed: Job) -> bool:
        """Whether a job waits again from now on whose work ended with its process or the disk."""
        with self._transaction() as execute:
            row = execute(
                f"UPDATE jobs SET state = ?, runner = ? WHERE {_CLAIMED} RETURNING id",  # noqa: S608
                (JobState.QUEUED, NOBODY, *_claim_of(claimed)),
            ).fetchone()
        return row is not None

    def finish(self, claimed: Job, state: JobState, result: bytes) -> Job | None:
        """The job, ended, its request forgotten; None if it was deleted, or taken over by another, meanwhile."""
        with self._transaction() as execute:
            row = execute(
                "UPDATE jobs SET state = ?, ended_at = ?, result = ?, request = NULL, runner = ? "  # noqa: S608
                f"WHERE {_CLAIMED} RETURNING {_COLUMNS}",
                (state, self._now(), result, NOBODY, *_claim_of(claimed)),
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

    def list_waiting(self) -> list[Job]:
        """The jobs that wait, oldest first."""
        return self._list("state = ?", (JobState.QUEUED,))

    def list_lost(self) -> list[Job]:
        """The jobs that run, and who has claimed them works no more, or is this process; oldest first."""
        return self._list(f"state = ? AND ({self.database.lost})", (JobState.RUNNING,))

    def _list(self, condition: str, parameters: Parameters) -> list[Job]:
        with self._transaction() as execute:
            rows = execute(f"SELECT {_COLUMNS} FROM jobs WHERE {condition} ORDER BY number", parameters).fetchall()  # noqa: S608
        return [_read(row) for row in rows]

    def list_untold(self) -> list[str]:
        """The ids of the jobs that have ended and whose webhook waits for that, unless another tells it now."""
        with self._transaction() as execute:
            rows = execute(f"SELECT id FROM jobs WHERE {self._untold} ORDER BY ended_at", _UNTOLD).fetchall()  # noqa: S608
        return [job_id for (job_id,) in rows]

    def claim_telling(self, job_id: str) -> Job | None:
        """The job, whose end this process tells from now on; None if it has been told, or another tells it."""
        with self._transaction() as execute:
            row = execute(
                f"UPDATE jobs SET runner = ? WHERE id = ? AND {self._untold} RETURNING {_COLUMNS}",  # noqa: S608
                (self.database.runner, job_id, *_UNTOLD),
            ).fetchone()
        return _read(row) if row else None

    def note_delivery(self, told: Job, state: WebhookState) -> None:
        """Counts a try to tell the end of a job, and keeps what came of it, unless another has taken that over."""
        with self._transaction() as execute:
            execute(
                "UPDATE jobs SET webhook_state = ?, webhook_attempts = webhook_attempts + 1, runner = ? "
                "WHERE id = ? AND runner = ?",
                (state, NOBODY, told.id, told.runner),
            )

    def close(self) -> None:
        """Closes the database."""
        self.database.close()

    @property
    def _untold(self) -> str:
        return f"ended_at IS NOT NULL AND webhook_state = ? AND (runner = ? OR {self.database.lost})"


_UNTOLD = (WebhookState.PENDING, NOBODY)


def _find_key(execute: Execute, owner: str, key: str) -> Job | None:
    """The job of `owner` under this idempotency key."""
    row = execute(f"SELECT {_COLUMNS} FROM jobs WHERE owner = ? AND idempotency_key = ?", (owner, key)).fetchone()  # noqa: S608
    return _read(row) if row else None


def _count_unfinished(execute: Execute, owner: str) -> int:
    found = execute("SELECT COUNT(*) FROM jobs WHERE owner = ? AND state IN (?, ?)", (owner, *UNFINISHED)).fetchone()
    return int(found[0])


def _claim_of(job: Job) -> tuple[str, JobState, int, int]:
    return job.id, JobState.RUNNING, job.runner, job.attempts


def _read(row: Sequence[Any]) -> Job:
    values = dict(zip(_NAMES, row, strict=True))
    told = values["webhook_state"]
    states = {"state": JobState(values["state"]), "webhook_state": WebhookState(told) if told else None}
    return Job(**values | states)
