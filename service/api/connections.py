"""Clients that may hang up while they wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

T = TypeVar("T")

CLIENT_CLOSED_REQUEST = 499
"""What the log calls a request whose client went away before the answer; nobody receives it."""


async def while_connected(receive: Receive, running: Coroutine[Any, Any, T]) -> T | None:
    """What `running` returns; None if the client goes away first, and then `running` is cancelled.

    receive: of a request whose body has been read.
    """
    work = asyncio.ensure_future(running)
    departure = asyncio.ensure_future(_await_departure(receive))
    try:
        await asyncio.wait({work, departure}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else None
    finally:
        departure.cancel()
        work.cancel()
        await asyncio.wait({work, departure})


async def _await_departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class LiveResponse(Response):
    """A response that is made while the client waits for it: whoever hangs up ends the making.

    It begins with the first of `chunks`; what is raised before that is answered as a problem with its own status.
    close: called at the end, whatever happens.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        *,
        media_type: str,
        close: Callable[[], Awaitable[None]],
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(headers=headers, media_type=media_type)
        del self.headers["content-length"]
        self._chunks, self._close = chunks, close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def begin() -> None:
            nonlocal began
            began = True
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})

        async def tell() -> bool:
            async with aclosing(self._chunks) as chunks:
                async for chunk in chunks:
                    if not began:
                        await begin()
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            if not began:
                await begin()
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return True

        try:
            if not await while_connected(receive, tell()) and not began:
                await Response(status_code=CLIENT_CLOSED_REQUEST)(scope, receive, send)
        finally:
            await self._close()
