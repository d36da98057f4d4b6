"""A PostgreSQL server for tests, over a socket of its own, which may be stopped and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

PASSWORD = "a password/of:tests"  # noqa: S105
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
_PATIENCE_SECONDS = 120
"""For a machine that does much else; nothing takes so long."""


def _parent_of(stat: Path) -> str:
    """The number of the process that began the one whose file `stat` is; "" where it has ended."""
    try:
        return stat.read_text().rpartition(")")[2].split()[1]
    except OSError:
        return ""


def find_programs() -> Path | None:
    """The folder of PostgreSQL's programs: that on the path, else the newest where packages put it."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [folder for pattern in _FOLDERS for folder in Path("/").glob(pattern.lstrip("/"))]
    return max((folder for folder in folders if (folder / "initdb").exists()), default=None)


class PostgresServer:
    """A server whose files are in `folder`, and which nobody reaches but over a socket there."""

    def __init__(self, programs: Path, folder: Path, *, durable: bool = False) -> None:
        """durable: whether it waits for the disk, as servers do that are no tests."""
        self._programs, self._folder, self._durable = programs, folder, durable
        # It refuses to run as root.
        self._user = _find_user() if os.geteuid() == 0 else None
        self._databases = 0
        self._process: subprocess.Popen[bytes] | None = None
        (folder / "password").write_text(PASSWORD)
        if self._user:
            for path in (folder, folder / "password"):
                shutil.chown(path, self._user)
        subprocess.run(
            [
                programs / "initdb",
                *("--pgdata", folder / "data", "--username", "chorus", "--pwfile", folder / "password"),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            user=self._user,
        )
        self.start()

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._programs / "postgres",
                    *("-D", self._folder / "data", "-k", self._folder, "-c", "listen_addresses="),
                    *("-c", f"fsync={'on' if self._durable else 'off'}", "-c", "max_connections=200"),
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
            )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            assert self._process.poll() is None, (self._folder / "log").read_text()
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            else:
                return

    def stop(self, *, for_good: bool = False) -> None:
        """Ends it and every connection, as a restart does. for_good: writes nothing down any more."""
        assert self._process
        self._process.send_signal(signal.SIGQUIT if for_good else signal.SIGINT)
        self._process.wait(_PATIENCE_SECONDS)

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """A block in which it keeps its connections and answers nothing, as a machine does whose disk hangs."""
        assert self._process
        own = str(self._process.pid)
        every = [path.parent.name for path in Path("/proc").glob("[0-9]*/stat") if _parent_of(path) == own]
        processes = [int(name) for name in (own, *every)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    @contextmanager
    def new_database(self) -> Iterator[str]:
        """The address of a database that is there as long as the block."""
        self._databases += 1
        name = f"jobs{self._databases}"
        self.execute(f"CREATE DATABASE {name}")
        yield self.url(name)
        self.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def execute(self, statement: str, url: str | None = None) -> list[tuple[object, ...]]:
        """What a statement answers, over a connection of its own."""
        with psycopg.connect(url or self.url("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://chorus:{quote(PASSWORD, safe='')}@/{database}?host={self._folder}"


@contextmanager
def running_postgres(programs: Path, *, durable: bool = False) -> Iterator[PostgresServer]:
    """A server that ends with the block, in a folder that its user may reach."""
    with tempfile.TemporaryDirectory(prefix="chorus-postgres-") as folder:
        server = PostgresServer(programs, Path(folder), durable=durable)
        try:
            yield server
        finally:
            server.stop(for_good=True)


def _find_user() -> str:
    """Who runs the server where root runs the tests: its own user where there is one."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
