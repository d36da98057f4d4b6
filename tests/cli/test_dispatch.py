"""Connections are given to the process that has the fewest; here each process is a thread with an event loop."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from service.cli.dispatch import CAN_HAND_OVER, DispatchedLoop, dispatching
from service.cli.failures import CommandError
from tests.wire import wait_until

pytestmark = pytest.mark.skipif(not CAN_HAND_OVER, reason="the system hands no connections over")

PATIENCE_SECONDS = 30


class Server(threading.Thread):
    """Sends its name to whoever connects, and keeps the connection. opened: connections that it has."""

    def __init__(self, name: bytes, listener: socket.socket) -> None:
        super().__init__(daemon=True)
        self.says, self.opened = name, 0
        self._listener = listener
        self._loop = DispatchedLoop()
        self._ready, self._ended = threading.Event(), asyncio.Event()

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await self._loop.create_server(lambda: Greeting(self), sock=self._listener)
        self._ready.set()
        await self._ended.wait()
        server.close()
        await server.wait_closed()

    def begin(self) -> Server:
        self.start()
        assert self._ready.wait(PATIENCE_SECONDS)
        return self

    def end(self) -> None:
        if self.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self.join(PATIENCE_SECONDS)


class Greeting(asyncio.Protocol):
    def __init__(self, server: Server) -> None:
        self.server = server

    def connection_made(self, transport: Any) -> None:
        self.server.opened += 1
        transport.write(self.server.says)

    def connection_lost(self, _exc: Exception | None) -> None:
        self.server.opened -= 1
        self.server._loop.note_closed()


@contextmanager
def two_servers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, list[Server]]]:
    """The port, and two servers of which the first asked for connections first."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        for name, value in stack.enter_context(dispatching(listener, folder)).items():
            monkeypatch.setenv(name, value)
        servers = []
        for says in (b"a", b"b"):
            servers.append(Server(says, listener).begin())
            stack.callback(servers[-1].end)
        yield listener.getsockname()[1], servers


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)


def hear(connection: socket.socket) -> bytes:
    return connection.recv(1)


def test_connections_that_come_at_once_are_shared_out_evenly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_servers(tmp_path, monkeypatch) as (port, _), ExitStack() as stack:
        connections = [stack.enter_context(connect(port)) for _ in range(16)]
        assert sorted(map(hear, connections)) == [b"a"] * 8 + [b"b"] * 8


def test_who_has_the_fewest_gets_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_servers(tmp_path, monkeypatch) as (port, (first, second)), ExitStack() as stack:
        connections = [stack.enter_context(connect(port)) for _ in range(6)]
        of = {connection: hear(connection) for connection in connections}
        for connection, says in of.items():
            if says == b"b":
                connection.close()
        wait_until(lambda: (first.opened, second.opened) == (3, 0))
        # The closings are told on a channel of their own, so that the next one may come before the last of them.
        later = [hear(stack.enter_context(connect(port))) for _ in range(3)]
        assert later.count(b"b") >= 2


def test_what_comes_before_anybody_can_take_it_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as listener, ExitStack() as stack:
        listener.bind(("127.0.0.1", 0))
        for name, value in stack.enter_context(dispatching(listener, tmp_path)).items():
            monkeypatch.setenv(name, value)
        port = listener.getsockname()[1]
        waiting: list[socket.socket] = []
        wait_until(lambda: try_to_connect(port, waiting))
        server = Server(b"a", listener).begin()
        stack.callback(server.end)
        with waiting[0]:
            assert hear(waiting[0]) == b"a"


def try_to_connect(port: int, into: list[socket.socket]) -> bool:
    """Whether the port is listened on yet."""
    try:
        into.append(connect(port))
    except ConnectionRefusedError:
        return False
    return True


def test_where_one_ends_the_other_gets_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_servers(tmp_path, monkeypatch) as (port, (first, _)), ExitStack() as stack:
        first.end()
        assert [hear(stack.enter_context(connect(port))) for _ in range(5)] == [b"b"] * 5


def test_callers_that_are_gone_at_once_take_no_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_servers(tmp_path, monkeypatch) as (port, servers):
        for _ in range(40):
            connect(port).close()
        with connect(port) as last:
            assert hear(last) in {b"a", b"b"}
        wait_until(lambda: not any(server.opened for server in servers))


def test_other_servers_of_the_loop_listen_for_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPATCH_SOCKET", raising=False)

    class Saying(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            transport.write(b"c")
            transport.close()

    async def serve() -> bytes:
        server = await asyncio.get_running_loop().create_server(Saying, sock=listener)
        async with server:
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            said = await reader.read()
            writer.close()
            await writer.wait_closed()
            return said

    with socket.create_server(("127.0.0.1", 0)) as listener, asyncio.Runner(loop_factory=DispatchedLoop) as runner:
        assert runner.run(serve()) == b"c"


def test_a_folder_whose_name_is_too_long_for_a_socket_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    with (
        socket.socket() as listener,
        pytest.raises(CommandError, match="TMPDIR"),
        dispatching(listener, folder),
    ):
        pass
