"""A Redis server for tests, on a port of its own, which may be stopped, silenced and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError

PASSWORD = "a password/of:tests"  # noqa: S105
_LAST_PORT = 65_535
_PATIENCE_SECONDS = 60
"""For a machine that does much else; nothing takes so long."""


def find_redis() -> str | None:
    """The path of redis-server, where it is installed."""
    return shutil.which("redis-server")


def find_free_port() -> int:
    """A port that nobody listens on; where a server is a part of a cluster, it takes the one 10,000 further on, too."""
    while True:
        with socket.socket() as chosen:
            chosen.bind(("127.0.0.1", 0))
            port = int(chosen.getsockname()[1])
        if port + 10_000 <= _LAST_PORT:
            return port


class RedisServer:
    """A server that listens on 127.0.0.1 alone, asks for a password, and writes nothing down."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        self.port = find_free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self, **settings: str) -> None:
        """Starts it, empty, and waits until it answers. settings: in place of those of one that is as it should be."""
        bounded = {"maxmemory": "64mb", "maxmemory-policy": "allkeys-lru", **settings}
        own = {"port": str(self.port), "bind": "127.0.0.1", "requirepass": PASSWORD, "save": "", "appendonly": "no"}
        options = [part for name, value in (own | bounded).items() for part in (f"--{name}", value)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self._program, *options], stdout=log, stderr=log, cwd=self._folder)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def stop(self) -> None:
        """Ends it, and with it every connection and all that it held."""
        assert self._process
        self._process.kill()
        self._process.wait(_PATIENCE_SECONDS)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """A block in which it is gone."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def silenced(self) -> Iterator[None]:
        """A block in which it keeps its connections and answers nothing."""
        assert self._process
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self._process.pid, signal.SIGCONT)

    @property
    def url(self) -> str:
        """Its address, with the password."""
        return f"redis://:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}"

    def connect(self) -> Redis:
        """A client of its own."""
        return Redis(port=self.port, password=PASSWORD)

    def _answers(self) -> bool:
        try:
            with self.connect() as client:
                return bool(client.ping())
        except RedisError:
            return False


@contextmanager
def running_redis(program: str) -> Iterator[RedisServer]:
    """A server that ends with the block."""
    with TemporaryDirectory(prefix="chorus-redis-") as folder:
        server = RedisServer(program, Path(folder))
        try:
            yield server
        finally:
            server.stop()
