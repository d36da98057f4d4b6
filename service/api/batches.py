"""`POST /v1/batches`: many stories, a line each."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from functools import partial

from fastapi import APIRouter, Request, Response

from service.api.batch_lines import BatchReader, BatchRequest, BatchResult, RefusedLine
from service.api.connections import CLIENT_CLOSED_REQUEST, LiveResponse
from service.api.documentation import JSON_LINES, describe_batch
from service.api.execution import Body, read_time_limit, receive_body, refuse_other_media, run_in_worker, start_job
from service.api.parsing import count_values
from service.api.problems import build_problem, note_problem, write_problem
from service.api.services import Services, get_request_id, get_services
from service.api.streaming import UNBUFFERED
from service.api.summaries import QUESTION
from service.errors import MalformedBodyError
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from service.settings import estimate_tokens

router = APIRouter(prefix="/v1", tags=["batches"])

_NOT_BLANK = re.compile(rb"\S")
_LOOK_BYTES = 64 * 1024
"""In which a line is looked for at once: a fifth of a millisecond, for which nobody else has the interpreter."""
_Line = tuple[int, bytes | bytearray]


@router.post("/batches", **describe_batch())
async def create_batch(request: Request) -> Response:
    """A summary for each line of the body, a line each, in the order of the lines."""
    services = get_services(request)
    if services.forwarding:
        return await services.forwarding.answer(request)
    limit_seconds = read_time_limit(request, services.settings)
    clock = RequestClock(limit_seconds=limit_seconds)
    services.require_pipeline()
    refuse_other_media(request, *JSON_LINES)
    async with AsyncExitStack() as stack:
        body = await stack.enter_async_context(receive_body(request, clock, services))
        if body is None:
            return Response(status_code=CLIENT_CLOSED_REQUEST)
        lines = BatchLines(await asyncio.to_thread(_read_in_time, body, clock))
        first = await asyncio.to_thread(lines.next, partial(clock.check, "receive"))
        if first is None:
            raise MalformedBodyError("the body holds no line")
        answers = _answer_lines(first, lines, services, request_id=get_request_id(request), limit_seconds=limit_seconds)
        return LiveResponse(answers, media_type=JSON_LINES[0], headers=UNBUFFERED, close=stack.pop_all().aclose)


def _read_in_time(body: Body, clock: RequestClock) -> bytearray:
    with keep_time(clock):
        return body.read()


class BatchLines:
    """The lines of a body that are not blank, with their numbers from 1, found one by one: there may be millions."""

    def __init__(self, body: bytes | bytearray) -> None:
        self._body = body
        self._start, self._number = 0, 0

    def next(self, check: Callable[[], None] = lambda: None) -> _Line | None:
        """The next line; None at the end. Called on a thread. check: called in front of each, and often in between."""
        while self._start < len(self._body):
            check()
            stop = min(self._start + _LOOK_BYTES, len(self._body))
            found = _NOT_BLANK.search(self._body, self._start, stop)
            self._number += self._body.count(b"\n", self._start, found.start() if found else stop)
            if found:
                end = self._body.find(b"\n", found.start())
                line = self._body[found.start() : end if end >= 0 else len(self._body)]
                self._start = found.start() + len(line) + 1
                self._number += 1
                return self._number, line
            self._start = stop
        return None


async def _answer_lines(
    first: _Line, lines: BatchLines, services: Services, *, request_id: str, limit_seconds: float
) -> AsyncGenerator[bytes]:
    """The answers in the order of lines, of which as many are worked on at once as requests may be."""
    answer = partial(_answer_line, services=services, request_id=request_id, limit_seconds=limit_seconds)
    reader, running = BatchReader(max_values=count_values(services.settings)), deque[asyncio.Task[BatchResult]]()
    waiting: _Line | None = first
    try:
        while True:
            while waiting and len(running) < services.settings.requests_at_once:
                # One after the other, since which line has an id first must not depend on which was sooner.
                read = await asyncio.to_thread(reader.read, *waiting)
                running.append(asyncio.create_task(answer(read)))
                waiting = await asyncio.to_thread(lines.next)
            if not running:
                return
            result = await running[0]
            yield result.to_line()
            running.popleft()
    finally:
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)


async def _answer_line(
    line: BatchRequest | RefusedLine, *, services: Services, request_id: str, limit_seconds: float
) -> BatchResult:
    """What the line would have been answered alone, its problem included."""

    def refuse(error: Exception) -> BatchResult:
        note_problem(error, services, request_id=request_id)
        problem = write_problem(build_problem(error, request_id)).encode()
        return BatchResult(id=line.id, line=line.line, refused=True, body=problem)

    if isinstance(line, RefusedLine):
        return refuse(line.error)
    clock, body = RequestClock(limit_seconds=limit_seconds), line.body
    try:
        job = start_job(services, clock)
        answer = await run_in_worker(
            lambda: QUESTION.answer(body, job, services.settings),
            clock,
            services,
            tokens=estimate_tokens(len(body)),
            patient=True,
        )
    except Exception as error:  # noqa: BLE001
        return refuse(error)
    return BatchResult(id=line.id, line=line.line, refused=False, body=answer)
