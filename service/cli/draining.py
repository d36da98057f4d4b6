"""The end of a process that serves: what it has accepted is answered first, and probes meanwhile."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from types import FrameType

from fastapi import FastAPI

from service.api.services import Services

Handler = Callable[[int, FrameType | None], object]


def drain_before_the_end(app: FastAPI) -> None:
    """Has the server of this process end only once `app` has refused new work and done what it accepted.

    To be called by what makes the application for a server that has its handlers of signals in place, as uvicorn has:
    that would take no more connections from the first moment, so that `/readyz` could not say why. Where no loop runs
    yet, nothing is done: there is no server either.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _Ending(app, loop, before))


class _Ending:
    """Handles a signal; one more SIGINT, as a second Ctrl-C, ends the server at once."""

    def __init__(self, app: FastAPI, loop: asyncio.AbstractEventLoop, before: Handler) -> None:
        """before: what ends the server."""
        self._app, self._loop, self._before = app, loop, before
        self._draining: asyncio.Future[None] | None = None

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self._loop.call_soon_threadsafe(self._hear, number)

    def _hear(self, number: int) -> None:
        if self._draining is None:
            self._draining = asyncio.ensure_future(self._drain(number))
        elif number == signal.SIGINT:
            self._before(number, None)

    async def _drain(self, number: int) -> None:
        services: Services = self._app.state.services
        await services.admission.drain(services.settings.drain_timeout_seconds)
        self._before(number, None)
