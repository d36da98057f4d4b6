"""Clients that may hang up while they wait."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

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
