"""One request from bytes to bytes: the event loop only reads and writes, a worker does all the rest."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from service.api.authentication import get_holder
from service.api.compression import GZIP, inflate
from service.api.connections import CLIENT_CLOSED_REQUEST, LiveResponse, while_connected
from service.api.encoding import write_json
from service.api.parsing import RequestT, parse_request
from service.api.services import Services, get_services
from service.api.streaming import EVENTS, UNBUFFERED, ProgressQueue, tell_events, wants_events
from service.domain import ArticleReport
from service.errors import (
    DeadlineExceededError,
    FieldProblem,
    InvalidParameterError,
    OutOfMemoryError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)
from service.pipeline.sources import PublisherTable, load_publishers
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from service.runtime.garbage import collected_behind
from service.runtime.metrics import Metrics
from service.settings import Settings, count_bytes, estimate_tokens

JSON = "application/json"
TIMEOUT_HEADER = "request-timeout"
_PART_BYTES = 1024 * 1024
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the work on one request may use. publishers: which names and hosts are one publisher's."""

    pipeline: Pipeline
    publishers: PublisherTable
    clock: RequestClock
    metrics: Metrics

    def observe_size(self, reports: Sequence[ArticleReport]) -> None:
        self.metrics.observe_size(articles=len(reports), sentences=sum(report.sentences for report in reports))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[RequestT]):
    """One kind of question. schema: of the request. handle: answers it, in a worker."""

    schema: type[RequestT]
    handle: Callable[[RequestT, Job], BaseModel]

    def answer(self, body: bytes | bytearray, job: Job, settings: Settings) -> bytes:
        """The JSON of the answer to `body`, JSON itself. Raises: whatever is wrong with it, or goes wrong."""
        with job.clock.stage("parse"):
            request = parse_request(body, self.schema, settings)
        answer = self.handle(request, job)
        with job.clock.stage("serialize"):
            return write_json(answer)


async def answer_request(request: Request, question: Question[RequestT]) -> Response:
    """The answer to a request, or the events that lead to it where the client accepts them.

    Parsing, handling and rendering run in a worker.

    Raises: UnsupportedMediaTypeError, PayloadTooLargeError, MalformedBodyError, InvalidRequestError, NotReadyError,
    QueueFullError, DeadlineExceededError; whatever the question's `handle` raises.
    """
    services = get_services(request)
    if services.forwarding:
        return await services.forwarding.answer(request)
    progress = ProgressQueue() if wants_events(request) else None
    clock = RequestClock(
        limit_seconds=read_time_limit(request, services.settings),
        listener=progress.tell if progress else services.listener,
        tracer=services.tracer,
    )
    job = start_job(services, clock)
    refuse_other_media(request, JSON)
    async with AsyncExitStack() as stack:
        body = await stack.enter_async_context(receive_body(request, clock, services))
        if body is None:
            return Response(status_code=CLIENT_CLOSED_REQUEST)
        running = run_in_worker(
            lambda: question.answer(body.read(), job, services.settings), clock, services, tokens=body.tokens
        )
        if progress:
            heartbeat_seconds = services.settings.heartbeat_seconds
            received = stack.pop_all()
            work = _end_behind(received, running)  # who reads the answer slowly holds no bytes of the request
            events = tell_events(request, work, progress, heartbeat_seconds=heartbeat_seconds)
            return LiveResponse(events, media_type=EVENTS, headers=UNBUFFERED, close=received.aclose)
        content = await while_connected(request.receive, running)
    if content is None:
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return Response(content, media_type=JSON)


async def _end_behind(received: AsyncExitStack, running: Coroutine[Any, Any, T]) -> T:
    async with received:
        return await running


def read_time_limit(request: Request, settings: Settings) -> float:
    """The seconds that a request may take: what its header `Request-Timeout` says, at most what the settings do.

    Raises: InvalidParameterError if that is no number above 0.
    """
    stated = request.headers.get(TIMEOUT_HEADER)
    if stated is None:
        return settings.request_timeout_seconds
    if not _SECONDS.fullmatch(stated) or not (seconds := float(stated)):
        detail = f"{TIMEOUT_HEADER}: must be a number of seconds above 0; got {json.dumps(stated[:64])}"
        raise InvalidParameterError(FieldProblem(pointer="", detail=detail))
    return min(seconds, settings.request_timeout_seconds)


def start_job(services: Services, clock: RequestClock) -> Job:
    """What the work on one request may use. Raises: NotReadyError while the service starts or shuts down."""
    return Job(
        pipeline=services.require_pipeline(),
        publishers=load_publishers(services.settings.publishers),
        clock=clock,
        metrics=services.metrics,
    )


