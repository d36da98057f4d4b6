"""Trials proved: the same code as `POST /v1/citations`, on articles that are read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluation import Row, read_articles_of
from service.descriptions import EncoderDescription
from service.domain import VerificationStatus
from service.pipeline.attribution.attribute import attribute_sentences
from service.pipeline.attribution.claims_of_text import read_written
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.terms import Terms
from service.ports import EntailmentModel, SentenceEncoder
from service.runtime.deadline import RequestClock

_PATIENCE_SECONDS = 7200.0
_MAX_SENTENCES = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """text, held against the sentences `keep` of a corpus. kind: where it comes from."""

    kind: str
    text: str
    corpus: Corpus
    keep: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A row, read."""

    row: Row
    corpus: Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is said of a trial. cosine, cosine_and_grams: what plain measures say, the latter in [-1, 4].

    Grams: the shares of its stems, and of their pairs and triples, that stand in what it is held against.
    """

    supported: bool
    score: float
    reasons: tuple[str, ...]
    cosine: float
    cosine_and_grams: float


Judged = tuple[Trial, Judgement]


class _RememberingEncoder:
    """An encoder that encodes each text once, and many at a time: trials share most of theirs."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, NDArray[np.float32]] = {}
        self._asked: dict[str, None] | None = None

    @property
    def description(self) -> EncoderDescription:
        return self._encoder.description

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if self._asked is not None:
            self._asked.update(dict.fromkeys(new))
            return np.zeros((len(texts), self.description.dimension), np.float32)
        if new:
            self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts]).reshape(len(texts), self.description.dimension)

    def prepare(self, texts: Iterable[str], clock: RequestClock) -> None:
        """Encodes at once what reading each of `texts` will ask for."""
        self._asked = {}
        for text in texts:
            read_written(text, self, clock)
        asked, self._asked = list(self._asked), None
        self.encode(asked)


class Prover:
    """Reads clusters and verifies trials, with one encoder and the same code as `POST /v1/citations`."""

    def __init__(self, encoder: SentenceEncoder, entailment: EntailmentModel | None = None) -> None:
        self._encoder = _RememberingEncoder(encoder)
        self._entailment = entailment
        self._clock = RequestClock(limit_seconds=_PATIENCE_SECONDS)

    def prepare(self, trials: Iterable[Trial]) -> None:
        """Makes judging these trials faster."""
        self._encoder.prepare((trial.text for trial in trials), self._clock)

    def judge_all(self, trials: Sequence[Trial]) -> list[Judged]:
        """Each trial with what the service says of it."""
        self.prepare(trials)
        return [(trial, self.judge(trial)) for trial in trials]

    def read(self, row: Row) -> Cluster:
        """The row's articles, read."""
        articles = read_articles_of(row)
        corpus = read_articles(articles, self._encoder, self._clock, max_sentences=_MAX_SENTENCES, whole=True)
        return Cluster(row=row, corpus=corpus)

    def judge(self, trial: Trial) -> Judgement:
        """What the service says of a trial; of one that is cut into several sentences, what it says of the weakest."""
        written = read_written(trial.text, self._encoder, self._clock)
        narrowed = _narrow(trial.corpus, trial.keep)
        sentences = attribute_sentences(written, narrowed, self._clock, entailment=self._entailment)
        weakest = min((sentence.verification for sentence in sentences), key=lambda verification: verification.score)
        cosine = float((written.embeddings @ narrowed.embeddings.T).max(axis=1).min()) if trial.keep else 0.0
        grams = sum(_precision(written.terms, narrowed.terms, length) for length in (1, 2, 3))
        return Judgement(
            supported=weakest.status in {VerificationStatus.SUPPORTED, VerificationStatus.VERBATIM},
            score=weakest.score,
            reasons=weakest.reasons,
            cosine=cosine,
            cosine_and_grams=cosine + grams,
        )


def _precision(written: Sequence[Terms], sources: Sequence[Terms], length: int) -> float:
    def grams(terms: Terms) -> list[tuple[str, ...]]:
        return [terms.stems[i : i + length] for i in range(len(terms.stems) - length + 1)]

    own = [gram for terms in written for gram in grams(terms)]
    held = {gram for terms in sources for gram in grams(terms)}
    return sum(gram in held for gram in own) / len(own) if own else 0.0


def _narrow(corpus: Corpus, keep: Sequence[int]) -> Corpus:
    """The corpus as if its articles held these sentences alone."""
    places: NDArray[np.int64] = np.array(keep, np.int64)
    return replace(
        corpus,
        sentences=tuple(corpus.sentences[i] for i in keep),
        article_of=corpus.article_of[places],
        embeddings=corpus.embeddings[places],
        terms=tuple(corpus.terms[i] for i in keep),
    )
