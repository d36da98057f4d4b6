"""A rewriter, asked for one summary: what it may still cost in time and tokens, and what it has cost.

Tokens are estimated before anybody is asked: what a server counts is known too late, and it counts as it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from service.pipeline.rewriting.drafting import Rewording, read_rewrite
from service.ports import Composer, Rewriter
from service.rewrites import NO_USAGE, Composed, CompositionRequest, RewriteRequest, TokenUsage

OVER_BUDGET = "it would cost more tokens than a summary may"
SENTENCE_WORDS = 60
"""Of a sentence that nothing else bounds."""
_CHARACTERS_PER_TOKEN = 3
"""Fewer than tokenizers of large models need for any language in an alphabet, so that estimates err upwards."""
_TOKENS_PER_WORD = 4
_INSTRUCTIONS_TOKENS = 500
"""What a question takes beside its material."""


class RewriterAccount:
    """Asks a rewriter while there is time, and tokens are left."""

    def __init__(self, rewriter: Rewriter, *, max_tokens: int | None, count_seconds: Callable[[], float]) -> None:
        """max_tokens: None: any number. count_seconds: that are left for rewriting."""
        self._rewriter, self._max_tokens, self._count_seconds = rewriter, max_tokens, count_seconds
        self._spent = 0
        self.usage = NO_USAGE
        self.failure: str | None = None
        """Why the rewriter is not asked any more."""

    def rewrite(self, requests: Sequence[RewriteRequest]) -> list[Rewording]:
        """What the rewriter makes of each group."""
        if self.failure is not None:
            return [Rewording(failure=self.failure) for _ in requests]
        affordable = [one for one in requests if self._spend(one.sentences, words=one.max_words)]
        rewrites = self._rewriter.rewrite(affordable, remaining_seconds=self._count_seconds) if affordable else ()
        for one in rewrites:
            answered = int(one.failure is None)
            self.usage += TokenUsage(requests=answered, input_tokens=one.input_tokens, output_tokens=one.tokens)
        read = {id(one): read_rewrite(rewrite, one) for one, rewrite in zip(affordable, rewrites, strict=True)}
        return [read.get(id(one)) or Rewording(failure=OVER_BUDGET) for one in requests]

    def compose(self, composer: Composer, requests: Sequence[CompositionRequest]) -> list[Composed]:
        """What a composer, the same rewriter, makes of each request."""
        affordable = [one for one in requests if self._spend([*_list_texts(one)], words=_count_words(one))]
        composed = composer.compose(affordable, remaining_seconds=self._count_seconds) if affordable else ()
        for one in composed:
            self.usage += one.usage
        read = {id(one): answer for one, answer in zip(affordable, composed, strict=True)}
        return [read.get(id(one)) or Composed(failure=OVER_BUDGET) for one in requests]

    def _spend(self, material: Sequence[str], *, words: int) -> bool:
        """Whether a question may be asked; then it is counted. words: that its answer may have."""
        characters = sum(len(text) for text in material)
        cost = _INSTRUCTIONS_TOKENS + characters // _CHARACTERS_PER_TOKEN + _TOKENS_PER_WORD * words
        if self._max_tokens is not None and self._spent + cost > self._max_tokens:
            return False
        self._spent += cost
        return True


def _list_texts(request: CompositionRequest) -> Iterator[str]:
    """What a composer reads."""
    for fact in request.facts:
        yield from (*fact.wordings, *fact.sources, *fact.days, *fact.notes)
    if request.refused:
        yield from (request.refused.text, *request.refused.reasons)


def _count_words(request: CompositionRequest) -> int:
    """That an answer may have."""
    return request.max_words or SENTENCE_WORDS * (request.max_sentences or len(request.facts))
