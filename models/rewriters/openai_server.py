"""Any server that speaks OpenAI's protocol: vLLM, Ollama, llama.cpp, or a hosted one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.rewriters.chat import ChatAnswer, ChatServer, Question
from models.rewriters.composing import instruct_composer, read_composition
from models.rewriters.prompts import SERVER_INSTRUCTIONS, fence, take_sentence
from service.descriptions import RewriterDescription, RewriterKind
from service.ports import SentenceSplitter
from service.rewrites import Composed, CompositionRequest, Rewrite, RewriteRequest

_TOKENS_PER_WORD = 4
"""Generous, for other scripts; the server stops at the end of the sentence by itself."""
_LEAST_TOKENS = 64


class OpenAIRewriter:
    """A `Rewriter` and `Composer` behind a server. What it answers is read as a stranger's text."""

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        split: SentenceSplitter,
        api_key: str = "",
        timeout_seconds: float = 30.0,
        retries: int = 2,
        languages: tuple[str, ...] = (),
        input_price: float | None = None,
        output_price: float | None = None,
    ) -> None:
        """Connects to nothing yet. split: finds where the sentences of an answer end.

        timeout_seconds: of one try, until its answer is whole. retries: of a try that failed, after the pause that the
        server asks for. languages: primary subtags that its model writes; empty where that is unknown.
        input_price, output_price: of a million tokens that it reads and writes; None: unknown.
        """
        self._server = ChatServer(
            base_url=base_url, model=model, api_key=api_key, timeout_seconds=timeout_seconds, retries=retries
        )
        self._split = split
        self._description = RewriterDescription(
            name=model,
            kind=RewriterKind.OPENAI,
            languages=languages,
            input_price=input_price,
            output_price=output_price,
        )

    @property
    def description(self) -> RewriterDescription:
        return self._description

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """One sentence for each request; what the server has not answered when the time is up is left out."""
        questions = [
            Question(
                system=SERVER_INSTRUCTIONS.format(max_words=request.max_words),
                material=fence(request.sentences),
                max_tokens=max(_LEAST_TOKENS, _TOKENS_PER_WORD * request.max_words),
            )
            for request in requests
        ]
        answers = self._server.ask(questions, remaining_seconds=remaining_seconds)
        return tuple(self._read_sentence(answer) for answer in answers)

    def compose(
        self, requests: Sequence[CompositionRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Composed, ...]:
        """The sentences that tell the facts of each request; of an answer that broke off, those that are whole."""
        questions = [instruct_composer(request) for request in requests]
        answers = self._server.ask(questions, remaining_seconds=remaining_seconds)
        return tuple(read_composition(answer, self._split) for answer in answers)

    def _read_sentence(self, answer: ChatAnswer) -> Rewrite:
        """A sentence of an answer that broke off may be cut itself, and is not taken."""
        text = take_sentence(answer.text or "", self._split) or "" if answer.failure is None else None
        return Rewrite(text=text, failure=answer.failure, tokens=answer.output_tokens, input_tokens=answer.input_tokens)
