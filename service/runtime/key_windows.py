"""What holders of keys have used in the time just past, and use now, by a clock that nobody sets."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from limits.storage import MemoryStorage

_PARTS = 1000
"""Of a window. What is used in one part of it is counted together, so that no window has many more entries."""
_WAIT_SECONDS = 0.02
"""How long one process waits for another that counts, which takes a tenth of a millisecond; it serves nobody then."""
_OPEN_SECONDS = 5.0
"""How long one waits for another that opens the file, before it serves."""
_MILLISECONDS = 1000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS uses (
    key TEXT, part INTEGER, moment REAL NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (key, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS running (
    holder TEXT, process INTEGER, count INTEGER NOT NULL, PRIMARY KEY (holder, process)
) WITHOUT ROWID;
"""
"""part: its number since the clock began. moment: of the last use in it."""


class MonotonicWindows(MemoryStorage):
    """Moving windows for the strategy of `limits`, and what runs, in a file of several processes or of one in memory.

    The library's own go by the time of day: were that put back by an hour, nothing would leave a window for an hour.
    They hold an entry for each of the tokens of a request, and are a process's own.
    Every method raises sqlite3.Error where the file fails.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic, *, path: Path | None = None) -> None:
        """path: of processes of one machine, whose clocks are one; None: in memory."""
        super().__init__()
        self._now = now
        self._process = os.getpid()
        self._connection = sqlite3.connect(
            path or ":memory:", _OPEN_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = OFF")  # it need not outlive the machine
        self._connection.executescript(_SCHEMA)
        with self.alone():
            self._forget_dead()
        self._connection.execute(f"PRAGMA busy_timeout = {round(_WAIT_SECONDS * _MILLISECONDS)}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """A context in which no other process counts; what it counted is undone if it ends with an error."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether there was room for `amount` in the window, which has it now."""
        now = self._now()
        self._connection.execute("DELETE FROM uses WHERE key = ? AND moment + ? <= ?", (key, expiry, now))
        if self._sum(key, expiry) + amount > limit:
            return False
        self._connection.execute(
            "INSERT INTO uses VALUES (?, ?, ?, ?) ON CONFLICT (key, part) "
            "DO UPDATE SET amount = amount + excluded.amount, moment = excluded.moment",
            (key, int(now * _PARTS / expiry), now, amount),
        )
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002
        """When the oldest use in the window was, by its clock, and how much is in the window."""
        oldest = self._connection.execute(
            "SELECT MIN(moment) FROM uses WHERE key = ? AND moment + ? > ?", (key, expiry, self._now())
        ).fetchone()[0]
        return (self._now() if oldest is None else oldest), self._sum(key, expiry)

    def wait_seconds(self, key: str, left: int, expiry: int) -> float:
        """Until no more than `left` is in the window, if nothing comes; 0.0 where that is so now."""
        now, seconds, excess = self._now(), 0.0, self._sum(key, expiry) - left
        for moment, amount in self._connection.execute(
            "SELECT moment, amount FROM uses WHERE key = ? AND moment + ? > ? ORDER BY part", (key, expiry, now)
        ):
            if excess <= 0:
                break
            excess -= amount
            seconds = moment + expiry - now
        return seconds

    def count_others(self, holder: str) -> int:
        """How many requests of `holder` run in other processes that have not ended."""
        found = self._connection.execute(
            "SELECT process, count FROM running WHERE holder = ? AND process != ? AND count > 0",
            (holder, self._process),
        )
        return sum(count for process, count in found if _is_alive(process))

    def tell_running(self, holder: str, count: int) -> None:
        """Tells other processes how many requests of `holder` run in this one."""
        self._connection.execute("INSERT OR REPLACE INTO running VALUES (?, ?, ?)", (holder, self._process, count))

    def _sum(self, key: str, expiry: int) -> int:
        found = self._connection.execute(
            "SELECT TOTAL(amount) FROM uses WHERE key = ? AND moment + ? > ?", (key, expiry, self._now())
        )
        return int(found.fetchone()[0])

    def _forget_dead(self) -> None:
        """Forgets what ran in processes that have ended, and what was used before the machine was started anew."""
        known = self._connection.execute("SELECT DISTINCT process FROM running").fetchall()
        for (process,) in known:
            if process == self._process or not _is_alive(process):
                self._connection.execute("DELETE FROM running WHERE process = ?", (process,))
        self._connection.execute("DELETE FROM uses WHERE moment > ?", (self._now(),))


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
