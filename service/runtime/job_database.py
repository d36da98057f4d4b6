"""What a database has to offer for jobs to be kept in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from huey import Huey

RETRY_SECONDS = 30
"""When to try again what cannot be kept just now."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    number {number}, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, kind TEXT NOT NULL,
    state TEXT NOT NULL, request {bytes}, result {bytes},
    request_id TEXT NOT NULL, request_sha256 TEXT NOT NULL, idempotency_key TEXT,
    created_at DOUBLE PRECISION NOT NULL, started_at DOUBLE PRECISION, ended_at DOUBLE PRECISION,
    attempts INTEGER NOT NULL DEFAULT 0, runner INTEGER NOT NULL DEFAULT 0,
    webhook_url TEXT, webhook_state TEXT, webhook_attempts INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX IF NOT EXISTS jobs_by_key ON jobs (owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, ended_at);
"""
"""The table, but for the types that each database calls otherwise."""

Parameters = Sequence[str | bytes | int | float | None]


class Rows(Protocol):
    """What a statement answers."""

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...


Execute = Callable[[str, Parameters], Rows]
"""Runs one statement, whose parameters stand at its question marks."""


class JobDatabase(Protocol):
    """Where the jobs and their lines are, and who of those that share them works. Safe in several threads."""

    @property
    def errors(self) -> type[Exception]:
        """What the lines raise where the database fails."""
        ...

    @property
    def runner(self) -> int:
        """The number of this process among those that work; NOBODY before it has joined them."""
        ...

    @property
    def lost(self) -> str:
        """The condition, in SQL, that who is named in `runner` works no more, or is this process.

        Of itself it knows without asking what it works on.
        """
        ...

    def join(self) -> bool:
        """Whether this process may work on jobs, and is seen to be there as long as it does. Cheap once it has joined.

        Raises: JobsUnavailableError if that cannot be seen just now.
        """
        ...

    def transaction(self, *, alone: bool = False) -> AbstractContextManager[Execute]:
        """A context whose statements are done together or not at all. alone: waits for any other one that is alone.

        Raises: JobsUnavailableError where the database fails, or was closed.
        """
        ...

    def open_line(self, name: str, *, prompt: bool) -> Huey:
        """A line of tasks beside the jobs. prompt: it is worth something that none waits for the next look at it."""
        ...

    def close(self) -> None:
        """Gives back what it holds; who is still seen to be there is not any more."""
        ...
