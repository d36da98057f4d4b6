"""What the pipeline needs from the outside: models, and a clock that may stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from service.descriptions import EncoderDescription, RewriterDescription, SameFactDescription
from service.rewrites import Rewrite, RewriteRequest


class SentenceEncoder(Protocol):
    """Turns sentences into vectors. Any object with these two members will do, a test double too."""

    @property
    def description(self) -> EncoderDescription: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`.

        Shape: (len(texts), dimension), float32, each row of length 1.
        A row depends on its own text alone, not on its neighbours or on the number of threads.
        """
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text before any cut, special tokens included; above `max_tokens` the encoder reads a part."""
        ...


class ReadSentences(Protocol):
    """Sentences as a same-fact model has read them, ready to be compared."""

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """Shape: (sentences, dimension), rows of length 1, on a grid on which their dot products are exact."""
        ...

    def compare(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
        """What the model sees in each pair of sentences; the last column is the log odds of one fact.

        Shape: (pairs, the model's own features). A row depends on its own pair alone.
        """
        ...


class SameFactModel(Protocol):
    """Decides whether two sentences report the same main fact, so that a summary needs only one."""

    @property
    def description(self) -> SameFactDescription: ...

    def read(self, texts: Sequence[str], *, check: Callable[[], None]) -> ReadSentences:
        """The sentences `texts`, read. check: called between batches; what it raises ends the reading."""
        ...

    def decide(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The probability of one fact for each pair, from all that is known of it.

        features: (pairs, features), the columns that `service.pipeline.clustering.same_fact` names. Shape: (pairs,), in [0, 1].
        """
        ...

    def reconsider(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The same, now that all pairs have been decided on once.

        features: as of `decide`, and beside them what `service.pipeline.clustering.second_pass` says of those.
        """
        ...


class Rewriter(Protocol):
    """Tells sentences that report one fact as one sentence. It may fail: what it gives is verified, or left out."""

    @property
    def description(self) -> RewriterDescription: ...

    def rewrite(
        self, requests: Sequence[RewriteRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Rewrite, ...]:
        """A rewrite for each of `requests`, in their order, each of one sentence, or of none with the reason.

        remaining_seconds: asked while it works; once it is 0, what is not finished is left out. Sentences are data:
        whatever they ask for, they are only retold. Raises nothing that an unreachable or failing model causes.
        """
        ...


class SupportScorer(Protocol):
    """Says how likely a text is to be supported by its evidence: an entailment or a fact-checking model."""

    @property
    def name(self) -> str:
        """Which model, as its catalog or folder names it."""
        ...

    def score_support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Of each pair of evidence and text, the probability that the evidence supports the text, in [0, 1].

        A probability depends on its own pair alone.
        """
        ...


class StageClock(Protocol):
    """Times the stages of one request and stops it between two of them once its deadline has passed."""

    @property
    def remaining_seconds(self) -> float:
        """Seconds until the deadline, 0.0 once it has passed."""
        ...

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A context that adds its milliseconds to stage `name`.

        Raises: DeadlineExceededError at entry, if the request's time is up.
        """
        ...

    def check(self, name: str) -> None:
        """Raises: DeadlineExceededError if the request's time is up; `name` says where."""
        ...