async def run_in_worker(
    work: Callable[[], T], clock: RequestClock, services: Services, *, tokens: int, patient: bool = False
) -> T:
    """What `work` returns, called in a free worker, under `clock`. tokens, patient: as of `Admission.run`."""

    def run() -> T:
        with collected_behind(), keep_time(clock):
            try:
                return work()
            except MemoryError as error:
                raise OutOfMemoryError from error
            finally:
                forget_texts()

    try:
        return await services.admission.run(run, clock=clock, tokens=tokens, patient=patient)
    finally:
        services.metrics.observe_stages(clock.timings)


class Body:
    """A body as it comes, kept in parts: to copy all of it in one call would hold the interpreter."""

    def __init__(self, *, compressed: bool, limit_bytes: int) -> None:
        """limit_bytes: that it may have once it is inflated."""
        self._compressed, self._limit_bytes = compressed, limit_bytes
        self._parts: list[bytearray] = []

    def add(self, chunk: bytes) -> None:
        """Adds what came next."""
        if not self._parts or len(self._parts[-1]) >= _PART_BYTES:
            self._parts.append(bytearray())
        self._parts[-1] += chunk

    def read(self) -> bytearray:
        """The plain body; its parts are let go. Raises: PayloadTooLargeError, MalformedBodyError."""
        whole = self.take()
        return inflate(whole, self._limit_bytes) if self._compressed else whole

    def take(self) -> bytearray:
        """The body as it came; its parts are let go."""
        whole, place = bytearray(sum(map(len, self._parts))), 0
        self._parts.reverse()
        while self._parts:
            part = self._parts.pop()
            whole[place : place + len(part)] = part
            place += len(part)
        return whole

    @property
    def tokens(self) -> int:
        """About how many the plain body has. Of a compressed one its own last bytes say how long it is."""
        came = sum(map(len, self._parts))
        last = b"".join(part[-4:] for part in self._parts[-2:])[-4:]
        stated = int.from_bytes(last, "little") if self._compressed else came
        return estimate_tokens(min(max(stated, came), self._limit_bytes))

    def measure(self, clock: RequestClock) -> int:
        """The tokens of the plain body, read for that: of a compressed one that has parts, the last says its own alone.

        Raises: PayloadTooLargeError, MalformedBodyError, DeadlineExceededError.
        """
        if not self._compressed:
            return self.tokens
        with keep_time(clock):
            return estimate_tokens(len(inflate(b"".join(self._parts), self._limit_bytes)))


def refuse_other_media(request: Request, *allowed: str) -> None:
    """Raises: UnsupportedMediaTypeError unless the body is said to be one of `allowed`, and plain or gzip."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = media_type.startswith("application/") and media_type.endswith("+json")
    if media_type not in allowed and not (JSON in allowed and is_json):
        stated = f"'{media_type[:64]}'" if media_type else "missing"
        raise UnsupportedMediaTypeError(f"the content type must be {allowed[0]}; it is {stated}")
    coding = _read_coding(request)
    if coding not in {"identity", GZIP}:
        raise UnsupportedMediaTypeError(f"the body must be plain or gzip; its encoding is '{coding[:64]}'")


def _read_coding(request: Request) -> str:
    return request.headers.get("content-encoding", "identity").strip().lower()


@asynccontextmanager
async def receive_body(request: Request, clock: RequestClock, services: Services) -> AsyncIterator[Body | None]:
    """A context with the body, whose bytes count as held until its end; None if the client goes away.

    Raises: DeadlineExceededError if it comes too slowly; NotReadyError if too many bytes are held already;
    KeyLimitError or PayloadTooLargeError if the holder of the key has fewer tokens left.
    """
    settings = services.settings
    limit_seconds, left, held = settings.body_timeout_seconds, False, 0
    body = Body(compressed=_read_coding(request) == GZIP, limit_bytes=settings.largest_body_bytes)
    try:
        try:
            with clock.stage("receive"):
                async with asyncio.timeout(min(limit_seconds, clock.remaining_seconds)):
                    async for chunk in request.stream():
                        services.held_bytes.take(len(chunk))
                        held += len(chunk)
                        body.add(chunk)
        except TimeoutError:
            clock.check("receive")
            raise DeadlineExceededError(limit_seconds=limit_seconds, stage="receive") from None
        except ClientDisconnect:
            left = True
        if not left:
            await _spend_tokens(request, body, clock, services)
        yield None if left else body
    finally:
        services.held_bytes.give_back(held)


async def _spend_tokens(request: Request, body: Body, clock: RequestClock, services: Services) -> None:
    """Raises: KeyLimitError, PayloadTooLargeError; as of `Body.measure` where tokens are bounded."""
    if holder := get_holder(request):
        tokens = body.tokens
        if holder.most_tokens is not None:
            tokens = await asyncio.to_thread(body.measure, clock)
        if holder.most_tokens is not None and tokens > holder.most_tokens:
            raise PayloadTooLargeError(limit_bytes=count_bytes(holder.most_tokens))
        services.key_limits.spend(holder, tokens)
        services.metrics.count_key_tokens(holder.name, tokens)
