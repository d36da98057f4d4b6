"""Processes that answer the lines of a batch. They share nothing but the files of the weights."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AsyncExitStack
from http import HTTPStatus

from service.api.batch_lines import BatchRequest, BatchResult
from service.cli.failures import CommandError
from service.settings import Settings

Answer = Callable[[bytes], tuple[int, bytes]]
"""A request's body -> status and body of the answer."""
MakeAnswer = Callable[[Settings], Answer]
"""Called once in each process, by name."""
AnswerRequests = Callable[..., Iterator[BatchResult]]
"""An engine: what `answer_requests` is for one machine."""
WAITING = 4
"""Lines a process that are read ahead: long stories hold up those behind them, and memory stays small."""

_answer: list[Answer] = []


def answer_requests(
    requests: Iterable[BatchRequest], settings: Settings, make_answer: MakeAnswer, *, processes: int
) -> Iterator[BatchResult]:
    """What became of each of `requests`, in their order.

    Raises: CommandError if a process dies, as of too little memory; whatever `make_answer` raises.
    """
    context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    waiting: deque[Future[BatchResult]] = deque()
    with ProcessPoolExecutor(processes, context, _start, (settings, make_answer)) as pool:
        try:
            for request in requests:
                waiting.append(pool.submit(_answer_request, request))
                if len(waiting) >= WAITING * processes:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise CommandError("a process ended; what is written stays, and the same command goes on") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def ask_application(settings: Settings) -> Answer:
    """Asks the application, inside this process, as `POST /v1/summaries` does. Raises: CheckpointError."""
    # Imported here: the process that reads and writes needs no models' libraries.
    import httpx2  # noqa: PLC0415

    from service.app import create_app  # noqa: PLC0415

    app = create_app(settings)
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    loop.run_until_complete(stack.enter_async_context(app.router.lifespan_context(app)))
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    client = loop.run_until_complete(stack.enter_async_context(httpx2.AsyncClient(transport=transport)))

    def answer(body: bytes) -> tuple[int, bytes]:
        headers = {"content-type": "application/json"}
        response = loop.run_until_complete(client.post("http://chorus/v1/summaries", content=body, headers=headers))
        return response.status_code, response.content

    return answer


def _start(settings: Settings, make_answer: MakeAnswer) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _answer.append(make_answer(settings))


def _end_with_parent() -> None:
    """Whoever kills the batch must not be left with its processes."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _answer_request(request: BatchRequest) -> BatchResult:
    return answer_with(_answer[0], request)


def answer_with(answer: Answer, request: BatchRequest) -> BatchResult:
    """What became of `request`."""
    status, body = answer(request.body)
    return BatchResult(id=request.id, line=request.line, refused=status != HTTPStatus.OK, body=body)
