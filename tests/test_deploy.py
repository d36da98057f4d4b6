"""What deploy/ reads is what /metrics has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.api.clients import make_body, run_app
from tests.api.keys import write_keys

DEPLOY = Path(__file__).parents[1] / "deploy"
SUFFIXES: Mapping[str, tuple[str, ...]] = {
    "counter": ("_total",),
    "gauge": ("",),
    "histogram": ("_bucket", "_sum", "_count"),
}
OF_PROMETHEUS = {"up"}
OF_PROMETHEUS_LABELS = {"job", "instance", "le"}


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, set[str]]:
    """The labels of every series that a service with all that has metrics tells; empty where none has been told yet."""
    keys = write_keys(tmp_path_factory.mktemp("keys") / "keys.toml", {"name": "n", "keys": ["k"], "rate": "1/day"})
    with run_app(cache_bytes=1_000_000, keys_file=keys) as client:
        for _ in range(2):
            client.post("/v1/summaries", json=make_body(), headers={"x-api-key": "k"})
        families = list(text_string_to_metric_families(client.get("/metrics").text))
    return {
        f"{family.name}{suffix}": {label for sample in family.samples for label in sample.labels}
        for family in families
        for suffix in SUFFIXES.get(family.type, ())
    }


def find_alerts() -> Iterator[str]:
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text())["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def find_panels() -> Iterator[str]:
    for panel in json.loads((DEPLOY / "grafana" / "chorus.json").read_text())["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


EXPRESSIONS = [*find_alerts(), *find_panels()]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_metric_and_label_that_is_read_exists(expression: str, metrics: Mapping[str, set[str]]) -> None:
    read = re.findall(r"\b([a-z]\w*)\{([^}]*)\}", expression)
    assert read
    labels = {label for group in re.findall(r"by \(([^)]*)\)", expression) for label in re.split(r",\s*", group)}
    for name, selector in read:
        assert name in metrics.keys() | OF_PROMETHEUS
        wanted = labels | set(re.findall(r"(\w+)=", selector))
        if metrics.get(name):
            assert wanted - OF_PROMETHEUS_LABELS <= metrics[name]
