"""Applications on the event loop of a test, and clients that come and go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from fastapi import FastAPI

from service.api.services import Services
from service.app import create_app
from service.ports import Models, SentenceEncoder
from tests.api.clients import make_settings


@asynccontextmanager
async def serve(encoder: SentenceEncoder, **overrides: Any) -> AsyncIterator[tuple[FastAPI, httpx2.AsyncClient]]:
    """An application that runs on this event loop, and a client of it."""
    app = create_app(make_settings(**overrides), models=Models(encoder=encoder))
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://chorus", timeout=30) as client,
    ):
        yield app, client


def get_services(app: FastAPI) -> Services:
    services: Services = app.state.services
    return services


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


class Departing:
    """The other end of a connection: sends `body`, keeps what it receives, and goes away when told to."""

    def __init__(self, body: bytes) -> None:
        self._body: bytes | None = body
        self.leave = asyncio.Event()
        self.received = b""

    async def receive(self) -> dict[str, Any]:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.received += message.get("body", b"")


def make_scope(accept: str = "*/*") -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": "/v1/summaries",
        "raw_path": b"/v1/summaries",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json"), (b"accept", accept.encode())],
    }
