"""Connections of the web server, bounded in number and in the time that they may say nothing."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_TOO_MANY = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def bound_connections(*, most: int, header_seconds: float) -> type[H11Protocol]:
    """The protocol of a server that keeps at most `most` connections.

    One more is answered with 503 and closed. One that has not sent the whole header of a request within
    `header_seconds` after it was made, or after it began to send the next one, is closed.
    """

    class BoundedProtocol(H11Protocol):
        _patience: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if len(self.connections) > most:
                transport.write(_TOO_MANY)
                transport.close()
                return
            self._patience = self.loop.call_later(header_seconds, transport.close)

        def data_received(self, data: bytes) -> None:
            if self.transport.is_closing():
                return
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._stop_waiting()
            elif self._patience is None:
                self._patience = self.loop.call_later(header_seconds, self.transport.close)

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def _stop_waiting(self) -> None:
            if self._patience is not None:
                self._patience.cancel()
                self._patience = None

    return BoundedProtocol
