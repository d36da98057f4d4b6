"""Jobs in a PostgreSQL database: any number of processes on any number of machines take them, and all work.

Who works holds a shared advisory lock under a number of its own, over a connection that does nothing else. The server
frees it when that connection ends, however it ends; so whoever looks sees that the jobs of that number are lost, and no
two clocks are compared.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import psycopg
from huey import Huey
from huey.storage import PostgresStorage
from psycopg.conninfo import conninfo_to_dict

from service.runtime.job_database import SCHEMA, Execute, Parameters, Rows
from service.runtime.job_errors import JobsDatabaseError, JobsUnavailableError
from service.runtime.job_line import JsonSerializer
from service.runtime.job_postgres_line import PatientStorage
from service.runtime.job_records import NOBODY
from service.runtime.seldom_log import SeldomLog

_DEFAULTS = {
    "application_name": "chorus",
    "connect_timeout": 5,
    # A server that is gone without a word is noticed within half a minute, not within hours.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
"""Of every connection, unless the address says otherwise."""
_SESSION = """
SET search_path TO chorus;
SET default_transaction_isolation TO 'read committed';
SET statement_timeout TO '10s';
SET lock_timeout TO '5s';
SET idle_in_transaction_session_timeout TO '30s';
SET tcp_keepalives_idle TO 10;
SET tcp_keepalives_interval TO 5;
SET tcp_keepalives_count TO 3;
"""
"""What each connection asks of the server: no statement waits for ever, nobody who is stopped amid a transaction holds
others up, and of a machine that vanished the locks are freed within half a minute."""
_TYPES = {"number": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bytes": "BYTEA"}
_NEW = f"""
CREATE SCHEMA IF NOT EXISTS chorus;
CREATE SEQUENCE IF NOT EXISTS runners AS INTEGER CYCLE;
{SCHEMA.format(**_TYPES)}
"""
_LOCKS = 0x43_48_4F_4A
"""The first of the two numbers of our advisory locks: CHOJ. The second is that of a runner, which are above 0."""
_ALONE = 0
"""In place of a runner: who accepts a job, or makes the tables."""
_WAIT_SECONDS = 5.0
"""How long one thread waits for the others, each of which the server answers or refuses in such a time."""
_SILENT_SECONDS = 15.0
"""How long a server may say nothing at all, as one that was stopped in its tracks: it keeps the connection, so that no
timeout of the network ends the wait."""
_REST_SECONDS = 1.0
"""After a connection failed, until the next one is tried: what asks meanwhile is refused at once."""
_RETRY_SECONDS = 10
"""When clients may try again: about what a server takes that is started anew."""
_SETTLE_SECONDS = 30.0
"""After the server has started, until a job may be found lost: all have lost their locks then, and take them again."""

_AMBIGUOUS = re.compile(r"^[a-z]+://(?:[^@?]*@[^@?]*@|[^@/?]*/[^@?]*@)")
"""An address whose user or password holds a sign that ends them: what follows would be taken for a host, and told."""


class PostgresJobs:
    """A database of jobs, in a schema of its own, `chorus`; as `JobDatabase`.

    What fails closes its connection, and the next one who asks makes another: a database that comes back is used again.
    """

    errors = psycopg.Error

    def __init__(self, url: str, *, settle_seconds: float = _SETTLE_SECONDS) -> None:
        """Makes the tables where they are missing. url: as libpq has it, postgresql://user:password@host/database.

        Raises: JobsDatabaseError if it cannot be used. No message holds the password.
        """
        self._settle_seconds, self._log = settle_seconds, SeldomLog(logging.getLogger("chorus.jobs"))
        self._lock, self._joining = threading.Lock(), threading.Lock()
        self._connection: psycopg.Connection[Any] | None = None
        self._presence: psycopg.Connection[Any] | None = None
        self._runner, self._closed, self._rests_until = NOBODY, False, 0.0
        if _AMBIGUOUS.search(url):
            raise JobsDatabaseError(reason="@, / and % in its user and password have to be written as %40, %2F and %25")
        try:
            self._address: dict[str, Any] = {**_DEFAULTS, **conninfo_to_dict(url)}
        except psycopg.Error:  # which would quote a part of it
            raise JobsDatabaseError(reason="it is no address of a database") from None
        try:
            with self._connect() as connection:
                _prepare(connection)
        except psycopg.Error as error:
            raise JobsDatabaseError(reason=_describe(error)) from error

    @property
    def runner(self) -> int:
        return self._runner

    @property
    def lost(self) -> str:
        """The lock of who is named is free, or it is this process."""
        return (
            f"runner = {self._runner} OR clock_timestamp() > pg_postmaster_start_time() "  # noqa: S608
            f"+ make_interval(secs => {self._settle_seconds}) AND NOT EXISTS (SELECT FROM pg_locks "
            f"WHERE locktype = 'advisory' AND classid = {_LOCKS} AND objid = runner::oid AND objsubid = 2 "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )

    def join(self) -> bool:
        """True, once this process holds the lock of its number. Raises: JobsUnavailableError."""
        with self._joining, self._translated():
            self._refuse_if_closed()
            if self._presence:
                try:
                    with self._limit(self._presence):
                        self._presence.execute("SELECT 1")
                except psycopg.Error:
                    self._presence.close()
                    self._presence = None
                else:
                    return True
            connection = self._connect()
            try:
                # The number of before is kept: what was claimed under it, and nobody has taken over, is ours still.
                self._runner = self._runner or _take_number(connection)
                # Shared, because the server may believe for a while yet that the connection of before is there.
                connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (_LOCKS, self._runner))
            except psycopg.Error:
                connection.close()
                raise
            self._presence = connection
        return True

    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[Execute]:
        """A context whose statements are done together or not at all. Raises: JobsUnavailableError."""
        if not self._lock.acquire(timeout=_WAIT_SECONDS):
            self._log.tell(logging.WARNING, "the database of jobs is too slow")
            raise JobsUnavailableError(reason="the database is too slow", retry_after_seconds=_RETRY_SECONDS)
        try:
            with self._translated(), ExitStack() as stack:
                self._refuse_if_closed()
                connection = self._begin(stack)
                if alone:
                    connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS, _ALONE))

                def execute(statement: str, parameters: Parameters) -> Rows:
                    return connection.execute(statement.replace("?", "%s").encode(), parameters)

                yield execute
        except JobsUnavailableError:
            self._drop()
            raise
        finally:
            self._lock.release()

    def open_line(self, name: str, *, prompt: bool) -> Huey:
        """A line of tasks in the same schema. prompt: its threads hear at once of a task, each over a connection."""
        line = Huey(
            name,
            storage_class=PatientStorage,
            results=False,
            serializer=JsonSerializer(),
            connection=self._connect,
            create_tables=False,
            blocking=prompt,
        )
        # The connection that a thread listens with is its own, and closed by it.
        line.on_shutdown("close")(line.storage.close)
        return line

    def close(self) -> None:
        """Closes the connections; what this process works on is lost, and others begin it again."""
        self._closed = True
        # Who still waits for a server that says nothing more keeps its connection until the process ends.
        if self._joining.acquire(timeout=_WAIT_SECONDS):
            if self._presence:
                self._presence.close()
            self._joining.release()
        if self._lock.acquire(timeout=_WAIT_SECONDS):
            self._drop()
            self._lock.release()

    def _begin(self, stack: ExitStack) -> psycopg.Connection[Any]:
        """A connection in a transaction that ends with `stack`; a new one where that of before has died meanwhile."""
        if self._connection:
            try:
                stack.enter_context(self._limit(self._connection))
                stack.enter_context(self._connection.transaction())
            except psycopg.OperationalError as error:
                self._log.tell(
                    logging.WARNING, "a connection to the database of jobs has ended", reason=_describe(error)
                )
                self._drop()
            else:
                return self._connection
        self._connection = self._connect()
        stack.enter_context(self._limit(self._connection))
        stack.enter_context(self._connection.transaction())
        return self._connection

    def _drop(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None

    def _connect(self) -> psycopg.Connection[Any]:
        if self._closed:
            raise _RestingError("the service ends")
        if time.monotonic() < self._rests_until:
            raise _RestingError("the database could not be reached a moment ago")
        try:
            connection: psycopg.Connection[Any] = psycopg.connect(**self._address, autocommit=True)
        except psycopg.Error:
            self._rests_until = time.monotonic() + _REST_SECONDS
            raise
        try:
            with self._limit(connection):
                connection.execute(_SESSION)
        except psycopg.Error:
            connection.close()
            raise
        return connection

    @contextmanager
    def _limit(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """A context within which a server that says nothing for too long is given up: the connection fails."""
        # A handle of its own: by then the connection may be closed, and its number another's.
        with socket.socket(fileno=os.dup(connection.fileno())) as own:
            cut = threading.Timer(_SILENT_SECONDS, self._cut, (own,))
            cut.daemon = True
            cut.start()
            try:
                yield
            finally:
                cut.cancel()

    def _cut(self, connection: socket.socket) -> None:
        self._rests_until = time.monotonic() + _REST_SECONDS
        with suppress(OSError):  # it has ended meanwhile
            connection.shutdown(socket.SHUT_RDWR)

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise JobsUnavailableError(reason="the service ends", retry_after_seconds=_RETRY_SECONDS)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """What the database failed with is for the log; clients need not hear where it is."""
        try:
            yield
        except psycopg.Error as error:
            if not isinstance(error, _RestingError):
                self._log.tell(logging.WARNING, "the database of jobs failed", reason=_describe(error))
            code = f" ({error.sqlstate})" if error.sqlstate else ""
            raise JobsUnavailableError(
                reason=f"the database failed{code}", retry_after_seconds=_RETRY_SECONDS
            ) from error


class _RestingError(psycopg.OperationalError):
    """The database failed a moment ago, which was told then."""


def _prepare(connection: psycopg.Connection[Any]) -> None:
    """Makes the tables, all or none, where they are missing; where they are there, no right to do so is needed."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS, _ALONE))
        found = connection.execute("SELECT to_regclass('chorus.jobs')").fetchone()
        if not (found and found[0]):
            for statement in (_NEW, *PostgresStorage(create_tables=False).ddl):
                connection.execute(statement.encode())


def _take_number(connection: psycopg.Connection[Any]) -> int:
    """A number that no other process has."""
    ((number,),) = connection.execute("SELECT nextval('runners')").fetchall()
    return int(number)


def _describe(error: psycopg.Error) -> str:
    """What went wrong, in one line, without the values that a statement was about."""
    lines = (error.diag.message_primary or str(error)).strip().splitlines()
    return lines[0] if lines else type(error).__name__
