"""Models that read nothing but words, in no time: what grows beside them is Chorus' own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from service.descriptions import EncoderDescription, EntailmentDescription, RewriterDescription, RewriterKind
from service.ports import Entailment
from service.rewrites import Composed, ComposedSentence, CompositionRequest, Rewrite, RewriteRequest

_DIMENSION = 128
_MOST_WORDS = 256


class HashedWords:
    """An encoder without a model: words hashed into a bag, rows of length 1. What it reads of a text is bounded."""

    @property
    def description(self) -> EncoderDescription:
        return EncoderDescription(
            name="hashed words", revision=None, sha256="0" * 64, dimension=_DIMENSION, dtype="float32",
            max_tokens=_MOST_WORDS, similarity_threshold=0.5,
        )  # fmt: skip

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), _DIMENSION), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in text.split()[:_MOST_WORDS]:
                rows[row, crc32(word.lower().encode()) % _DIMENSION] += 1.0
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) + 2 for text in texts]


class SharedWords:
    """An entailment model without a model: evidence entails a claim as far as it has its words."""

    @property
    def description(self) -> EntailmentDescription:
        return EntailmentDescription(name="shared words", base=None, sha256="0" * 64, dtype="float32")

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        judged = []
        for evidence, claim in pairs:
            check()
            words = frozenset(claim.split()[:_MOST_WORDS])
            share = len(words & frozenset(evidence.split()[:_MOST_WORDS])) / max(1, len(words))
            judged.append(Entailment(entailed=0.98 * share, contradicted=0.98 * (1 - share) / 2))
        return judged


class JoinedSentences:
    """A rewriter without a model: of two sentences it makes one, as fusion does."""

    @property
    def description(self) -> RewriterDescription:
        return RewriterDescription(name="joined sentences", kind=RewriterKind.INSTRUCT)

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        return tuple(
            Rewrite(text=f"{request.sentences[0].rstrip('.')}, and {request.sentences[-1]}", others=request.sentences)
            if remaining_seconds() > 0
            else Rewrite(failure="no time was left")
            for request in requests
        )


class RetoldFacts(JoinedSentences):
    """A composer without a model: each fact in its last wording."""

    def compose(
        self, requests: Sequence[CompositionRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Composed, ...]:
        return tuple(
            Composed(
                sentences=tuple(ComposedSentence(text=fact.wordings[-1], facts=(fact.name,)) for fact in request.facts)
            )
            if remaining_seconds() > 0
            else Composed(failure="no time was left")
            for request in requests
        )
