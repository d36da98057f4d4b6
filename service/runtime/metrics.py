"""What is counted and timed, for Prometheus."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from service.domain import Timings
from service.errors import JobsUnavailableError
from service.ports import CacheKind
from service.rewrites import Outcome, RewritingReport
from service.runtime.admission import Admission
from service.runtime.cache import SealedCache
from service.runtime.job_store import JobStore

_log = logging.getLogger("chorus.jobs")
_MILLISECONDS = 1000.0
_SECONDS_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0)
_ARTICLES_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
_SENTENCES_BUCKETS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 50_000)


class Metrics:
    """The metrics of one application, in a registry of its own: two applications can live in one process."""

    def __init__(
        self,
        admission: Admission,
        cache: SealedCache | None = None,
        jobs: JobStore | None = None,
        *,
        keys_fail: Callable[[], bool] = lambda: False,
    ) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = self._count("chorus_requests", "Requests answered.", ("method", "route", "status"))
        self._request_seconds = self._seconds("chorus_request_seconds", "Seconds to answer a request.", "route")
        self._stage_seconds = self._seconds("chorus_stage_seconds", "Seconds a request spent in a stage.", "stage")
        self._problems = self._count("chorus_problems", "Problems answered.", ("type",))
        self._articles = self._sizes("chorus_request_articles", "Articles in a request.", _ARTICLES_BUCKETS)
        self._sentences = self._sizes("chorus_request_sentences", "Sentences in a request.", _SENTENCES_BUCKETS)
        self._rewrites = self._count(
            "chorus_rewrites",
            "Sentences of abstractive summaries, by how they are told; failed: left as they are by a failing rewriter.",
            ("rewriter", "status"),
        )
        self._rewriter_tokens = self._count("chorus_rewriter_tokens", "Tokens that rewriters wrote.", ("rewriter",))
        self._key_requests = self._count(
            "chorus_key_requests", "Requests answered to the holder of a key.", ("key", "status")
        )
        self._key_seconds = self._count("chorus_key_seconds", "Seconds to answer the holder of a key.", ("key",))
        self._key_bytes = self._count(
            "chorus_key_received_bytes", "Bytes of bodies received from the holder of a key.", ("key",)
        )
        self._key_refusals = self._count(
            "chorus_key_refusals", "Requests refused because the holder of a key reached a limit.", ("key", "limit")
        )
        self._watch(
            "chorus_keys_file_failed", "1 while the file of keys, changed since it was read, cannot be used.", keys_fail
        )
        self._watch("chorus_queue_depth", "Requests that wait for a worker.", lambda: admission.waiting)
        self._watch("chorus_running", "Requests that hold a worker.", lambda: admission.running)
        if cache:
            self._registry.register(_CacheCollector(cache))
        if jobs:
            self._registry.register(_JobsCollector(jobs))

    def count_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one answer; `route` is a path template, never a path as it came."""
        self._requests.labels(method=method, route=route, status=str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)

    def count_key_use(self, key: str, *, status: int, seconds: float, received_bytes: int) -> None:
        """Counts one answer to the holder of a key; `key` is the holder's name."""
        self._key_requests.labels(key, str(status)).inc()
        self._key_seconds.labels(key).inc(seconds)
        self._key_bytes.labels(key).inc(received_bytes)

    def count_key_refusal(self, key: str, *, limit: str) -> None:
        """Counts a request refused because the holder of a key reached `limit`: rate or concurrency."""
        self._key_refusals.labels(key, limit).inc()

    def count_problem(self, slug: str) -> None:
        self._problems.labels(slug).inc()

    def observe_stages(self, timings: Timings) -> None:
        """Records how long each stage of one request took; `timings` are milliseconds."""
        for stage, milliseconds in timings.items():
            self._stage_seconds.labels(stage).observe(milliseconds / _MILLISECONDS)

    def observe_size(self, *, articles: int, sentences: int) -> None:
        """Records how large a request was; `sentences` are those that could be summarized."""
        self._articles.observe(articles)
        self._sentences.observe(sentences)

    def observe_rewriting(self, report: RewritingReport) -> None:
        """Counts the sentences of one abstractive summary; how long it took is the stage `rewrite`."""
        name = report.rewriter.name
        told = report.outcomes
        for status, count in (
            *((outcome.value, told.get(outcome, 0)) for outcome in Outcome if outcome is not Outcome.FALLBACK),
            ("fallback", told.get(Outcome.FALLBACK, 0) - report.failures),
            ("failed", report.failures),
        ):
            self._rewrites.labels(name, status).inc(count)
        self._rewriter_tokens.labels(name).inc(report.usage.output_tokens)

    def render(self, accept: str) -> tuple[bytes, str]:
        """The metrics in the format that `accept`, an HTTP Accept header, prefers, and their content type."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def _count(self, name: str, documentation: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, documentation, labels, registry=self._registry)

    def _watch(self, name: str, documentation: str, value: Callable[[], float]) -> None:
        """A gauge of what `value` is when the metrics are read."""
        Gauge(name, documentation, registry=self._registry).set_function(value)

    def _seconds(self, name: str, documentation: str, label: str) -> Histogram:
        return Histogram(name, documentation, (label,), registry=self._registry, buckets=_SECONDS_BUCKETS)

    def _sizes(self, name: str, documentation: str, buckets: tuple[int, ...]) -> Histogram:
        return Histogram(name, documentation, registry=self._registry, buckets=buckets)


class _JobsCollector(Collector):
    """How many jobs there are in each state; none are told while their file cannot be read."""

    def __init__(self, jobs: JobStore) -> None:
        self._jobs = jobs

    def collect(self) -> Iterator[Metric]:
        kept = GaugeMetricFamily("chorus_jobs", "Jobs that are kept, by where they are.", labels=("state",))
        try:
            counts = self._jobs.count()
        except JobsUnavailableError as error:
            _log.error("jobs cannot be counted", extra={"fields": {"reason": error.reason}})
        else:
            for state, count in counts.items():
                kept.add_metric((state,), count)
        yield kept


class _CacheCollector(Collector):
    """What a cache holds and how often it was asked, read when metrics are asked for."""

    def __init__(self, cache: SealedCache) -> None:
        self._cache = cache

    def collect(self) -> Iterator[Metric]:
        use = self._cache.describe_use()
        asked = CounterMetricFamily(
            "chorus_cache_requests", "What the cache was asked for, by whether it had it.", labels=("kind", "result")
        )
        for kind in CacheKind:
            asked.add_metric((kind, "hit"), use.hits.get(kind, 0))
            asked.add_metric((kind, "miss"), use.misses.get(kind, 0))
        yield asked
        yield CounterMetricFamily("chorus_cache_file_hits", "Hits that came from the file.", value=use.file_hits)
        yield CounterMetricFamily("chorus_cache_damaged", "Entries dropped because they were damaged.", use.damaged)
        yield GaugeMetricFamily("chorus_cache_bytes", "Bytes that the cache holds in memory.", value=use.held_bytes)
        yield GaugeMetricFamily("chorus_cache_entries", "Entries that the cache holds in memory.", value=use.entries)
        yield GaugeMetricFamily(
            "chorus_cache_file_used",
            "1 while a file holds the cache, too; 0: none does, or it failed.",
            use.has_file,
        )
