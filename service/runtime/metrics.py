"""What is counted and timed, for Prometheus."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector

from service.domain import Timings
from service.rewrites import Outcome, RewritingReport
from service.runtime.admission import Admission
from service.runtime.cache import SealedCache
from service.runtime.cache_metrics import CacheMetrics
from service.runtime.job_errors import JobsUnavailableError
from service.runtime.job_store import JobStore
from service.runtime.seldom_log import SeldomLog

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder in which the processes of one service add up their metrics, as the library has it.
It is read when the library is first imported."""
_MILLISECONDS = 1000.0
_SECONDS_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0)
_ARTICLES_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000)
_SENTENCES_BUCKETS = (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 50_000)


class Metrics:
    """The metrics of one application, in a registry of its own: two applications can live in one process.

    Where several processes serve, whichever is asked tells the sum of all; those of the process are left out then.
    """

    def __init__(
        self,
        admission: Admission,
        cache: SealedCache | None = None,
        jobs: JobStore | None = None,
        *,
        keys_fail: Callable[[], bool] = lambda: False,
    ) -> None:
        self._registry = CollectorRegistry()
        self._told = CollectorRegistry() if SHARED_FOLDER in os.environ else self._registry
        self._watched: list[tuple[Gauge, Callable[[], float]]] = []
        if self._told is self._registry:
            ProcessCollector(registry=self._registry)
        else:
            MultiProcessCollector(self._told)  # type: ignore[no-untyped-call]
            admission.listen(self._set_watched)
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
        self._key_tokens = self._count(
            "chorus_key_tokens", "Tokens, estimated, of bodies received from the holder of a key.", ("key",)
        )
        self._key_refusals = self._count(
            "chorus_key_refusals", "Requests refused because the holder of a key reached a limit.", ("key", "limit")
        )
        self._watch(
            "chorus_keys_file_failed",
            "1 while the file of keys, changed since it was read, cannot be used.",
            keys_fail,
            mode="livemax",
        )
        self._watch("chorus_queue_depth", "Requests that wait for a worker.", lambda: admission.waiting)
        self._watch("chorus_running", "Requests that hold a worker.", lambda: admission.running)
        self._cache = CacheMetrics(cache, self._registry) if cache else None
        self._jobs = _JobsGauge(jobs, self._registry) if jobs else None

    def count_request(self, *, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one answer; `route` is a path template, never a path as it came."""
        self._requests.labels(method=method, route=route, status=str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)
        if self._told is not self._registry:
            self._publish()

    def count_key_use(self, key: str, *, status: int, seconds: float, received_bytes: int) -> None:
        """Counts one answer to the holder of a key; `key` is the holder's name."""
        self._key_requests.labels(key, str(status)).inc()
        self._key_seconds.labels(key).inc(seconds)
        self._key_bytes.labels(key).inc(received_bytes)

    def count_key_refusal(self, key: str, *, limit: str) -> None:
        """Counts a request refused because the holder of a key reached `limit`: rate, tokens, concurrency or jobs."""
        self._key_refusals.labels(key, limit).inc()

    def count_key_tokens(self, key: str, tokens: int) -> None:
        """Counts the tokens of one body from the holder of a key."""
        self._key_tokens.labels(key).inc(tokens)

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
        self._publish()
        if self._jobs:
            self._jobs.publish()
        encode, content_type = choose_encoder(accept)
        return encode(self._told), content_type

    def _publish(self) -> None:
        """Writes down what others count, where a process that is asked for the sum of all finds it."""
        self._set_watched()
        if self._cache:
            self._cache.publish()

    def _set_watched(self) -> None:
        for gauge, value in self._watched:
            gauge.set(value())

    def _count(self, name: str, documentation: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, documentation, labels, registry=self._registry)

    def _watch(
        self,
        name: str,
        documentation: str,
        value: Callable[[], float],
        *,
        mode: Literal["livesum", "livemax"] = "livesum",
    ) -> None:
        """A gauge of what `value` is when the metrics are read. mode: how processes are put together."""
        gauge = Gauge(name, documentation, registry=self._registry, multiprocess_mode=mode)
        self._watched.append((gauge, value))

    def _seconds(self, name: str, documentation: str, label: str) -> Histogram:
        return Histogram(name, documentation, (label,), registry=self._registry, buckets=_SECONDS_BUCKETS)

    def _sizes(self, name: str, documentation: str, buckets: tuple[int, ...]) -> Histogram:
        return Histogram(name, documentation, registry=self._registry, buckets=buckets)


class _JobsGauge:
    """How many jobs there are in each state; none are told while their file cannot be read."""

    def __init__(self, jobs: JobStore, registry: CollectorRegistry) -> None:
        self._jobs, self._log = jobs, SeldomLog(logging.getLogger("chorus.jobs"))
        # All processes read one file: what was read last holds for all.
        self._kept = Gauge(
            "chorus_jobs",
            "Jobs that are kept, by where they are.",
            ("state",),
            registry=registry,
            multiprocess_mode="livemostrecent",
        )

    def publish(self) -> None:
        try:
            counts = self._jobs.count()
        except JobsUnavailableError as error:
            self._log.tell(logging.ERROR, "jobs cannot be counted", reason=error.reason)
            self._kept.clear()
            return
        for state, count in counts.items():
            self._kept.labels(state).set(count)
