"""Both kinds of client behind one face, and a service that answers by a script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import anyio
import httpx2

from chorus_client import AsyncChorusClient, ChorusClient, Retries

Kind = Literal["sync", "async"]
KINDS: tuple[Kind, ...] = ("sync", "async")
Step = httpx2.Response | Exception


class Script:
    """A transport's handler that gives one step after the other; it keeps the requests, and the waits between them."""

    def __init__(self, *steps: Step) -> None:
        self._steps: Sequence[Step] = steps
        self.requests: list[httpx2.Request] = []
        self.waits: list[float] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        step = self._steps[len(self.requests) - 1]
        if isinstance(step, Exception):
            raise step
        return step

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def wait_async(self, seconds: float) -> None:
        self.waits.append(seconds)


def call(kind: Kind, script: Script, method: str, *given: Any, retries: Retries | None = None, **options: Any) -> Any:
    """What the client's `method` returns where the service answers by `script`."""
    settings: dict[str, Any] = {"api_key": "schlüssel"} | ({"retries": retries} if retries else {})
    transport = httpx2.MockTransport(script.handle)
    if kind == "sync":
        with ChorusClient("http://chorus", transport=transport, sleep=script.wait, **settings) as client:
            return getattr(client, method)(*given, **options)

    async def ask() -> Any:
        async with AsyncChorusClient(
            "http://chorus", transport=transport, sleep=script.wait_async, **settings
        ) as client:
            return await getattr(client, method)(*given, **options)

    return anyio.run(ask)


def answering(content: Any, status: int = 200, **headers: str) -> httpx2.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, json=content, headers=named)
