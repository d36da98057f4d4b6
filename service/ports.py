"""What the pipeline needs from the outside: models, and a clock that may stop it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from service.descriptions import EncoderDescription, EntailmentDescription, RewriterDescription, SameFactDescription
from service.errors import RewriterUnavailableError, RewriterUnknownError
from service.progress import DecidedSentence, Progress
from service.rewrites import Composed, CompositionRequest, Rewrite, RewriteRequest

SentenceSplitter = Callable[[str], Sequence[str]]
"""The sentences of a text, in order."""


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

    def forget(self) -> None:
        """Lets go of what sentences are compared by, most of the memory of a large story; embeddings stay."""
        ...


class SameFactModel(Protocol):
    """Decides whether two sentences report the same main fact, so that a summary needs only one."""

    @property
    def description(self) -> SameFactDescription: ...

    def read(self, texts: Sequence[str], *, check: Callable[[], None]) -> ReadSentences:
        """The sentences `texts`, read. check: called for each, now and then; what it raises ends the reading."""
        ...

    def shares_layers(self, encoder: SentenceEncoder) -> bool:
        """Whether the lower layers of `encoder` are this model's, too, so that `read_beside` runs them once."""
        ...

    def read_beside(
        self, encoder: SentenceEncoder, texts: Sequence[str], *, check: Callable[[], None]
    ) -> tuple[NDArray[np.float32], ReadSentences]:
        """What `encoder.encode` and `read` return of `texts`, bit by bit. Raises: ValueError if none are shared."""
        ...

    def predict(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The probability of one fact for each pair, from all that is known of it.

        features: (pairs, features), the columns that `features.name_features` lists. Shape: (pairs,), in [0, 1].
        """
        ...

    def rescore(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The same, now that all pairs have been decided on once.

        features: as of `predict`, and `DecisionFeatures` beside them.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingMethod:
    """How one fact is told from another.

    model: None where similarity alone makes the groups. neighbours: candidates a sentence that the model looks at, at
    least 1; fewer are faster. warnings: why there is no model although one was asked for.
    """

    model: SameFactModel | None = None
    neighbours: int = 24
    warnings: tuple[str, ...] = ()


BY_SIMILARITY = GroupingMethod()


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


@runtime_checkable
class Composer(Rewriter, Protocol):
    """A rewriter that can tell many facts at once, in sentences that name those they tell."""

    def compose(
        self, requests: Sequence[CompositionRequest], *, remaining_seconds: Callable[[], float]
    ) -> tuple[Composed, ...]:
        """The sentences of each of `requests`, or none with the reason; not more than it asks for, if it obeys.

        remaining_seconds, and what is raised: as of `rewrite`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entailment:
    """Whether evidence says a claim: calibrated probabilities in [0, 1]; what both leave is "not stated"."""

    entailed: float
    contradicted: float


class EntailmentModel(Protocol):
    """Says whether a text follows from its evidence: natural language inference, factual consistency."""

    @property
    def description(self) -> EntailmentDescription: ...

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        """Of each pair of evidence and claim, whether the evidence entails or contradicts the claim.

        A probability depends on its own pair alone. check: called for each; what it raises ends the reading.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How two near sentences of two reports stand to each other: probabilities in [0, 1].

    agrees: that both tell of one thing and can both be true of one moment. contradicts: that of one moment they cannot.
    moved: nor that, because one tells a later state. What the three leave: they are about different things.
    """

    agrees: float
    contradicts: float
    moved: float

    @property
    def opposes(self) -> float:
        """That of one moment both cannot be true."""
        return self.contradicts + self.moved


class RelationModel(Protocol):
    """Says how near sentences stand to each other: cross-document contradiction and update detection."""

    @property
    def description(self) -> EntailmentDescription: ...

    def relate(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Relation]:
        """Of each pair of sentences, how the second stands to the first.

        A probability depends on its own pair alone. check: called for each; what it raises ends the reading.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """The models that requests are answered with.

    rewriters: those that a request may name, the default first. entailment: has a say in verification, if there is one.
    relations: tells what near sentences contradict; without it entailment does, if there is one.
    """

    encoder: SentenceEncoder
    grouping: GroupingMethod = BY_SIMILARITY
    rewriters: tuple[Rewriter, ...] = ()
    entailment: EntailmentModel | None = None
    relations: RelationModel | None = None

    def choose_rewriter(self, name: str | None) -> Rewriter:
        """The rewriter `name`, without a name the default one.

        Raises: RewriterUnavailableError if none is loaded; RewriterUnknownError if that one is not.
        """
        if not self.rewriters:
            raise RewriterUnavailableError
        loaded = {rewriter.description.name: rewriter for rewriter in self.rewriters}
        if name is None:
            return self.rewriters[0]
        if name not in loaded:
            raise RewriterUnknownError(name=name, loaded=tuple(loaded))
        return loaded[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one request may take. rewriting_seconds: for all its groups together.

    rewriting_tokens: that rewriters may read and write for it; None: any number.
    """

    max_sentences: int = 50_000
    rewriting_seconds: float = 60.0
    rewriting_tokens: int | None = None


class CacheKind(enum.StrEnum):
    """What may be kept of a request: an embedding, the states of a sentence's tokens, a judgement, a story as read.

    Judgements are of entailment, or of how near sentences stand to each other.
    """

    EMBEDDING = "embedding"
    SAME_FACT = "same_fact"
    ENTAILMENT = "entailment"
    RELATION = "relation"
    STORY = "story"


class Cache(Protocol):
    """Keeps what was computed of texts, and no text: only who has the content gets at what was kept of it."""

    def recall(self, kind: CacheKind, contents: Sequence[bytes]) -> list[bytes | None]:
        """What was kept of each of `contents`, None where nothing was or it was damaged."""
        ...

    def keep(self, kind: CacheKind, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Keeps each value of `entries`, pairs of content and value, as long as there is room.

        content: all that the value depends on, so that two values of one content are equal.
        """
        ...


ProgressListener = Callable[[Progress], None]
"""Hears how far a request has come, on the thread that works on it, and returns at once."""


class StageClock(Protocol):
    """Times the stages of one request, tells how far it is, and stops it once its deadline has passed."""

    @property
    def remaining_seconds(self) -> float:
        """Seconds until the deadline, 0.0 once it has passed."""
        ...

    def stage(self, name: str) -> AbstractContextManager[None]:
        """A context that adds its milliseconds to stage `name`.

        Raises: DeadlineExceededError at entry, if the request's time is up.
        """
        ...

    def check(self, name: str | None = None) -> None:
        """Raises: DeadlineExceededError if the request's time is up; `name` says where, else the running stage is."""
        ...

    def advance(self, done: int, total: int) -> None:
        """Tells that the running stage has done `done` of `total` things."""
        ...

    def decide(self, sentence: DecidedSentence) -> None:
        """Tells a sentence that the answer will hold."""
        ...
