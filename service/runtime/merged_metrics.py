"""The metrics of an application and of those that it hands requests to, as one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

LABEL = "process"
"""Says of each sample whose it is."""
_OWN = "front"
_OF_FRONT = ("chorus_requests", "chorus_request_seconds", "chorus_key_")
"""How metrics begin that are about requests as clients know them: those of readers would count them again."""
_OF_READERS = ("chorus_running", "chorus_queue_depth")
"""Those about who works: the front does not."""


def merge_metrics(own: str, readers: Mapping[str, str]) -> tuple[bytes, str]:
    """One page of all samples, each with the name of its process as a label; and the page's content type.

    own: metrics in the text format of Prometheus. readers: theirs, by name.
    """
    registry = CollectorRegistry()
    registry.register(_Merged(own, readers))
    return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4


class _Merged(Collector):
    def __init__(self, own: str, readers: Mapping[str, str]) -> None:
        self._own, self._readers = own, readers

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        for name, family in self._list_families():
            merged = families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            for sample in family.samples:
                merged.add_sample(sample.name, {**sample.labels, LABEL: name}, sample.value)
        yield from families.values()

    def _list_families(self) -> Iterator[tuple[str, Metric]]:
        for family in text_string_to_metric_families(self._own):
            if family.name not in _OF_READERS:
                yield _OWN, family
        for name, page in sorted(self._readers.items()):
            for family in text_string_to_metric_families(page):
                if not family.name.startswith(_OF_FRONT):
                    yield name, family
