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

import typer

from service.api.batch_lines import BatchRequest, BatchResult
from service.api.problems import render_problem
from service.cli.failures import CommandError
from service.errors import ReaderLostError
from service.settings import Settings

Answer = Callable[[bytes], tuple[int, bytes]]
"""A request's body -> status and body of the answer."""
MakeAnswer = Callable[[Settings], Answer]
"""Called once in each process, by name."""
AnswerRequests = Callable[..., Iterator[BatchResult]]
"""An engine: what `answer_requests` is for one machine."""
_TRIES = 2
"""Processes that a line is given to alone once one died: as on a cluster, two further ones."""
WAITING = 4
"""Lines a process that are read ahead: long stories hold up those behind them, and memory stays small."""

_answer: list[Answer] = []


def answer_requests(
    requests: Iterable[BatchRequest], settings: Settings, make_answer: MakeAnswer, *, processes: int
) -> Iterator[BatchResult]:
    """What became of each of `requests`, in their order.

    Where a process dies, as of too little memory, the lines that were asked and have no answer are asked one after the
    other, of new processes; a line that ends each process it is given to is refused.

    Raises: CommandError if processes die before they are asked anything.
    """
    pool = _Pool(settings, make_answer, processes)
    waiting: deque[tuple[BatchRequest, Future[BatchResult]]] = deque()
    try:
        for request in requests:
            waiting.append((request, pool.ask(request)))
            if len(waiting) >= WAITING * processes:
                yield from _take(waiting, pool)
        while waiting:
            yield from _take(waiting, pool)
    finally:
        pool.end()


class _Pool:
    """Processes that are replaced, all of them, once one has died."""

    def __init__(self, settings: Settings, make_answer: MakeAnswer, processes: int) -> None:
        self._processes, self._arguments = processes, (settings, make_answer)
        self._pool = self._begin()

    def _begin(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
        return ProcessPoolExecutor(self._processes, context, _start, self._arguments)

    def ask(self, request: BatchRequest) -> Future[BatchResult]:
        """What becomes of it, by and by: BrokenProcessPool where a process died before that."""
        try:
            return self._pool.submit(_answer_request, request)
        except BrokenProcessPool as error:
            broken: Future[BatchResult] = Future()
            broken.set_exception(error)
            return broken

    def replace(self) -> None:
        """Begins anew. Raises: CommandError if new processes cannot even begin."""
        self.end()
        self._pool = self._begin()
        try:
            self._pool.submit(_is_begun).result()
        except BrokenProcessPool as error:
            raise CommandError("processes end as they start; what is written stays") from error

    def end(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def _take(waiting: deque[tuple[BatchRequest, Future[BatchResult]]], pool: _Pool) -> Iterator[BatchResult]:
    """The result that is due, or, where a process died, those of all that wait: any of them may be why."""
    request, answer = waiting.popleft()
    try:
        result = answer.result()
    except BrokenProcessPool:
        pool.replace()
        yield _ask_alone(request, pool)
        while waiting:
            request, answer = waiting.popleft()
            yield answer.result() if _is_answered(answer) else _ask_alone(request, pool)
        return
    yield result


def _is_answered(answer: Future[BatchResult]) -> bool:
    return answer.done() and not answer.cancelled() and answer.exception() is None


def _ask_alone(request: BatchRequest, pool: _Pool) -> BatchResult:
    for _ in range(_TRIES):
        try:
            return pool.ask(request).result()
        except BrokenProcessPool:
            pool.replace()
    return give_up(request, f"it ended {_TRIES} processes that had nothing else")


def give_up(request: BatchRequest, reason: str) -> BatchResult:
    """The refusal of a line that ends what works on it; on stderr it says so."""
    typer.echo(f"chorus: line {request.line} is refused: {reason}", err=True)
    problem = render_problem(ReaderLostError(reason=reason), request_id=f"line-{request.line}")
    return BatchResult(id=request.id, line=request.line, refused=True, body=bytes(problem.body))


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


def _is_begun() -> None:
    """Asks nothing."""


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
