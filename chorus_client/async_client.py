"""The client that is awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import aclosing, contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import anyio
import httpx2
from pydantic import BaseModel

from chorus_client import jobs
from chorus_client.batches import LineReader, Story, ask_batch
from chorus_client.events import MOST_EVENT_BYTES, accept_events, lost_answer, read_event
from chorus_client.exchange import (
    ANSWER_TIMEOUT_SECONDS,
    is_local,
    make_headers,
    make_timeout,
    raise_for_status,
    read_address,
    read_answer,
    translate_error,
)
from chorus_client.failures import ChorusError
from chorus_client.requests import (
    Article,
    Call,
    CitationsOptions,
    GroupsOptions,
    StoriesOptions,
    SummaryOptions,
    ask_citations,
    ask_groups,
    ask_models,
    ask_stories,
    ask_summary,
    write_citations,
    write_groups,
    write_summary,
)
from chorus_client.retries import DEFAULT_RETRIES, Retries
from service.api.model_responses import LoadedModels
from service.api.responses import (
    BatchLine,
    CitationsAnswer,
    GroupsAnswer,
    ProgressEvent,
    SentenceEvent,
    StoriesAnswer,
    SummaryAnswer,
)

AnswerT = TypeVar("AnswerT", bound=BaseModel)


class AsyncChorusClient:
    """As `ChorusClient`, for asyncio and trio; a method that is cancelled closes its connection, and its work stops."""

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        retries: Retries = DEFAULT_RETRIES,
        timeout_seconds: float = ANSWER_TIMEOUT_SECONDS,
        transport: httpx2.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
    ) -> None:
        """A client of the service at `url`; arguments and errors as those of `ChorusClient`."""
        self._address = read_address(url)
        self._retries = retries
        self.sleep = sleep
        self._http = httpx2.AsyncClient(
            headers=make_headers(api_key),
            timeout=make_timeout(timeout_seconds),
            transport=transport,
            trust_env=not is_local(self._address),
        )

    async def summarize(self, articles: Iterable[Article], **options: Unpack[SummaryOptions]) -> SummaryAnswer:
        """A summary of the articles, every sentence with its citations."""
        return await self.ask(ask_summary(articles, options))

    async def group(self, articles: Iterable[Article], **options: Unpack[GroupsOptions]) -> GroupsAnswer:
        """The sentences of the articles, grouped by the fact that they report."""
        return await self.ask(ask_groups(articles, options))

    async def cite(
        self, text: str, articles: Iterable[Article], **options: Unpack[CitationsOptions]
    ) -> CitationsAnswer:
        """The sentences of `text`, each with the places in the articles that support it, and whether they do."""
        return await self.ask(ask_citations(text, articles, options))

    async def tell_apart(self, articles: Iterable[Article], **options: Unpack[StoriesOptions]) -> StoriesAnswer:
        """The events that a mixed stream of articles tells, each with its articles, and the strays."""
        return await self.ask(ask_stories(articles, options))

    async def models(self) -> LoadedModels:
        """The models that the service has loaded."""
        return await self.ask(ask_models())

    async def stream_summary(
        self, articles: Iterable[Article], **options: Unpack[SummaryOptions]
    ) -> AsyncIterator[ProgressEvent | SentenceEvent | SummaryAnswer]:
        """How far the work is, each sentence as it is decided, and at last the whole answer.

        Who stops reading, and closes the iterator, stops the work. Raises: UnreachableError, too, if the answer does
        not come to its end.
        """
        call = accept_events(ask_summary(articles, options))
        async with aclosing(await self.send(call, stream=True)) as response:
            with self._translated():
                async for event in httpx2.EventSource(response, MOST_EVENT_BYTES):
                    told = read_event(event, call.answer)
                    if told is not None:
                        yield told
                    if isinstance(told, SummaryAnswer):
                        return
        raise lost_answer(self._address)

    async def stream_batch(self, stories: Iterable[Story]) -> AsyncIterator[BatchLine]:
        """A line for each story, in their order, as soon as its summary is made: `answer`, or the `problem` it met.

        Who closes the iterator stops the work. Raises: UnreachableError, too, if not every story gets its line.
        """
        asked = list(stories)
        missing, reader = len(asked), LineReader()
        call = ask_batch(asked)
        async with aclosing(await self.send(call, stream=True)) as response:
            with self._translated():
                async for piece in response.aiter_bytes():
                    for line in reader.read(piece):
                        missing -= 1
                        yield line
        if missing:
            raise lost_answer(self._address)

    async def aclose(self) -> None:
        """Closes the connections; nothing can be asked after it."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def jobs(self) -> AsyncJobs:
        """The jobs that the service keeps, if it keeps any."""
        return AsyncJobs(self)

    async def ask(self, call: Call[AnswerT]) -> AnswerT:
        """The answer to a call of `chorus_client.requests` or `chorus_client.jobs`."""
        return read_answer(await self.send(call), call.answer)

    async def send(self, call: Call[Any], *, stream: bool = False) -> httpx2.Response:
        """The response to a call, of a status below 400; where `stream` is, its body is still to be read."""
        tried = 0
        while True:
            tried += 1
            try:
                return await self._try(call, stream=stream)
            except ChorusError as failure:
                wait = self._retries.wait_seconds(failure, tried=tried)
                if wait is None:
                    raise
            await self.sleep(wait)

    async def _try(self, call: Call[Any], *, stream: bool) -> httpx2.Response:
        request = self._http.build_request(
            call.method, f"{self._address}{call.path}", content=call.body, headers=call.headers
        )
        with self._translated():
            response = await self._http.send(request, stream=stream)
            try:
                if response.is_error:
                    await response.aread()
                raise_for_status(response)
            except BaseException:
                await response.aclose()
                raise
        return response

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TransportError as error:
            raise translate_error(error, self._address) from error


