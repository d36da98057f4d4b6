"""Stand-ins for what tests do without: models, and the passing of time."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.descriptions import (
    EncoderDescription,
    EntailmentDescription,
    RewriterDescription,
    RewriterKind,
    SameFactDescription,
)
from service.features import DecisionFeatures
from service.pipeline.summarize import Pipeline
from service.ports import Entailment, Limits, Models, SentenceEncoder
from service.rewrites import Composed, CompositionRequest, Rewrite, RewriteRequest

_WORD = re.compile(r"\w+")
_SPECIAL_TOKENS = 2
_GRID = 2048


def make_pipeline(
    *,
    max_sentences: int = 1000,
    rewriting_seconds: float = 60.0,
    rewriting_tokens: int | None = None,
    **models: Any,
) -> Pipeline:
    """A pipeline with the double of an encoder, and with `models`."""
    limits = Limits(max_sentences=max_sentences, rewriting_seconds=rewriting_seconds, rewriting_tokens=rewriting_tokens)
    return Pipeline(models=Models(**{"encoder": HashingEncoder(), **models}), limits=limits)


class HashingEncoder:
    """A sentence encoder without a model: words hashed into a bag, rows of length 1.

    Sentences that share words are close; the same text has the same row, whatever its neighbours.
    """

    def __init__(self, dimension: int = 256) -> None:
        self._dimension = dimension

    @property
    def description(self) -> EncoderDescription:
        return EncoderDescription(
            name="hashing",
            revision=None,
            sha256="0" * 64,
            dimension=self._dimension,
            dtype="float32",
            max_tokens=256,
            similarity_threshold=0.5,
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        embeddings = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _words(text) or [""]:
                digest = blake2b(word.encode(), digest_size=8).digest()
                embeddings[row, int.from_bytes(digest) % self._dimension] += 1.0
        embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
        return embeddings

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_words(text)) + _SPECIAL_TOKENS for text in texts]


class GatedEncoder(HashingEncoder):
    """An encoder that waits, once `close` was called, until `open` is; `entered` tells that a request got this far."""

    def __init__(self) -> None:
        super().__init__()
        self._gate = threading.Event()
        self._gate.set()
        self.entered = threading.Event()

    def close(self) -> None:
        self._gate.clear()
        self.entered.clear()

    def open(self) -> None:
        self._gate.set()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.entered.set()
        if not self._gate.wait(timeout=30):
            raise TimeoutError("nobody opened the gate")
        return super().encode(texts)


class BrokenEncoder(HashingEncoder):
    """An encoder that fails, once `broken` is set, with a message that must not leave the service."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if self.broken:
            raise RuntimeError(f"secret: {texts[0]}")
        return super().encode(texts)


class ParticularEncoder(HashingEncoder):
    """An encoder that raises `error` at texts that hold a word."""

    def __init__(self, word: str, error: Exception) -> None:
        super().__init__()
        self._word, self._error = word, error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any(self._word in text for text in texts):
            raise self._error
        return super().encode(texts)


