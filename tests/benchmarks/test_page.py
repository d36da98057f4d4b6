from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.measurement import summarize_repetitions
from benchmarks.page import PageFindings, answer_page, tabulate
from service.cli.failures import CommandError


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


def test_where_no_browser_is_found_the_question_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_CHROMIUM", "")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match="CHORUS_CHROMIUM"):
        answer_page()
