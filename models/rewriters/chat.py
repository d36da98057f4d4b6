"""Chat with a server that speaks OpenAI's protocol and may be slow, broken or hostile: bounded in time and in bytes."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx2
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AsyncOpenAI,
    BadRequestError,
    OpenAIError,
    UnprocessableEntityError,
    omit,
)
from openai.types.chat import ChatCompletionSystemMessageParam, ChatCompletionUserMessageParam
from openai.types.shared_params import ResponseFormatJSONSchema

from models.rewriters.prompts import OUT_OF_TIME

PARALLEL_REQUESTS = 8
"""Questions asked at once: servers batch them, and hosted ones allow as many."""
MAX_ANSWER_BYTES = 8_000_000
"""Of one answer: a stream takes some 300 bytes for each token."""
_MOST_CHARACTERS = 100_000
"""Of the text of an answer: ten times what a long summary has."""
_LOOK_SECONDS = 0.1
"""How often it is asked whether there is time left."""
_MOST_TOKENS = 10_000_000
"""Beyond what any model reads at once: a server that counts more counts wrong."""
_SEED = 0
_NO_KEY = "none"
"""What the client is given where the server wants no key; it refuses to start without one."""

_log = logging.getLogger("chorus.rewriter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """system: what is to be done with the material. max_tokens: that the answer may have.

    schema: of an answer in JSON, for servers that keep to one; None: plain text.
    """

    system: str
    material: str
    max_tokens: int
    schema: ResponseFormatJSONSchema | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAnswer:
    """What a server wrote, and why there is no more of it, if there is a reason: the text may end anywhere then.

    text: None where it wrote nothing. input_tokens, output_tokens: as the server counts them, at least 0.
    """

    text: str | None = None
    failure: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0


class AnswerRefusedError(OpenAIError):
    """An answer that is not read to its end. An error of the client library's, so that it does not ask again."""


class ChatServer:
    """A server, asked greedily as far as it is: temperature 0 and a fixed seed.

    Nothing of the key, of the server's messages or of its address leaves this class; redirects are not followed.
    """

    def __init__(self, *, base_url: str, model: str, api_key: str, timeout_seconds: float, retries: int) -> None:
        """Connects to nothing yet. timeout_seconds: of one try, until its answer is whole.

        retries: of a try that failed, after the pause that the server asks for, else with growing ones.
        """
        self._base_url, self._model, self._api_key = httpx2.URL(base_url), model, api_key or _NO_KEY
        self._timeout_seconds, self._retries = timeout_seconds, retries

    def ask(self, questions: Sequence[Question], *, remaining_seconds: Callable[[], float]) -> list[ChatAnswer]:
        """An answer to each question. Once no time is left, which is asked all along, it returns; nothing runs on."""
        return asyncio.run(self._ask_all(questions, remaining_seconds))

    async def _ask_all(self, questions: Sequence[Question], remaining_seconds: Callable[[], float]) -> list[ChatAnswer]:
        gate = asyncio.Semaphore(PARALLEL_REQUESTS)
        async with self._connect(remaining_seconds) as client:
            tasks = [asyncio.create_task(self._wait(client, one, gate, remaining_seconds)) for one in questions]
            pending = set(tasks)
            while pending and remaining_seconds() > 0:
                _, pending = await asyncio.wait(pending, timeout=_LOOK_SECONDS)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        return [ChatAnswer(failure=OUT_OF_TIME) if task.cancelled() else task.result() for task in tasks]

    def _connect(self, remaining_seconds: Callable[[], float]) -> AsyncOpenAI:
        return AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._api_key,
            timeout=self._timeout_seconds,
            max_retries=self._retries,
            http_client=_BoundedClient(self._timeout_seconds, self._certificates, remaining_seconds),
            # What is not packed cannot grow while it is unpacked.
            default_headers={"accept-encoding": "identity"},
        )

    @cached_property
    def _certificates(self) -> ssl.SSLContext:
        """Made once: reading them takes longer than a local server's first word."""
        return httpx2.create_ssl_context()

    async def _wait(
        self, client: AsyncOpenAI, question: Question, gate: asyncio.Semaphore, remaining_seconds: Callable[[], float]
    ) -> ChatAnswer:
        written = _Written()
        async with gate:
            try:
                async with asyncio.timeout(max(0.0, remaining_seconds())):
                    await self._write(client, question, written)
            except TimeoutError:
                return written.finish(OUT_OF_TIME)
            except (OpenAIError, httpx2.HTTPError, ValueError, RecursionError) as error:  # the latter two: no JSON
                _log.warning("a question to the server failed", extra={"fields": {"error": type(error).__name__}})
                return written.finish(_explain(error, begun=written.begun))
        return written.finish(None)

    async def _write(self, client: AsyncOpenAI, question: Question, written: _Written) -> None:
        """Adds to `written` what the server answers. A server that knows no schemas is asked for plain text."""
        try:
            await self._stream(client, question, question.schema, written)
        except (BadRequestError, UnprocessableEntityError):
            if question.schema is None:
                raise
            await self._stream(client, question, None, written)

    async def _stream(
        self, client: AsyncOpenAI, question: Question, schema: ResponseFormatJSONSchema | None, written: _Written
    ) -> None:
        stream = await client.chat.completions.create(
            model=self._model,
            messages=[
                ChatCompletionSystemMessageParam(role="system", content=question.system),
                ChatCompletionUserMessageParam(role="user", content=question.material),
            ],
            temperature=0,
            seed=_SEED,
            max_tokens=question.max_tokens,
            response_format=omit if schema is None else schema,
            stream=True,
            stream_options={"include_usage": True},
        )
        async with stream:
            if "json" in stream.response.headers.get("content-type", ""):  # the server does not stream
                written.add(json.loads(await stream.response.aread()))
            async for chunk in stream:
                written.add(chunk)


