"""Requests that readers elsewhere answer: this application keeps the connection, the key, the limits and the log."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, contextmanager

from fastapi import Request, Response

from service.api.connections import CLIENT_CLOSED_REQUEST, LiveResponse, while_connected
from service.api.execution import TIMEOUT_HEADER, read_time_limit, receive_body
from service.api.middleware import REQUEST_ID_HEADER
from service.api.readers import AnswerPart, ForwardedRequest, Readers
from service.api.services import get_request_id, get_services
from service.errors import ReaderLostError
from service.runtime.deadline import RequestClock

FURTHER_READERS = 2
"""Given a request when one ends over it: a machine may have gone, but it may be the request."""
_KEPT = frozenset({TIMEOUT_HEADER, REQUEST_ID_HEADER, "authorization", "x-api-key", "origin", "expect"})
"""Headers that are not handed on: a reader is told the time that is left, and the id that the request has here."""
_GRACE_SECONDS = 1.0
"""In which a reader says itself at which stage the time was up."""
_TRANSPORT = frozenset({"content-type", "content-length", REQUEST_ID_HEADER})

_log = logging.getLogger("chorus.forwarding")


class Forwarder:
    """Hands requests to readers. A request changes nothing, so that another reader may be asked where one is lost."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._running = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def is_ready(self) -> bool:
        """Whether a reader takes requests."""
        return self._readers.are_ready()

    async def collect_metrics(self) -> Mapping[str, str]:
        """Of each reader, by its name, its metrics in the text format of Prometheus."""
        return await self._readers.collect_metrics()

    async def drain(self, timeout_seconds: float) -> bool:
        """Whether all requests that were taken have been answered in time."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("requests were left at shutdown", extra={"fields": {"running": self._running}})
            return False
        return True

    @contextmanager
    def _hold(self) -> Iterator[None]:
        self._running += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def answer(self, request: Request) -> Response:
        """What a reader answers to `request`; another one is asked where it ends before it has told anything.

        Raises: NotReadyError, QueueFullError, InvalidParameterError, PayloadTooLargeError, DeadlineExceededError;
        ReaderLostError if the request has ended each reader that it was given to.
        """
        services = get_services(request)
        services.admission.refuse_if_draining()
        clock = RequestClock(limit_seconds=read_time_limit(request, services.settings), tracer=services.tracer)
        async with AsyncExitStack() as stack:
            stack.enter_context(self._hold())
            body = await stack.enter_async_context(receive_body(request, clock, services))
            if body is None:
                return Response(status_code=CLIENT_CLOSED_REQUEST)
            answering = self._answer(request, bytes(body.take()), clock)
            parts = await stack.enter_async_context(aclosing(answering))
            first = await while_connected(request.receive, _await_first(parts, clock))
            if first is None:
                return Response(status_code=CLIENT_CLOSED_REQUEST)
            return _render(first) if first.last else _tell(first, parts, stack.pop_all())

    async def _answer(self, request: Request, body: bytes, clock: RequestClock) -> AsyncGenerator[AnswerPart]:
        """The parts of an answer, by the first reader that does not end before it tells anything."""
        for tried in range(FURTHER_READERS + 1):
            told = False
            try:
                async with aclosing(self._readers.ask(_describe(request, body, clock))) as parts:
                    async for part in parts:
                        told = True
                        yield part
            except ReaderLostError as error:
                _log.warning("a reader was lost", extra={"fields": {"reason": error.reason, "tried": tried + 1}})
                if told or tried == FURTHER_READERS:
                    raise
            else:
                return


def _describe(request: Request, body: bytes, clock: RequestClock) -> ForwardedRequest:
    told = {TIMEOUT_HEADER: f"{max(clock.remaining_seconds, 0.001):.3f}", REQUEST_ID_HEADER: get_request_id(request)}
    return ForwardedRequest(
        method=request.method,
        path=request.scope["path"],
        query=request.scope.get("query_string", b""),
        headers=(
            *((name, value) for name, value in request.headers.raw if name.decode("latin-1") not in _KEPT),
            *((name.encode(), value.encode()) for name, value in told.items()),
        ),
        body=body,
    )


async def _await_first(parts: AsyncGenerator[AnswerPart], clock: RequestClock) -> AnswerPart:
    """The first of `parts`. Raises: DeadlineExceededError; what ends them."""
    try:
        async with asyncio.timeout(clock.remaining_seconds + _GRACE_SECONDS):
            return await anext(parts)
    except TimeoutError:
        raise clock.exceeded("queue") from None


def _render(whole: AnswerPart) -> Response:
    response = Response(whole.body, whole.status)
    response.raw_headers = [(name, value) for name, value in whole.headers if name != REQUEST_ID_HEADER.encode()]
    return response


def _tell(first: AnswerPart, others: AsyncGenerator[AnswerPart], stack: AsyncExitStack) -> Response:
    """An answer that is told as its parts come. stack: closed at its end."""

    async def follow() -> AsyncGenerator[bytes]:
        yield first.body
        async for part in others:
            if part.body:
                yield part.body

    named = {name.decode("latin-1"): value.decode("latin-1") for name, value in first.headers}
    headers = {name: value for name, value in named.items() if name not in _TRANSPORT}
    return LiveResponse(follow(), media_type=named.get("content-type", ""), headers=headers, close=stack.aclose)
