"""What a cache holds and how often it was asked, for Prometheus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge

from service.ports import CacheKind
from service.runtime.cache import CacheUse, SealedCache
from service.runtime.entry_store import StoreUse

_RESULTS: tuple[Literal["hit", "miss"], ...] = ("hit", "miss")


class CacheMetrics:
    """The metrics of one cache, which `publish` brings up to date.

    All are told whether or not there is a store, so that what reads them need not know.
    """

    def __init__(self, cache: SealedCache, registry: CollectorRegistry) -> None:
        self._cache, self._registry = cache, registry
        self._counted: dict[Counter, float] = {}
        self._asked = self._count_requests(
            "chorus_cache_requests", "What the cache was asked for, by whether it had it."
        )
        self._damaged = self._count("chorus_cache_damaged", "Entries dropped because they were damaged.")
        self._bytes = self._watch("chorus_cache_bytes", "Bytes that the cache holds in memory.")
        self._entries = self._watch("chorus_cache_entries", "Entries that the cache holds in memory.")
        self._file_hits = self._count("chorus_cache_file_hits", "Hits that came from the file.")
        self._file_used = self._watch_store("file", "1 while a file holds the cache, too; 0: none does, or it failed.")
        self._server_asked = self._count_requests(
            "chorus_cache_server_requests", "What Redis was asked for, as memory had it not, by whether Redis had it."
        )
        self._server_used = self._watch_store(
            "server", "1 while Redis holds the cache, too; 0: none does, or it failed."
        )
        self._failures = self._count("chorus_cache_server_failures", "Exchanges with Redis, and trials, that failed.")
        self._exchanges = self._count(
            "chorus_cache_server_exchanges", "How often Redis was asked, or given, something."
        )
        self._seconds = self._count("chorus_cache_server_seconds", "Seconds that were waited for Redis.")

    def publish(self) -> None:
        """Sets all metrics to what the cache tells now."""
        use = self._cache.describe_use()
        self._raise_requests(self._asked, use.hits, use.misses)
        self._raise_to(self._damaged, use.damaged)
        self._bytes.set(use.held_bytes)
        self._entries.set(use.entries)
        self._publish_store(use, use.store)

    def _publish_store(self, use: CacheUse, store: StoreUse | None) -> None:
        self._file_used.set(store is not None and store.place == "file" and store.works)
        self._server_used.set(store is not None and store.place == "server" and store.works)
        if store is None:
            return
        if store.place == "file":
            self._raise_to(self._file_hits, sum(use.store_hits.values()))
            return
        self._raise_requests(self._server_asked, use.store_hits, use.store_misses)
        self._raise_to(self._failures, store.failures)
        self._raise_to(self._exchanges, store.exchanges)
        self._raise_to(self._seconds, store.seconds)

    def _raise_requests(self, counter: Counter, hits: Mapping[CacheKind, int], misses: Mapping[CacheKind, int]) -> None:
        for kind in CacheKind:
            for result, counts in zip(_RESULTS, (hits, misses), strict=True):
                self._raise_to(counter.labels(kind, result), counts.get(kind, 0))

    def _raise_to(self, counter: Counter, count: float) -> None:
        """Lets `counter`, which other processes may have raised, too, grow by what this one counted since."""
        counter.inc(count - self._counted.get(counter, 0))
        self._counted[counter] = count

    def _count(self, name: str, documentation: str) -> Counter:
        return Counter(name, documentation, registry=self._registry)

    def _count_requests(self, name: str, documentation: str) -> Counter:
        return Counter(name, documentation, ("kind", "result"), registry=self._registry)

    def _watch(self, name: str, documentation: str) -> Gauge:
        return Gauge(name, documentation, registry=self._registry, multiprocess_mode="livesum")

    def _watch_store(self, place: str, documentation: str) -> Gauge:
        return Gauge(f"chorus_cache_{place}_used", documentation, registry=self._registry, multiprocess_mode="livemin")
