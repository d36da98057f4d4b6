"""`chorus mcp`: tools for assistants."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import httpx2

from chorus_client import AsyncChorusClient, ChorusError
from service.cli.configuration import OPEN_SETTINGS, load_settings
from service.cli.failures import CommandError, UsageError
from service.cli.options import ApiKey, Url
from service.errors import SummarizationError
from service.runtime.logs import configure_logging

if TYPE_CHECKING:
    from service.mcp_server import Chorus


def mcp(*, url: Url = None, api_key: ApiKey = None) -> None:
    """Give assistants the tools summarize, groups and cite, over MCP on standard input and output."""
    try:
        # Imported here, because it is an extra.
        from service.mcp_server import make_server  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("mcp"):
            raise
        raise CommandError("this command needs the extra mcp: pip install 'chorus-summarizer[mcp]'") from error
    configure_logging("warning")
    make_server(_connect_here() if url is None else _connect_there(url, api_key)).run("stdio")


def _connect_there(url: str, api_key: str | None) -> Callable[[], AbstractAsyncContextManager[Chorus]]:
    from service.mcp_server import Chorus  # noqa: PLC0415

    try:
        client = AsyncChorusClient(url, api_key=api_key)
    except ValueError as error:
        raise UsageError(f"--url: {error}") from error

    async def be_ready() -> None:
        """Whether it is, the first question tells."""

    @contextlib.asynccontextmanager
    async def connect() -> AsyncIterator[Chorus]:
        async with client:
            yield Chorus(client=client, ready=be_ready)

    return connect


def _connect_here() -> Callable[[], AbstractAsyncContextManager[Chorus]]:
    """The same service inside this process. It is loaded while the assistant already lists its tools."""
    from service.app import create_app, make_ready  # noqa: PLC0415
    from service.mcp_server import Chorus  # noqa: PLC0415

    app = create_app(load_settings().model_copy(update=OPEN_SETTINGS), loads=False)

    @contextlib.asynccontextmanager
    async def connect() -> AsyncIterator[Chorus]:
        loading = asyncio.create_task(asyncio.to_thread(make_ready, app))

        async def be_ready() -> None:
            try:
                await asyncio.shield(loading)
            except SummarizationError as error:
                raise ChorusError(str(error)) from error

        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with (
            app.router.lifespan_context(app),
            AsyncChorusClient("http://chorus", transport=transport) as client,
        ):
            yield Chorus(client=client, ready=be_ready)

    return connect
