"""Connections of the web server, bounded in number and in the time that they may say, or take, nothing."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, cast

from uvicorn.protocols.http.h11_impl import H11Protocol

from service.cli.dispatch import DispatchedLoop

_TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_STALLED_SECONDS = 60.0
"""For which a client may take nothing of its answer."""


def bound_connections(
    *, most: int, header_seconds: float, stalled_seconds: float = _STALLED_SECONDS
) -> type[H11Protocol]:
    """What makes the protocol of a server that keeps at most `most` connections; other processes may be sent it.

    One more is answered with 503 and closed. One that has not sent the whole header of a request within
    `header_seconds` after it was made, or after it began to send the next one, is closed. So is one that takes nothing
    of an answer for `stalled_seconds`: what is not sent stays in memory.
    """
    # The server calls it and asks no more of it.
    protocol = partial(_BoundedProtocol, most=most, header_seconds=header_seconds, stalled_seconds=stalled_seconds)
    return cast("type[H11Protocol]", protocol)


class _BoundedProtocol(H11Protocol):
    def __init__(self, *args: Any, most: int, header_seconds: float, stalled_seconds: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._most, self._header_seconds, self._stalled_seconds = most, header_seconds, stalled_seconds
        self._patience: asyncio.TimerHandle | None = None
        self._watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        transport.set_write_buffer_limits(0)  # so that `pause_writing` is called whatever is left to send
        if len(self.connections) > self._most:
            transport.write(_TOO_MANY)
            transport.close()
            return
        self._patience = self.loop.call_later(self._header_seconds, transport.close)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._patience is None:
            self._patience = self.loop.call_later(self._header_seconds, self.transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_watching()
        super().connection_lost(exc)
        if isinstance(self.loop, DispatchedLoop):
            self.loop.note_closed()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop_watching()

    def _watch_reader(self, unsent: int) -> None:
        self._stop_watching()
        self._watch = self.loop.call_later(self._stalled_seconds, self._look_at_reader, unsent)

    def _look_at_reader(self, before: int) -> None:
        unsent = self.transport.get_write_buffer_size()
        if unsent < before:
            self._watch_reader(unsent)
        else:
            self.transport.abort()

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
