"""Any server that speaks OpenAI's protocol: vLLM, Ollama, llama.cpp, or a hosted one."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from openai import APIConnectionError, APIStatusError, APITimeoutError, OpenAI, OpenAIError
from openai.types.chat import ChatCompletion, ChatCompletionSystemMessageParam, ChatCompletionUserMessageParam

from models.rewriters.prompts import OUT_OF_TIME, instruct_server, take_sentence
from service.descriptions import RewriterDescription, RewriterKind
from service.ports import SentenceSplitter
from service.rewrites import Rewrite, RewriteRequest

PARALLEL_REQUESTS = 8
"""Groups asked about at once: servers batch them, and hosted ones allow as many."""
_LOOK_SECONDS = 0.1
"""How often it is asked whether there is time left."""
_TOKENS_PER_WORD = 4
"""Generous, for other scripts; the server stops at the end of the sentence by itself."""
_LEAST_TOKENS = 64
_SEED = 0
_NO_KEY = "none"
"""What the client is given where the server wants no key; it refuses to start without one."""

_log = logging.getLogger("chorus.rewriter")


class OpenAIRewriter:
    """A `Rewriter` behind a server. Greedy as far as the server is: temperature 0 and a fixed seed.

    Nothing of the key, of the server's messages or of its address leaves this class.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        split: SentenceSplitter,
        api_key: str = "",
        timeout_seconds: float = 30.0,
        retries: int = 2,
    ) -> None:
        """Connects to nothing yet. split: finds where the first sentence of an answer ends.

        timeout_seconds: of one try. retries: of a try that failed, with growing pauses.
        """
        self._client = OpenAI(
            base_url=base_url, api_key=api_key or _NO_KEY, timeout=timeout_seconds, max_retries=retries
        )
        self._model, self._split = model, split
        self._timeout_seconds = timeout_seconds
        self._description = RewriterDescription(name=model, kind=RewriterKind.OPENAI)

    @property
    def description(self) -> RewriterDescription:
        return self._description

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """One sentence for each request; what the server has not answered when the time is up is left out."""
        pool = ThreadPoolExecutor(max_workers=PARALLEL_REQUESTS, thread_name_prefix="chorus-rewriter")
        try:
            futures = [pool.submit(self._ask, request, remaining_seconds) for request in requests]
            pending: set[Future[Rewrite]] = set(futures)
            while pending and remaining_seconds() > 0:
                _, pending = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return tuple(
            future.result() if future.done() and not future.cancelled() else Rewrite(failure=OUT_OF_TIME)
            for future in futures
        )

    def _ask(self, request: RewriteRequest, remaining_seconds: Callable[[], float]) -> Rewrite:
        seconds = min(self._timeout_seconds, remaining_seconds())
        if seconds <= 0:
            return Rewrite(failure=OUT_OF_TIME)
        system, user = instruct_server(request)
        try:
            completion = self._client.with_options(timeout=seconds).chat.completions.create(
                model=self._model,
                messages=[
                    ChatCompletionSystemMessageParam(role="system", content=system["content"]),
                    ChatCompletionUserMessageParam(role="user", content=user["content"]),
                ],
                temperature=0,
                seed=_SEED,
                max_tokens=max(_LEAST_TOKENS, _TOKENS_PER_WORD * request.max_words),
            )
            return _read(completion, self._split)
        except (OpenAIError, ValueError) as error:  # ValueError: a body that is no JSON
            _log.warning("a rewrite failed", extra={"fields": {"error": type(error).__name__}})
            return Rewrite(failure=_explain(error))


def _read(completion: ChatCompletion, split: SentenceSplitter) -> Rewrite:
    """The sentence of an answer. The client checks nothing of what a server sends: any part may be missing."""
    tokens = getattr(getattr(completion, "usage", None), "completion_tokens", None)
    choices = getattr(completion, "choices", None)
    message = getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None
    content = getattr(message, "content", None)
    if not isinstance(content, str):
        return Rewrite(failure="the server's answer holds no text")
    return Rewrite(text=take_sentence(content, split) or "", tokens=tokens if isinstance(tokens, int) else 0)


def _explain(error: Exception) -> str:
    """Why there is no answer, in words that give nothing away."""
    match error:
        case APITimeoutError():
            return "the server did not answer in time"
        case APIConnectionError():
            return "the server cannot be reached"
        case APIStatusError(status_code=status):
            return f"the server answered {status}"
    return "the server's answer cannot be read"
