"""Lines of tasks in a PostgreSQL database that may go away and come back."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import cast

import psycopg
from huey.storage import PostgresStorage

_REST_SECONDS = 1.0
"""Between two looks at a database that could not be asked."""


class PatientStorage(PostgresStorage):  # type: ignore[misc]  # huey has no types
    """huey's line, whose threads wait while the database is gone: that is told by who asks for more than the next task.

    huey itself would log a traceback each time that it looks.
    """

    _closing = threading.Lock()

    def close(self) -> bool:
        """Closes the connection of the line, and that of this thread. No other is made once the jobs are closed."""
        with self.lock:  # who makes one just now has it then; huey's own looks without waiting
            pass
        with self._closing:
            return bool(super().close())

    def dequeue(self) -> bytes | None:
        """The next task; None if there is none, or it cannot be seen."""
        try:
            return cast("bytes | None", super().dequeue())
        except psycopg.OperationalError:
            time.sleep(_REST_SECONDS)
            return None

    def read_schedule(self, ts: datetime) -> list[bytes]:
        """The tasks whose time has come, as far as can be seen."""
        try:
            return cast("list[bytes]", super().read_schedule(ts))
        except psycopg.OperationalError:
            return []
