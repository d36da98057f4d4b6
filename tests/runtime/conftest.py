from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.runtime.job_database import JobDatabase
from service.runtime.job_sqlite import SqliteJobs

OpenDatabase = Callable[[], JobDatabase]
"""Opens the same jobs once more, as another process would."""


@pytest.fixture(params=["sqlite", "postgres"])
def open_database(request: pytest.FixtureRequest, tmp_path: Path) -> OpenDatabase:
    """The jobs of a test, in each kind of database."""
    if request.param == "sqlite":
        return lambda: SqliteJobs(tmp_path / "jobs.db")
    url = request.getfixturevalue("jobs_url")
    # Imported here: it needs psycopg, which the fixture has found.
    from service.runtime.job_postgres import PostgresJobs  # noqa: PLC0415

    return lambda: PostgresJobs(url, settle_seconds=0)
