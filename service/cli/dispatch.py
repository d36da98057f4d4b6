"""Connections given to the process that has the fewest, where several serve on one port.

Left to accept for themselves, the process that wakes first takes all that wait, and keeps them as long as their callers
do: others stay idle. So the process that starts them accepts, and hands each connection over (SCM_RIGHTS, unix(7)).
Source: least connections, as in Node's cluster module and in balancers for HTTP.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from service.cli.failures import CommandError

CAN_HAND_OVER = hasattr(socket, "send_fds")
"""Whether the system lets a process give a connection to another one."""
_VARIABLE = "DISPATCH_SOCKET"
"""Names the socket in the file system where a process asks for connections; of the environment of these alone."""
_NAME = "dispatch"
_WAITING = 2048
"""Connections that the system keeps until they are accepted, as many as uvicorn asks for."""
_ONE = b"\0"
_MOST_BYTES = 4096


@contextlib.contextmanager
def dispatching(listener: socket.socket, folder: Path) -> Iterator[dict[str, str]]:
    """A context in which what connects to `listener` is handed to processes that run a `DispatchedLoop`.

    Gives what these find in their environment. folder: for this alone; who can write there can ask for connections.
    Raises: CommandError if no socket can be made there.
    """
    path = folder / _NAME
    with socket.socket(socket.AF_UNIX) as meeting:
        try:
            meeting.bind(str(path))
        except OSError as error:  # such names are at most some hundred bytes long
            raise CommandError(
                f"no socket can be made in {folder}, which TMPDIR is to name shorter: {error}"
            ) from error
        meeting.listen()
        dispatcher = _Dispatcher(listener, meeting)
        dispatcher.start()
        try:
            yield {_VARIABLE: str(path)}
        finally:
            dispatcher.end()


class _Dispatcher(threading.Thread):
    """Accepts connections while there is a process to give them to; before, they wait.

    Each process has a channel: connections go one way, and the other way a byte for each that was closed.
    """

    def __init__(self, listener: socket.socket, meeting: socket.socket) -> None:
        super().__init__(name="chorus-dispatch", daemon=True)
        self._listener, self._meeting = listener, meeting
        self._ended, self._end = socket.socketpair()
        self._selector = selectors.DefaultSelector()
        self._open: dict[socket.socket, int] = {}
        """Connections by channel; of equals the one that has waited longest comes first."""

    def run(self) -> None:
        self._listener.listen(_WAITING)
        for own, do in ((self._meeting, self._meet), (self._ended, None)):
            own.setblocking(False)
            self._selector.register(own, selectors.EVENT_READ, do)
        self._listener.setblocking(False)
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    self._close()
                    return
                key.data()

    def end(self) -> None:
        """Ends the thread, and with it what processes are given."""
        self._end.send(_ONE)
        self.join()
        self._end.close()

    def _meet(self) -> None:
        with contextlib.suppress(OSError):
            channel, _ = self._meeting.accept()
            channel.setblocking(False)
            if not self._open:
                self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
            self._open[channel] = 0
            self._selector.register(channel, selectors.EVENT_READ, lambda: self._hear(channel))

    def _hear(self, channel: socket.socket) -> None:
        try:
            closed = len(channel.recv(_MOST_BYTES))
        except OSError:
            closed = 0
        if closed:
            self._open[channel] -= closed
        else:
            self._forget(channel)

    def _accept(self) -> None:
        if not self._open:  # the last one ended in this very moment: whoever connects waits
            return
        try:
            connection, _ = self._listener.accept()
        except OSError:  # whoever connected is gone again
            return
        with connection:
            for channel in sorted(self._open, key=self._open.__getitem__):
                try:
                    socket.send_fds(channel, [_ONE], [connection.fileno()])
                except OSError:  # it died, and is forgotten as soon as its channel says so
                    continue
                self._open[channel] = self._open.pop(channel) + 1
                return

    def _forget(self, channel: socket.socket) -> None:
        if self._open.pop(channel, None) is None:
            return
        self._selector.unregister(channel)
        channel.close()
        if not self._open:
            self._selector.unregister(self._listener)

    def _close(self) -> None:
        for channel in list(self._open):
            self._forget(channel)
        self._selector.close()
        self._ended.close()


class DispatchedLoop(asyncio.SelectorEventLoop):
    """An event loop whose server gets its connections handed over, where a `dispatching` context says so."""

    _receiver: _Receiver | None = None

    async def create_server(self, protocol_factory: Any, *arguments: Any, **options: Any) -> Any:
        """As any loop's; handed over are those of a socket that is given, which is not listened on here."""
        path, listener = os.environ.get(_VARIABLE), options.get("sock")
        if path is None or listener is None:
            return await super().create_server(protocol_factory, *arguments, **options)
        channel = socket.socket(socket.AF_UNIX)
        channel.connect(path)
        self._receiver = _Receiver(self, channel, listener, protocol_factory)
        return self._receiver

    def note_closed(self) -> None:
        """Lets it be known that a connection is closed, so that another one may come in its place."""
        if self._receiver:
            self._receiver.note_closed()


class _Receiver:
    """A server whose connections come over a channel. sockets: what its process does not listen on."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, channel: socket.socket, listener: socket.socket, make: Callable[[], Any]
    ) -> None:
        self.sockets = (listener,)
        self._loop, self._channel, self._make = loop, channel, make
        self._beginning: set[asyncio.Task[Any]] = set()
        self._closed = 0
        channel.setblocking(False)
        loop.add_reader(channel, self._receive)

    def close(self) -> None:
        """Takes no more connections."""
        if self._channel.fileno() >= 0:
            self._loop.remove_reader(self._channel)
            self._channel.close()

    async def wait_closed(self) -> None:
        """Waits for connections that are still being made."""
        await asyncio.gather(*self._beginning, return_exceptions=True)

    def note_closed(self) -> None:
        """Tells the other end; what it cannot take now, it is told the next time."""
        self._closed += 1
        with contextlib.suppress(OSError):
            self._closed -= self._channel.send(_ONE * self._closed)

    def _receive(self) -> None:
        try:
            told, descriptors, _, _ = socket.recv_fds(self._channel, 1, 1)
        except BlockingIOError:
            return
        except OSError:
            told, descriptors = b"", []
        if not told:  # whoever handed them over is gone
            self.close()
        for descriptor in descriptors:
            connection = socket.socket(fileno=descriptor)
            connection.setblocking(False)
            task = self._loop.create_task(self._begin(connection))
            self._beginning.add(task)
            task.add_done_callback(self._beginning.discard)

    async def _begin(self, connection: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(self._make, connection)
        except OSError:  # the caller is gone
            connection.close()
            self.note_closed()
