"""Answers as server-sent events: how far the work is, each sentence as it is decided, then the whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Receive, Scope, Send

from service.api.connections import CLIENT_CLOSED_REQUEST, while_connected
from service.api.problems import build_problem, note_problem, write_problem
from service.api.responses import ProgressEvent, SentenceEvent
from service.api.services import get_request_id, get_services
from service.progress import DecidedSentence, Progress

_BEFORE_WORK = frozenset({"receive", "queue", "parse"})
"""Stages in which most of what is wrong with a request is found, while a problem can still have its own status."""
_HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}
"""The second has nginx hand events on at once."""


def wants_events(request: Request) -> bool:
    """Whether the client accepts events."""
    return any(
        media_range.partition(";")[0].strip().lower() == EventSourceResponse.media_type
        for media_range in request.headers.get("accept", "").split(",")
    )


class ProgressQueue:
    """Carries progress from the thread that works to the event loop on which this was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Progress | None] = asyncio.Queue()
        self.work_began = asyncio.Event()

    def tell(self, progress: Progress) -> None:
        """Puts `progress` in; the `ProgressListener` of a request's clock."""
        self._loop.call_soon_threadsafe(self._take, progress)

    def end(self) -> None:
        """Says that nothing comes any more."""
        self._take(None)

    async def next(self) -> Progress | None:
        """What comes next; None at the end."""
        return await self._queue.get()

    def _take(self, progress: Progress | None) -> None:
        self._queue.put_nowait(progress)
        if progress is None or isinstance(progress, DecidedSentence) or progress.stage not in _BEFORE_WORK:
            self.work_began.set()


class EventStream(Response):
    """What is told on `progress`, then the answer that `running` returns, or the problem that it raises.

    It begins once the work does, or after `heartbeat_seconds`; a problem of before that is raised, and answered with
    its own status. Whoever hangs up ends the work. close: called at the end, whatever happens.
    """

    media_type = EventSourceResponse.media_type

    def __init__(
        self,
        running: Coroutine[Any, Any, bytes],
        progress: ProgressQueue,
        *,
        heartbeat_seconds: float,
        close: Callable[[], Awaitable[None]],
    ) -> None:
        super().__init__(headers=_HEADERS)
        del self.headers["content-length"]
        self._running, self._progress, self._close = running, progress, close
        self._heartbeat_seconds = heartbeat_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        work = asyncio.ensure_future(self._running)
        work.add_done_callback(lambda _: self._progress.end())
        began = False

        async def tell() -> bool:
            nonlocal began
            await self._await_beginning(work)
            began = True
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await self._send_events(scope, work, send)
            return True

        try:
            stayed = await while_connected(receive, tell())
            if not stayed and not began:
                await Response(status_code=CLIENT_CLOSED_REQUEST)(scope, receive, send)
        finally:
            work.cancel()
            await asyncio.wait({work})
            await self._close()

    async def _await_beginning(self, work: asyncio.Future[bytes]) -> None:
        """Raises: what `work` has raised by then."""
        try:
            async with asyncio.timeout(self._heartbeat_seconds):
                await self._progress.work_began.wait()
        except TimeoutError:
            return
        if work.done() and (error := work.exception()):
            raise error

    async def _send_events(self, scope: Scope, work: asyncio.Future[bytes], send: Send) -> None:
        while (chunk := await self._take_chunk()) is not None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": _render_end(scope, work), "more_body": False})

    async def _take_chunk(self) -> bytes | None:
        """The next event, or a sign of life; None at the end of the work."""
        try:
            async with asyncio.timeout(self._heartbeat_seconds):
                progress = await self._progress.next()
        except TimeoutError:
            return KEEPALIVE_COMMENT
        return None if progress is None else _render(progress)


def _render(progress: Progress) -> bytes:
    if isinstance(progress, DecidedSentence):
        return format_sse_event(event="sentence", data_str=SentenceEvent.model_validate(progress).model_dump_json())
    return format_sse_event(event="progress", data_str=ProgressEvent.model_validate(progress).model_dump_json())


def _render_end(scope: Scope, work: asyncio.Future[bytes]) -> bytes:
    """The answer, byte for byte, as the JSON alone would be; or the problem."""
    error = work.exception()
    if error is None:
        return format_sse_event(event="answer", data_str=work.result().decode())
    if not isinstance(error, Exception):
        raise error
    request_id = get_request_id(scope)
    note_problem(error, get_services(scope), request_id=request_id)
    return format_sse_event(event="problem", data_str=write_problem(build_problem(error, request_id)))