class WordSentences:
    """Sentences as bags of words, on a grid on which their dot products are exact."""

    def __init__(self, embeddings: NDArray[np.float32]) -> None:
        self._embeddings = embeddings

    @property
    def embeddings(self) -> NDArray[np.float32]:
        return self._embeddings

    def compare(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
        """The cosine of each pair, and log odds that are 0 where it is a half. Shape: (pairs, 2)."""
        cosine = (self._embeddings[first] * self._embeddings[second]).sum(axis=1, dtype=np.float64)
        return np.stack([cosine, 8 * (cosine - 0.5)], axis=1)

    def forget(self) -> None:
        """Nothing: it has no more than its embeddings."""


class WordSameFactModel:
    """A same-fact model without a model: the more words two sentences share, the likelier they are one fact.

    It decides by its own log odds alone, and keeps the texts it was given.
    """

    def __init__(self, languages: tuple[str, ...] = ("en",), *, shares: bool = False) -> None:
        self.shares = shares
        self._languages = languages
        self.texts: list[str] = []

    @property
    def description(self) -> SameFactDescription:
        return SameFactDescription(
            name="words",
            base="hashing",
            sha256="1" * 64,
            dtype="float32",
            languages=self._languages,
            threshold=0.5,
            farthest_gap=0.2,
        )

    def read(self, texts: Sequence[str], *, check: Callable[[], None]) -> WordSentences:
        check()
        self.texts.extend(texts)
        rows = np.rint(HashingEncoder().encode(texts) * _GRID) / _GRID
        return WordSentences(rows.astype(np.float32))

    def shares_layers(self, encoder: SentenceEncoder) -> bool:
        return self.shares and isinstance(encoder, HashingEncoder)

    def read_beside(
        self, encoder: SentenceEncoder, texts: Sequence[str], *, check: Callable[[], None]
    ) -> tuple[NDArray[np.float32], WordSentences]:
        return encoder.encode(texts), self.read(texts, check=check)

    def predict(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        probability: NDArray[np.float64] = 1 / (1 + np.exp(-features[:, -1].astype(np.float64)))
        return probability

    def rescore(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """It stands by what it decided."""
        probability: NDArray[np.float64] = 1 / (
            1 + np.exp(-features[:, -len(DecisionFeatures.names())].astype(np.float64))
        )
        return probability


class ScriptedRewriter:
    """A rewriter without a model: what `write` makes of each request; it keeps the requests."""

    def __init__(self, write: Callable[[RewriteRequest], Rewrite], name: str = "scripted") -> None:
        self._write = write
        self._name = name
        self.requests: list[RewriteRequest] = []

    @property
    def description(self) -> RewriterDescription:
        return RewriterDescription(name=self._name, kind=RewriterKind.INSTRUCT)

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        self.requests.extend(requests)
        return tuple(
            self._write(request) if remaining_seconds() > 0 else Rewrite(failure="no time was left")
            for request in requests
        )


class ScriptedComposer(ScriptedRewriter):
    """A composer without a model: what `tell` makes of each request; it keeps the requests. It rewrites no group."""

    def __init__(
        self, tell: Callable[[CompositionRequest], Composed], *, languages: tuple[str, ...] = (), name: str = "composer"
    ) -> None:
        super().__init__(lambda _: Rewrite(text=""), name)
        self._tell, self._languages = tell, languages
        self.compositions: list[CompositionRequest] = []

    @property
    def description(self) -> RewriterDescription:
        return RewriterDescription(
            name=self._name,
            kind=RewriterKind.OPENAI,
            languages=self._languages,
            input_price=1.0,
            output_price=10.0,
        )

    def compose(
        self, requests: Sequence[CompositionRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Composed, ...]:
        self.compositions.extend(requests)
        return tuple(
            self._tell(request) if remaining_seconds() > 0 else Composed(failure="no time was left")
            for request in requests
        )


class StubbornEntailment:
    """An entailment model that says the same of every pair, and remembers what it was asked."""

    def __init__(self, probability: float) -> None:
        self._probability = probability
        self.asked: list[tuple[str, str]] = []

    @property
    def description(self) -> EntailmentDescription:
        return EntailmentDescription(name="stubborn", base=None, sha256="0" * 64, dtype="float32")

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        check()
        self.asked.extend(pairs)
        return [Entailment(entailed=self._probability, contradicted=0.0)] * len(pairs)


class ScriptedEntailment(StubbornEntailment):
    """An entailment model that knows some evidence by a part of its text; the rest states nothing."""

    def __init__(self, known: Mapping[str, tuple[float, float]]) -> None:
        super().__init__(0.0)
        self._known = known

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        super().judge(pairs, check=check)
        return [self._find(evidence) for evidence, _ in pairs]

    def _find(self, evidence: str) -> Entailment:
        found = [odds for part, odds in self._known.items() if part in evidence]
        entailed, contradicted = max(found, default=(0.01, 0.01))
        return Entailment(entailed=entailed, contradicted=contradicted)


class ManualTime:
    """A time that passes only when told to, in seconds."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())
