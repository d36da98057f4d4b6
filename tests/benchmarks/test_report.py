from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.environment import Environment
from benchmarks.measurement import Estimate, Spread
from benchmarks.report import Report, Table, render_table, show_estimate, show_spread, write_report

ENVIRONMENT = Environment(
    date="2026-01-02T03:04:05+00:00",
    commit=None,
    dirty=True,
    processor="Example 9000",
    flags=("avx2",),
    cores=2,
    memory_gib=8.0,
    load_average=0.1,
    system="Linux",
    python="3.11.7",
    libraries={"numpy": "2.4.6"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    whole_ms: Spread


SPREAD = Spread(median=1234.56, minimum=1.0, maximum=2000.0, repetitions=3)
TABLE = Table(title="Times", columns=("size", "ms"), rows=(("small", "1.0"), ("large one", "20")))


def test_table_is_padded_markdown_with_figures_to_the_right() -> None:
    assert render_table(TABLE).splitlines() == [
        "## Times",
        "",
        "| size      |  ms |",
        "| :-------- | --: |",
        "| small     | 1.0 |",
        "| large one |  20 |",
    ]


def test_spread_shows_median_and_range() -> None:
    assert show_spread(SPREAD, 1) == "1,234.6 [1.0 – 2,000.0]"


def test_estimate_shows_its_error() -> None:
    assert show_estimate(Estimate(mean=16.547, error=0.5, samples=10)) == "16.55 ± 0.50"


def test_report_is_written_for_machines_and_for_people(tmp_path: Path) -> None:
    report = Report(findings=Findings(whole_ms=SPREAD), tables=(TABLE,), notes=("Read with care.",))
    page = write_report("speed", report, ENVIRONMENT, tmp_path / "new")
    record = json.loads((tmp_path / "new" / "speed.json").read_text(encoding="utf-8"))
    assert record["question"] == "speed"
    assert record["findings"]["whole_ms"]["median"] == 1234.56
    assert record["environment"]["processor"] == "Example 9000"
    assert (tmp_path / "new" / "speed.md").read_text(encoding="utf-8") == page + "\n"
    assert page.startswith("# Speed\n\n## Times")
    assert "Read with care." in page
    assert "commit none, with changes; Python 3.11.7, numpy 2.4.6." in page
