"""Jobs in a SQLite file: several processes of one machine take them, one of them works."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from huey import SqliteHuey

from service.runtime.job_database import RETRY_SECONDS, SCHEMA, Execute
from service.runtime.job_errors import JobsFileError, JobsUnavailableError
from service.runtime.job_line import JsonSerializer
from service.runtime.job_records import NOBODY
from service.runtime.seldom_log import SeldomLog

_APPLICATION_ID = 0x43_48_4F_4A
"""What stands in the head of a database of ours: CHOJ."""
_WAIT_SECONDS = 5.0
"""How long one process waits for another that writes."""
_THE_ONE = 1
"""The number of who works: there is one at a time."""
_TYPES = {"number": "INTEGER PRIMARY KEY AUTOINCREMENT", "bytes": "BLOB"}


class SqliteJobs:
    """A file of jobs; as `JobDatabase`."""

    errors = sqlite3.Error
    lost = "TRUE"
    """Who may look for what is lost is the one that works."""

    def __init__(self, path: Path) -> None:
        """Opens the file, made where it is missing, for its owner alone. Raises: JobsFileError if it cannot be."""
        self._path = path
        self._lock, self._work = threading.Lock(), FileLock(f"{path}.lock", thread_local=False)
        self._closed, self._log = False, SeldomLog(logging.getLogger("chorus.jobs"))
        try:
            path.touch(mode=0o600, exist_ok=True)
            self._connection = sqlite3.connect(path, _WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise JobsFileError(path=path, reason=str(error)) from error

    @property
    def runner(self) -> int:
        return _THE_ONE if self._work.is_locked else NOBODY

    def join(self) -> bool:
        """Whether no other process works on the jobs of this file."""
        with self._lock:
            self._refuse_if_closed()
            if not self._work.is_locked:
                try:
                    self._work.acquire(blocking=False)
                except Timeout:
                    return False
        return True

    @contextmanager
    def transaction(self, *, alone: bool = False) -> Iterator[Execute]:  # noqa: ARG002
        """A context whose statements are done together or not at all; each is alone. Raises: JobsUnavailableError."""
        with self._lock:
            self._refuse_if_closed()
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    self._log.tell(logging.WARNING, "the file of jobs failed", reason=str(error))
                    raise JobsUnavailableError(reason=str(error), retry_after_seconds=RETRY_SECONDS) from error
                raise

    def open_line(self, name: str, *, prompt: bool) -> SqliteHuey:  # noqa: ARG002
        """A line of tasks in the same file, which is looked at now and then."""
        return SqliteHuey(name, filename=str(self._path), results=False, serializer=JsonSerializer(), fsync=True)

    def close(self) -> None:
        """Closes the file; another process may work on its jobs."""
        with self._lock:
            self._closed = True
            self._work.release()
            self._connection.close()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise JobsUnavailableError(reason="the service ends", retry_after_seconds=RETRY_SECONDS)

    def _prepare(self) -> None:
        """Raises: JobsFileError if the file holds something else."""
        execute = self._connection.execute
        owner = execute("PRAGMA application_id").fetchone()[0]
        tables = execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0]
        if tables and owner != _APPLICATION_ID:
            raise JobsFileError(path=self._path, reason="it is a database of something else")
        execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        execute("PRAGMA journal_mode = WAL")
        # What was accepted is on the disk before the client hears so, and what is deleted is overwritten.
        execute("PRAGMA synchronous = FULL")
        execute("PRAGMA secure_delete = ON")
        self._connection.executescript(SCHEMA.format(**_TYPES))
        with self.transaction() as execute_one:
            # Files of the first versions do not say who works.
            if "runner" not in {row[1] for row in execute_one("PRAGMA table_info(jobs)", ()).fetchall()}:
                execute_one(f"ALTER TABLE jobs ADD COLUMN runner INTEGER NOT NULL DEFAULT {NOBODY}", ())
