"""The same story asked again where a cache is on: at another length, and with one article more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.measurement import Spread, summarize_repetitions, time_call
from benchmarks.report import Table, show_spread
from benchmarks.request_timing import (
    LIMIT_SECONDS,
    MAX_SENTENCES,
    SUMMARY_WORDS,
    RecordingEncoder,
    summarize_at,
)
from service.domain import Article
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.ports import Cache, CacheKind, Limits, Models
from service.runtime.cache import SealedCache
from service.runtime.deadline import RequestClock

OTHER_WORDS = 100
CACHE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedTiming:
    """Milliseconds, measured in turn, each time with a cache that was empty before the story came for the first time.

    first_ms: all articles but the last. one_more_ms: all of them. again_ms: all of them at another length.
    encoding_ms: the bare encoding of the sentences that the last article brings. besides_ms: one_more less 1.3 of that.
    """

    articles: int
    new_sentences: int
    first_ms: Spread
    one_more_ms: Spread
    again_ms: Spread
    encoding_ms: Spread
    besides_ms: Spread


class EmptiedCache:
    """A cache that can be emptied: the models keep what they read wherever `inside` is."""

    def __init__(self) -> None:
        self.inside = SealedCache(max_bytes=CACHE_BYTES)

    def empty(self) -> None:
        self.inside = SealedCache(max_bytes=CACHE_BYTES)

    def recall(self, kind: CacheKind, contents: Sequence[bytes]) -> list[bytes | None]:
        return self.inside.recall(kind, contents)

    def keep(self, kind: CacheKind, entries: Sequence[tuple[bytes, bytes]]) -> None:
        self.inside.keep(kind, entries)


def measure_repeated(
    articles: Sequence[Article], load: Callable[[Cache], Models], *, repetitions: int
) -> RepeatedTiming:
    """The timing of 150-word summaries of `articles`, of which the last one came later. load: models with a cache."""
    cache = EmptiedCache()
    models = load(cache)
    pipeline = Pipeline(models=models, limits=Limits(max_sentences=MAX_SENTENCES), cache=cache)
    new = _list_new(articles, models)
    times: list[tuple[float, float, float, float]] = []
    for _ in range(repetitions):
        cache.empty()
        encoding = time_call(lambda: models.encoder.encode(new))
        cache.empty()
        first = _time(pipeline, articles[:-1], SUMMARY_WORDS)
        one_more = _time(pipeline, articles, SUMMARY_WORDS)
        times.append((first, one_more, _time(pipeline, articles, OTHER_WORDS), encoding))
    first_ms, one_more_ms, again_ms, encoding_ms = (
        summarize_repetitions(column) for column in zip(*times, strict=True)
    )
    return RepeatedTiming(
        articles=len(articles),
        new_sentences=len(new),
        first_ms=first_ms,
        one_more_ms=one_more_ms,
        again_ms=again_ms,
        encoding_ms=encoding_ms,
        besides_ms=summarize_repetitions([one_more - 1.3 * encoding for _, one_more, _, encoding in times]),
    )


def tabulate_repeated(timing: RepeatedTiming) -> Table:
    """What a story costs that was read before."""
    rows = [
        (f"{timing.articles - 1} articles, the cache empty", timing.first_ms),
        (f"one article more: {timing.new_sentences} sentences are new", timing.one_more_ms),
        ("bare encoding of those sentences", timing.encoding_ms),
        ("one article more, less 1.3 times that", timing.besides_ms),
        (f"the same articles again, {OTHER_WORDS} words in place of {SUMMARY_WORDS}", timing.again_ms),
    ]
    return Table(
        title=f"Seeds, asked again with a cache of {CACHE_BYTES // 1024**2} MiB, entailment included",
        columns=("", "ms", "repetitions"),
        rows=tuple((name, show_spread(spread, 1), str(spread.repetitions)) for name, spread in rows),
    )


def _list_new(articles: Sequence[Article], models: Models) -> list[str]:
    """The texts that a request with all articles encodes and one without the last does not."""
    read = []
    for some in (articles[:-1], articles):
        recording = RecordingEncoder(models.encoder)
        Pipeline(models=replace(models, encoder=recording), limits=Limits(max_sentences=MAX_SENTENCES)).group(
            some, RequestClock(limit_seconds=LIMIT_SECONDS)
        )
        read.append(recording.texts)
    return [text for text in read[1] if text not in set(read[0])]


def _time(pipeline: Pipeline, articles: Sequence[Article], words: int) -> float:
    forget_texts()
    return time_call(lambda: summarize_at(pipeline, articles, words, RequestClock(limit_seconds=LIMIT_SECONDS)))
