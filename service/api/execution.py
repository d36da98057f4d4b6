"""One request from bytes to bytes: the event loop only reads and writes, a worker does all the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from service.api.compression import GZIP, inflate
from service.api.connections import CLIENT_CLOSED_REQUEST, while_connected
from service.api.encoding import write_json
from service.api.parsing import RequestT, parse_request
from service.api.services import Services, get_services
from service.api.streaming import EventStream, ProgressQueue, wants_events
from service.domain import ArticleReport
from service.errors import DeadlineExceededError, UnsupportedMediaTypeError
from service.pipeline.sources import PublisherTable, load_publishers
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from service.runtime.garbage import collected_behind
from service.runtime.metrics import Metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the work on one request may use. publishers: which names and hosts are one publisher's."""

    pipeline: Pipeline
    publishers: PublisherTable
    clock: RequestClock
    metrics: Metrics

    def observe_size(self, reports: Sequence[ArticleReport]) -> None:
        self.metrics.observe_size(articles=len(reports), sentences=sum(report.sentences for report in reports))


async def answer_request(
    request: Request, schema: type[RequestT], handle: Callable[[RequestT, Job], BaseModel]
) -> Response:
    """The JSON of what `handle` returns for the request, or the events that lead to it where the client accepts them.

    Parsing, `handle` and rendering run in a worker.

    Raises: UnsupportedMediaTypeError, PayloadTooLargeError, MalformedBodyError, InvalidRequestError, NotReadyError,
    QueueFullError, DeadlineExceededError; whatever `handle` raises.
    """
    services = get_services(request)
    progress = ProgressQueue() if wants_events(request) else None
    clock = RequestClock(
        limit_seconds=services.settings.request_timeout_seconds,
        listener=progress.tell if progress else services.listener,
    )
    job = Job(
        pipeline=services.require_pipeline(),
        publishers=load_publishers(services.settings.publishers),
        clock=clock,
        metrics=services.metrics,
    )
    _refuse_other_media(request)
    async with AsyncExitStack() as stack:
        body = await stack.enter_async_context(_receive_body(request, clock, services))
        if body is None:
            return Response(status_code=CLIENT_CLOSED_REQUEST)
        running = _work(request, body, schema, handle, job)
        if progress:
            return EventStream(
                running,
                progress,
                heartbeat_seconds=services.settings.heartbeat_seconds,
                close=stack.pop_all().aclose,
            )
        content = await while_connected(request.receive, running)
    if content is None:
        return Response(status_code=CLIENT_CLOSED_REQUEST)
    return Response(content, media_type="application/json")


async def _work(
    request: Request,
    body: bytes,
    schema: type[RequestT],
    handle: Callable[[RequestT, Job], BaseModel],
    job: Job,
) -> bytes:
    """The answer to `body`, worked out in a worker once one is free."""
    services, clock = get_services(request), job.clock

    def produce() -> bytes:
        with clock.stage("parse"):
            plain = inflate(body, services.settings.max_body_bytes) if _read_coding(request) == GZIP else body
            parsed = parse_request(plain, schema, services.settings)
        with keep_time(clock):
            answer = handle(parsed, job)
        with clock.stage("serialize"):
            return write_json(answer)

    def work() -> bytes:
        with collected_behind():
            try:
                return produce()
            finally:
                forget_texts()

    try:
        return await services.admission.run(work, clock=clock)
    finally:
        services.metrics.observe_stages(clock.timings)


def _refuse_other_media(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (
        media_type.startswith("application/") and media_type.endswith("+json")
    ):
        stated = f"'{media_type[:64]}'" if media_type else "missing"
        raise UnsupportedMediaTypeError(f"the content type must be application/json; it is {stated}")
    coding = _read_coding(request)
    if coding not in {"identity", GZIP}:
        raise UnsupportedMediaTypeError(f"the body must be plain or gzip; its encoding is '{coding[:64]}'")


def _read_coding(request: Request) -> str:
    return request.headers.get("content-encoding", "identity").strip().lower()


@asynccontextmanager
async def _receive_body(request: Request, clock: RequestClock, services: Services) -> AsyncIterator[bytes | None]:
    """A context with the body, whose bytes count as held until its end; None if the client goes away.

    Raises: DeadlineExceededError if it comes too slowly; NotReadyError if too many bytes are held already.
    """
    limit_seconds = services.settings.body_timeout_seconds
    body, left, held = bytearray(), False, 0
    try:
        try:
            with clock.stage("receive"):
                async with asyncio.timeout(min(limit_seconds, clock.remaining_seconds)):
                    async for chunk in request.stream():
                        services.held_bytes.take(len(chunk))
                        held += len(chunk)
                        body.extend(chunk)
        except TimeoutError:
            clock.check("receive")
            raise DeadlineExceededError(limit_seconds=limit_seconds, stage="receive") from None
        except ClientDisconnect:
            left = True
        yield None if left else bytes(body)
    finally:
        services.held_bytes.give_back(held)