class AsyncJobs:
    """Jobs of a service, over the connections of its client, and with its errors and retries.

    webhook: an address that is told of the end. idempotency_key: a name for this very job; by default a new one, which
    keeps a try after a failure from making a second job.
    """

    def __init__(self, client: AsyncChorusClient) -> None:
        self._client = client

    async def summarize(
        self,
        articles: Iterable[Article],
        *,
        webhook: str | None = None,
        idempotency_key: str | None = None,
        **options: Unpack[SummaryOptions],
    ) -> jobs.Job:
        """A job that makes a summary."""
        request = write_summary(articles, options)
        return await self._client.ask(
            jobs.submit("summaries", request, webhook=webhook, idempotency_key=idempotency_key)
        )

    async def group(
        self,
        articles: Iterable[Article],
        *,
        webhook: str | None = None,
        idempotency_key: str | None = None,
        **options: Unpack[GroupsOptions],
    ) -> jobs.Job:
        """A job that groups the sentences of the articles."""
        request = write_groups(articles, options)
        return await self._client.ask(jobs.submit("groups", request, webhook=webhook, idempotency_key=idempotency_key))

    async def cite(
        self,
        text: str,
        articles: Iterable[Article],
        *,
        webhook: str | None = None,
        idempotency_key: str | None = None,
        **options: Unpack[CitationsOptions],
    ) -> jobs.Job:
        """A job that traces the sentences of a text."""
        request = write_citations(text, articles, options)
        return await self._client.ask(
            jobs.submit("citations", request, webhook=webhook, idempotency_key=idempotency_key)
        )

    async def get(self, job_id: str) -> jobs.Job:
        """How a job stands."""
        return await self._client.ask(jobs.read_job(job_id))

    async def list(
        self, *, state: jobs.JobState | None = None, limit: int | None = None, before: str | None = None
    ) -> jobs.JobList:
        """Your jobs, newest first. before: those alone that were made before this job."""
        return await self._client.ask(jobs.list_jobs(state=state, limit=limit, before=before))

    async def delete(self, job_id: str) -> None:
        """Forgets a job and its result; one that runs is stopped."""
        await self._client.send(jobs.delete_job(job_id))

    async def result(self, job: jobs.Job) -> jobs.Answer:
        """What the question was answered. Raises: RefusedError or FailedError with the problem of a job that failed."""
        return await self._client.ask(jobs.read_result(job.id, job.kind))

    async def wait(self, job: jobs.Job, *, poll_seconds: float = jobs.POLL_SECONDS) -> jobs.Answer:
        """The result of `job` once it has ended, however long that takes. Raises: as `result`."""
        while not job.ended:
            await self._client.sleep(poll_seconds)
            job = await self.get(job.id)
        return await self.result(job)
