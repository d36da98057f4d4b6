"""The client that is awaited."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from typing import Self, TypeVar, Unpack

import anyio
import httpx2
from pydantic import BaseModel

from chorus_client.exchange import (
    ANSWER_TIMEOUT_SECONDS,
    is_local,
    make_headers,
    make_timeout,
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
    SummaryOptions,
    ask_citations,
    ask_groups,
    ask_models,
    ask_summary,
)
from chorus_client.retries import DEFAULT_RETRIES, Retries
from service.api.model_responses import LoadedModels
from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer

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
        self._sleep = sleep
        self._http = httpx2.AsyncClient(
            headers=make_headers(api_key),
            timeout=make_timeout(timeout_seconds),
            transport=transport,
            trust_env=not is_local(self._address),
        )

    async def summarize(self, articles: Iterable[Article], **options: Unpack[SummaryOptions]) -> SummaryAnswer:
        """A summary of the articles, every sentence with its citations."""
        return await self._ask(ask_summary(articles, options))

    async def group(self, articles: Iterable[Article], **options: Unpack[GroupsOptions]) -> GroupsAnswer:
        """The sentences of the articles, grouped by the fact that they report."""
        return await self._ask(ask_groups(articles, options))

    async def cite(
        self, text: str, articles: Iterable[Article], **options: Unpack[CitationsOptions]
    ) -> CitationsAnswer:
        """The sentences of `text`, each with the places in the articles that support it, and whether they do."""
        return await self._ask(ask_citations(text, articles, options))

    async def models(self) -> LoadedModels:
        """The models that the service has loaded."""
        return await self._ask(ask_models())

    async def aclose(self) -> None:
        """Closes the connections; nothing can be asked after it."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def _ask(self, call: Call[AnswerT]) -> AnswerT:
        tried = 0
        while True:
            tried += 1
            try:
                return await self._try(call)
            except ChorusError as failure:
                wait = self._retries.wait_seconds(failure, tried=tried)
                if wait is None:
                    raise
            await self._sleep(wait)

    async def _try(self, call: Call[AnswerT]) -> AnswerT:
        try:
            response = await self._http.request(
                call.method, f"{self._address}{call.path}", content=call.body, headers=call.headers
            )
        except httpx2.TransportError as error:
            raise translate_error(error, self._address) from error
        return read_answer(response, call.answer)
