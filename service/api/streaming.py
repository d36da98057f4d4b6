"""Answers as server-sent events: how far the work is, each sentence as it is decided, then the whole answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from types import MappingProxyType
from typing import Any

from fastapi import Request
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.types import Scope

from service.api.accepting import accepts
from service.api.problems import build_problem, note_problem, write_problem
from service.api.responses import ProgressEvent, SentenceEvent
from service.api.services import get_request_id, get_services
from service.progress import DecidedSentence, Progress

_BEFORE_WORK = frozenset({"receive", "queue", "parse"})
"""Stages in which most of what is wrong with a request is found, while a problem can still have its own status."""
EVENTS = EventSourceResponse.media_type
UNBUFFERED = MappingProxyType({"cache-control": "no-cache", "x-accel-buffering": "no"})
"""Headers of what is to arrive as it is made; the second has nginx hand it on at once."""


def wants_events(request: Request) -> bool:
    """Whether the client accepts events."""
    return accepts(request, EVENTS)


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


async def tell_events(
    scope: Scope | Request, running: Coroutine[Any, Any, bytes], progress: ProgressQueue, *, heartbeat_seconds: float
) -> AsyncGenerator[bytes]:
    """What is told on `progress`, then the answer that `running` returns, or the problem that it raises.

    They begin once the work does, or after `heartbeat_seconds`; a problem of before that is raised. Who closes this
    ends the work.
    """
    work = asyncio.ensure_future(running)
    work.add_done_callback(lambda _: progress.end())
    try:
        await _await_beginning(work, progress, heartbeat_seconds)
        while (chunk := await _take_chunk(progress, heartbeat_seconds)) is not None:
            yield chunk
        yield _render_end(scope, work)
    finally:
        work.cancel()
        await asyncio.wait({work})


async def _await_beginning(work: asyncio.Future[bytes], progress: ProgressQueue, heartbeat_seconds: float) -> None:
    """Raises: what `work` has raised by then."""
    try:
        async with asyncio.timeout(heartbeat_seconds):
            await progress.work_began.wait()
    except TimeoutError:
        return
    if work.done() and (error := work.exception()):
        raise error


async def _take_chunk(progress: ProgressQueue, heartbeat_seconds: float) -> bytes | None:
    """The next event, or a sign of life; None at the end of the work."""
    try:
        async with asyncio.timeout(heartbeat_seconds):
            told = await progress.next()
    except TimeoutError:
        return KEEPALIVE_COMMENT
    return None if told is None else _render(told)


def _render(progress: Progress) -> bytes:
    if isinstance(progress, DecidedSentence):
        return format_sse_event(event="sentence", data_str=SentenceEvent.model_validate(progress).model_dump_json())
    return format_sse_event(event="progress", data_str=ProgressEvent.model_validate(progress).model_dump_json())


def _render_end(scope: Scope | Request, work: asyncio.Future[bytes]) -> bytes:
    """The answer, byte for byte, as the JSON alone would be, which is one line; or the problem."""
    error = work.exception()
    if error is None:
        return b"event: answer\ndata: %b\n\n" % work.result()
    if not isinstance(error, Exception):
        raise error
    request_id = get_request_id(scope)
    note_problem(error, get_services(scope), request_id=request_id)
    return format_sse_event(event="problem", data_str=write_problem(build_problem(error, request_id)))
