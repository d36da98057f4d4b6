"""The client that blocks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self, TypeVar, Unpack

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


class ChorusClient:
    """A service, asked over connections that are kept: for many requests make one client, and close it.

    Every method raises RefusedError for a status from 400 to 499, FailedError from 500 on, UnreachableError if the
    service cannot be reached or does not answer in time, UnexpectedAnswerError if what answers is no Chorus.
    """

    def __init__(
        self,
        url: str,
        *,
        api_key: str | None = None,
        retries: Retries = DEFAULT_RETRIES,
        timeout_seconds: float = ANSWER_TIMEOUT_SECONDS,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """A client of the service at `url`.

        api_key: a key, where the service asks for one. timeout_seconds: time for one answer. transport: how requests
        travel; by default over HTTP. sleep: how it waits between two tries.

        Raises: ValueError if `url` is not a web address.
        """
        self._address = read_address(url)
        self._retries = retries
        self._sleep = sleep
        self._http = httpx2.Client(
            headers=make_headers(api_key),
            timeout=make_timeout(timeout_seconds),
            transport=transport,
            trust_env=not is_local(self._address),
        )

    def summarize(self, articles: Iterable[Article], **options: Unpack[SummaryOptions]) -> SummaryAnswer:
        """A summary of the articles, every sentence with its citations."""
        return self._ask(ask_summary(articles, options))

    def group(self, articles: Iterable[Article], **options: Unpack[GroupsOptions]) -> GroupsAnswer:
        """The sentences of the articles, grouped by the fact that they report."""
        return self._ask(ask_groups(articles, options))

    def cite(self, text: str, articles: Iterable[Article], **options: Unpack[CitationsOptions]) -> CitationsAnswer:
        """The sentences of `text`, each with the places in the articles that support it, and whether they do."""
        return self._ask(ask_citations(text, articles, options))

    def models(self) -> LoadedModels:
        """The models that the service has loaded."""
        return self._ask(ask_models())

    def close(self) -> None:
        """Closes the connections; nothing can be asked after it."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, call: Call[AnswerT]) -> AnswerT:
        tried = 0
        while True:
            tried += 1
            try:
                return self._try(call)
            except ChorusError as failure:
                wait = self._retries.wait_seconds(failure, tried=tried)
                if wait is None:
                    raise
            self._sleep(wait)

    def _try(self, call: Call[AnswerT]) -> AnswerT:
        try:
            response = self._http.request(
                call.method, f"{self._address}{call.path}", content=call.body, headers=call.headers
            )
        except httpx2.TransportError as error:
            raise translate_error(error, self._address) from error
        return read_answer(response, call.answer)
