"""The main job with what `make setup` installs, and nothing that only developers have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.runtime import ROOT, link_runtime


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runtime")
    link_runtime(folder)
    return folder


def run(runtime: Path, settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **settings, "PYTHONPATH": f"{ROOT}{os.pathsep}{runtime}"}
    command = [sys.executable, "-S", "-P", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)


@pytest.mark.slow
@pytest.mark.models
def test_articles_and_a_page_are_retold_without_tools_of_development(
    runtime: Path, tmp_path: Path, kept_readings: dict[str, str]
) -> None:
    page = tmp_path / "page.html"
    told = "".join(f"<p>The bridge of Lindhaven reopened on Tuesday after {n} years of repairs.</p>" for n in (2, 3))
    page.write_text(f"<html><head><title>Bridge</title></head><body><article>{told}</article></body></html>")

    done = run(
        runtime, kept_readings, "-m", "service", "summarize", "seeds/articles.jsonl", str(page),
        "--words", "50", "--mode", "abstractive", "--format", "json",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answer = json.loads(done.stdout)
    assert all(answer["models"][name] for name in ("encoder", "same_fact", "rewriter", "entailment"))
    assert any(sentence["citations"] for sentence in answer["sentences"])


@pytest.mark.parametrize("tool", ["pytest", "hypothesis", "mypy", "schemathesis", "nltk"])
def test_tools_of_development_are_not_there(runtime: Path, tool: str) -> None:
    assert not (runtime / tool).exists()


def test_what_html_needs_is_there(runtime: Path) -> None:
    # Older pips leave out an extra that its package spells otherwise, as lxml's html_clean is.
    assert (runtime / "lxml_html_clean").exists()