class _Written:
    """What has been read of an answer. Nobody has checked what a server sends: any part may be missing."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._characters = self._input_tokens = self._output_tokens = 0

    def add(self, chunk: object) -> None:
        """Adds a chunk of an answer that is streamed, or a whole one. Raises: AnswerRefusedError if it is too long."""
        choices = _get(chunk, "choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        content = _get(_get(first, "delta") or _get(first, "message"), "content")
        if isinstance(content, str):
            self._parts.append(content)
            self._characters += len(content)
        if self._characters > _MOST_CHARACTERS:
            raise AnswerRefusedError
        usage = _get(chunk, "usage")
        self._input_tokens = _read_count(_get(usage, "prompt_tokens")) or self._input_tokens
        self._output_tokens = _read_count(_get(usage, "completion_tokens")) or self._output_tokens

    @property
    def begun(self) -> bool:
        return bool(self._parts)

    def finish(self, failure: str | None) -> ChatAnswer:
        text = "".join(self._parts) or None
        if text is None and failure is None:
            failure = "the server's answer holds no text"
        return ChatAnswer(
            text=text, failure=failure, input_tokens=self._input_tokens, output_tokens=self._output_tokens
        )


def _get(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


def _read_count(value: object) -> int:
    """A number of tokens; 0 where there is none that can be believed."""
    return value if type(value) is int and 0 <= value <= _MOST_TOKENS else 0


class _BoundedClient(httpx2.AsyncClient):
    """Gives an answer, from the request to the end of its body, so much time and so many bytes.

    Follows no redirects.
    """

    def __init__(
        self, timeout_seconds: float, certificates: ssl.SSLContext, remaining_seconds: Callable[[], float]
    ) -> None:
        super().__init__(follow_redirects=False, verify=certificates, timeout=timeout_seconds)
        self._seconds, self._remaining_seconds = timeout_seconds, remaining_seconds

    async def send(self, request: httpx2.Request, **options: Any) -> httpx2.Response:
        """An answer whose headers have come.

        Raises: ReadTimeout. AnswerRefusedError for one that came packed though nobody asked for that.
        """
        deadline = asyncio.get_running_loop().time() + self._seconds
        async with _raise_timeout(deadline):
            response = await super().send(request, **options)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            await response.aclose()
            raise AnswerRefusedError
        if _read_pause(response) > self._remaining_seconds():
            response.headers["x-should-retry"] = "false"  # read by the client library
        assert isinstance(response.stream, httpx2.AsyncByteStream)  # noqa: S101 (for the type checker)
        response.stream = _BoundedStream(response.stream, deadline)
        return response


class _BoundedStream(httpx2.AsyncByteStream):
    """The body of an answer. Raises, while it is read: AnswerRefusedError where it is too long; ReadTimeout.

    deadline: on the clock of the loop.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        parts = aiter(self._stream)
        while True:
            async with _raise_timeout(self._deadline):
                part = await anext(parts, None)
            if part is None:
                return
            size += len(part)
            if size > MAX_ANSWER_BYTES:
                raise AnswerRefusedError
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()


@asynccontextmanager
async def _raise_timeout(deadline: float) -> AsyncIterator[None]:
    """Ends what runs within it at the deadline. Raises: ReadTimeout then."""
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError as error:
        raise httpx2.ReadTimeout("the answer took too long") from error


def _read_pause(response: httpx2.Response) -> float:
    """Seconds for which the server asks not to be asked again; 0.0 where it asks for nothing that is a number."""
    try:
        return float(response.headers.get("retry-after", "0"))
    except ValueError:
        return 0.0


def _explain(error: Exception, *, begun: bool) -> str:
    """Why there is no answer, in words that give nothing away. begun: whether some of it has come."""
    match error:
        case APITimeoutError() | httpx2.TimeoutException():
            return "the server did not answer in time"
        case APIConnectionError() | httpx2.HTTPError():
            return "the server broke off its answer" if begun else "the server cannot be reached"
        case APIStatusError(status_code=status):
            return f"the server answered {status}"
        case AnswerRefusedError():
            return "the server's answer is longer than any summary, or packed"
    return "the server's answer cannot be read"
