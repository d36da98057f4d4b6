"""A file of cached entries, in SQLite: what outlives the process, shared by processes of one machine."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from service.errors import CacheFileError
from service.runtime.entry_store import StoreUse

T = TypeVar("T")

_LOG = logging.getLogger("chorus.cache")
_APPLICATION_ID = 0x43_48_4F_52
"""What stands in the head of a database of ours: CHOR."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    name BLOB PRIMARY KEY, value BLOB NOT NULL, bytes INTEGER NOT NULL, used INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_use ON entries (used, bytes);
"""
_EVICTION = """
DELETE FROM entries WHERE name IN (
    SELECT name FROM (SELECT name, bytes, SUM(bytes) OVER (ORDER BY used, name) AS up_to FROM entries)
    WHERE up_to - bytes < ?
)
"""
"""Each entry, by use, in front of which less than the excess stands."""
_WAIT_SECONDS = 5.0
"""How long one process waits for another that writes."""
_REST_SECONDS = 60.0
"""From a failure, as of a full disk, to the next try."""
_NAMES_AT_ONCE = 500
"""SQLite takes at least 999 parameters in a statement."""


class CacheFile:
    """An `EntryStore` of at most so many bytes of values, those used longest ago out first. Safe in several threads.

    Once the file fails, which is logged, it is not used for a minute, after which it is opened anew: meanwhile `failed`
    is true, reads find nothing, writes do nothing.
    """

    def __init__(self, path: Path, *, max_bytes: int, now: Callable[[], float] = time.monotonic) -> None:
        """Opens the file, made where it is missing. Raises: CacheFileError if it cannot be, or is no cache of ours."""
        self._path, self._max_bytes, self._now = path, max_bytes, now
        self._lock = threading.Lock()
        self._closed, self._failures, self._rests_until = False, 0, 0.0
        self.failed = False
        self._open()

    def read(self, names: Sequence[bytes]) -> dict[bytes, bytes] | None:
        """The values of those of `names` that the file has; None if it has failed."""

        def work(connection: sqlite3.Connection) -> dict[bytes, bytes]:
            found: dict[bytes, bytes] = {}
            for start in range(0, len(names), _NAMES_AT_ONCE):
                some = names[start : start + _NAMES_AT_ONCE]
                wanted = ",".join("?" * len(some))
                found.update(connection.execute(f"SELECT name, value FROM entries WHERE name IN ({wanted})", some))  # noqa: S608
            used = _count_uses(connection)
            connection.executemany("UPDATE entries SET used = ? WHERE name = ?", [(used, name) for name in found])
            return found

        return self._run(work, otherwise=None)

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Puts `values` in, by name, and others out as far as needed."""

        def work(connection: sqlite3.Connection) -> None:
            used = _count_uses(connection)
            rows = [(name, value, len(value), used) for name, value in values.items()]
            connection.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
            excess = connection.execute("SELECT TOTAL(bytes) FROM entries").fetchone()[0] - self._max_bytes
            if excess > 0:
                connection.execute(_EVICTION, (excess,))

        self._run(work, otherwise=None)

    def drop(self, names: Iterable[bytes]) -> None:
        """Takes `names` out."""
        rows = [(name,) for name in names]
        self._run(lambda connection: connection.executemany("DELETE FROM entries WHERE name = ?", rows), otherwise=None)

    def describe_use(self) -> StoreUse:
        """Whether it is used."""
        return StoreUse(place="file", works=not self.failed, failures=self._failures)

    def close(self) -> None:
        """Closes the file; what is asked after that finds nothing."""
        with self._lock:
            self._closed = True
            self._connection.close()

    def _open(self) -> None:
        """Raises: CacheFileError."""
        try:
            self._connection = sqlite3.connect(self._path, _WAIT_SECONDS, isolation_level=None, check_same_thread=False)
            self._prepare()
        except sqlite3.Error as error:
            raise CacheFileError(path=self._path, reason=str(error)) from error

    def _prepare(self) -> None:
        """Raises: CacheFileError if the file holds something else."""
        owner = self._connection.execute("PRAGMA application_id").fetchone()[0]
        tables = self._connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()[0]
        if tables and owner != _APPLICATION_ID:
            raise CacheFileError(path=self._path, reason="it is a database of something else")
        self._connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_SCHEMA)

    def _run(self, work: Callable[[sqlite3.Connection], T], *, otherwise: T) -> T:
        """What `work` returns, in a transaction; `otherwise` where the file fails: answers do without it."""
        with self._lock:
            if self._closed or (self.failed and self._now() < self._rests_until):
                return otherwise
            try:
                if self.failed:
                    self._open()
                self._connection.execute("BEGIN IMMEDIATE")
                result = work(self._connection)
                self._connection.execute("COMMIT")
            except (sqlite3.Error, CacheFileError) as error:
                self._give_up(error)
                return otherwise
            if self.failed:
                self.failed = False
                _LOG.info("the cache file %s is used again", self._path)
            return result

    def _give_up(self, error: Exception) -> None:
        self.failed, self._rests_until = True, self._now() + _REST_SECONDS
        self._failures += 1
        self._connection.close()  # which undoes what was not done whole
        _LOG.error("the cache file %s failed and is not used for %g s: %s", self._path, _REST_SECONDS, error)


def _count_uses(connection: sqlite3.Connection) -> int:
    """A number above that of every use before: no clock, which may be put back, so that what is newest goes first."""
    return int(connection.execute("SELECT COALESCE(MAX(used), 0) + 1 FROM entries").fetchone()[0])
