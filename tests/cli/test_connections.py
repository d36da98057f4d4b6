"""Clients that take their answers slowly, or not at all."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.responses import Response
from uvicorn.server import ServerState

from service.cli.connections import bound_connections

ANSWER = bytes(8_000_000)
STALLED_SECONDS = 0.3


@asynccontextmanager
async def serving() -> AsyncIterator[tuple[socket.socket, ServerState]]:
    """A client that has asked a server for more than fits into their buffers, and the server's state."""
    config = uvicorn.Config(Response(ANSWER), lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    protocol = bound_connections(most=9, header_seconds=60, stalled_seconds=STALLED_SECONDS)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
    with socket.socket() as client:
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        try:
            await loop.sock_connect(client, server.sockets[0].getsockname())
            await loop.sock_sendall(client, b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            yield client, state
        finally:
            server.close()
            while state.connections:
                state.connections.pop().transport.abort()
            await asyncio.sleep(0)


async def read_all(client: socket.socket) -> int:
    received, loop = 0, asyncio.get_running_loop()
    while chunk := await loop.sock_recv(client, 1_000_000):
        received += len(chunk)
    return received


def test_a_client_that_takes_nothing_is_let_go() -> None:
    async def ask() -> int:
        async with serving() as (client, state):
            async with asyncio.timeout(60):
                while not state.connections:
                    await asyncio.sleep(0.01)
                while state.connections:
                    await asyncio.sleep(0.01)
                return await read_all(client)

    assert asyncio.run(ask()) < len(ANSWER)


class Flow:
    def pause_writing(self) -> None:
        pass


class Transport:
    """A transport with so many bytes unsent at each look."""

    def __init__(self, *unsent: int) -> None:
        self.unsent = list(unsent)
        self.aborted = False

    def get_write_buffer_size(self) -> int:
        return self.unsent.pop(0)

    def abort(self) -> None:
        self.aborted = True


class Timers:
    """A loop whose timers are called by hand."""

    def __init__(self) -> None:
        self.due: list[Callable[[], object]] = []

    def call_later(self, _: float, call: Callable[..., object], *args: object) -> Timers:
        self.due.append(lambda: call(*args))
        return self

    def cancel(self) -> None:
        pass


def test_a_client_that_takes_something_between_two_looks_is_waited_for() -> None:
    protocol: Any = bound_connections(most=9, header_seconds=60, stalled_seconds=60)
    config = uvicorn.Config(Response(b""))
    config.load()
    connection = protocol(config, ServerState(), {}, Timers())
    connection.flow, connection.transport = Flow(), Transport(900, 800, 1, 1)
    connection.pause_writing()
    for aborted in (False, False, True):
        connection.loop.due.pop()()
        assert connection.transport.aborted is aborted
