from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.measurement import summarize_repetitions
from benchmarks.page import PageFindings, answer_page, tabulate
from service.cli.failures import CommandError

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_tells_bytes_times_and_who_else_was_asked() -> None:
    spread = summarize_repetitions([500.0, 510.4, 900.0])
    findings = PageFindings(
        browser="150",
        loaded_bytes=34_960,
        first_paint=spread,
        usable=spread,
        recut={"words": spread},
        grave_violations=2,
        foreign=("https://elsewhere.example/",),
    )
    assert tabulate(findings).rows == (
        ("loaded, compressed", "35.0 kB"),
        ("first contentful paint, slow phone", "510 [500 – 900] ms"),
        ("usable, slow phone", "510 [500 – 900] ms"),
        ("re-cut in words, painted", "510 [500 – 900] ms"),
        ("serious or critical, axe", "2"),
        ("requests to other hosts", "1"),
    )
    uncounted = tabulate(replace(findings, grave_violations=None))
    assert ("serious or critical, axe", "no axe: make web") in uncounted.rows


def test_the_decision_tells_the_figures_that_were_measured_last() -> None:
    decision = (ROOT / "docs" / "decisions" / "0020-review-page.md").read_text(encoding="utf-8")
    kept = json.loads((ROOT / "benchmarks" / "results" / "page.json").read_text(encoding="utf-8"))["findings"]
    paint, usable = (kept[name]["median"] / 1000 for name in ("first_paint", "usable"))
    words = kept["recut"]["words"]
    assert re.findall(r"^\| .* \| (\d.*) \|$", decision, re.MULTILINE)[:5] == [
        f"{kept['loaded_bytes'] / 1000:.1f} kB",
        f"{paint:.2f} s; usable after {usable:.2f} s",
        f"{words['median']:.0f} ms ({words['minimum']:.0f} to {words['maximum']:.0f})",
        str(len(kept["foreign"])),
        str(kept["grave_violations"]),
    ]


def test_where_no_browser_is_found_the_question_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_CHROMIUM", "")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="CHORUS_CHROMIUM"):
        answer_page()
