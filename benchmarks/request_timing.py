"""A whole request beside the encoding of its sentences, in this process: how much Chorus adds to its encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.measurement import Spread, summarize_repetitions, time_call
from service.descriptions import EncoderDescription
from service.domain import Article, Length, LengthUnit, Summary, SummaryOptions, Timings
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.ports import Limits, Models, SentenceEncoder
from service.runtime.deadline import RequestClock

SUMMARY_WORDS = 150
LIMIT_SECONDS = 3600.0
MAX_SENTENCES = 1_000_000
_ENCODING_STAGE = "embed"
_GROUPING_STAGE = "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTiming:
    """Milliseconds of a whole request and of the bare encoding of its sentences, measured in turn.

    sentences: that were encoded. tokens: in them, special ones included. ratio: whole to bare, pair by pair.
    besides_ms: of the whole request outside its stage `embed`, in which the same-fact model reads, too, where it shares
    layers with the encoder. grouping_ratio: of its stage `group` to the bare encoding, pair by pair.
    stages_ms: by stage, as the request's own clock counts them.
    """

    articles: int
    sentences: int
    tokens: int
    whole_ms: Spread
    encoding_ms: Spread
    ratio: Spread
    besides_ms: Spread
    grouping_ratio: Spread
    stages_ms: dict[str, Spread]


class RecordingEncoder:
    """An encoder that notes which texts it was given."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self.texts: list[str] = []

    @property
    def description(self) -> EncoderDescription:
        return self._encoder.description

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts.extend(texts)
        return self._encoder.encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return self._encoder.count_tokens(texts)


def measure_request(articles: Sequence[Article], models: Models, *, repetitions: int) -> RequestTiming:
    """The timing of a 150-word summary of `articles`, after one request that does not count."""
    encoder = models.encoder
    recording = RecordingEncoder(encoder)
    run_request(articles, replace(models, encoder=recording))
    texts = recording.texts
    whole, bare, stages = [], [], []
    for _ in range(repetitions):
        milliseconds, timings = _time_request(articles, models)
        whole.append(milliseconds)
        bare.append(time_call(lambda: encoder.encode(texts)))
        stages.append(timings)
    return RequestTiming(
        articles=len(articles),
        sentences=len(texts),
        tokens=sum(encoder.count_tokens(texts)),
        whole_ms=summarize_repetitions(whole),
        encoding_ms=summarize_repetitions(bare),
        ratio=summarize_repetitions([w / b for w, b in zip(whole, bare, strict=True)]),
        besides_ms=summarize_repetitions([w - t[_ENCODING_STAGE] for w, t in zip(whole, stages, strict=True)]),
        grouping_ratio=summarize_repetitions([t[_GROUPING_STAGE] / b for t, b in zip(stages, bare, strict=True)]),
        stages_ms=_summarize_stages(stages),
    )


def run_request(articles: Sequence[Article], models: Models, clock: RequestClock | None = None) -> Summary:
    """A 150-word summary of `articles`."""
    pipeline = Pipeline(models=models, limits=Limits(max_sentences=MAX_SENTENCES))
    return summarize_at(pipeline, articles, SUMMARY_WORDS, clock or RequestClock(limit_seconds=LIMIT_SECONDS))


def summarize_at(pipeline: Pipeline, articles: Sequence[Article], words: int, clock: RequestClock) -> Summary:
    """A summary of `articles` of at most so many words, conflicts included."""
    options = SummaryOptions(length=Length(unit=LengthUnit.WORDS, value=words), conflicts=True)
    return pipeline.summarize(articles, options, clock)


def _time_request(articles: Sequence[Article], models: Models) -> tuple[float, Timings]:
    """Milliseconds in all and by stage, as of texts never read before."""
    forget_texts()
    clock = RequestClock(limit_seconds=LIMIT_SECONDS)
    return time_call(lambda: run_request(articles, models, clock)), clock.timings


def _summarize_stages(timings: Sequence[Timings]) -> dict[str, Spread]:
    return {stage: summarize_repetitions([timing[stage] for timing in timings]) for stage in timings[0]}
