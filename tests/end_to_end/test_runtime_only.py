"""The main job with what `make setup` installs, and nothing that only developers have."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.runtime_only import list_refused

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.models
def test_articles_and_a_page_are_retold_without_tools_of_development(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    told = "".join(f"<p>The bridge of Lindhaven reopened on Tuesday after {n} years of repairs.</p>" for n in (2, 3))
    page.write_text(f"<html><head><title>Bridge</title></head><body><article>{told}</article></body></html>")
    command = [sys.executable, "-m", "tests.end_to_end.runtime_only", "summarize", "seeds/articles.jsonl", str(page)]

    done = subprocess.run(
        [*command, "--words", "120", "--mode", "abstractive", "--format", "json"],
        cwd=ROOT, capture_output=True, check=False, timeout=300,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answer = json.loads(done.stdout)
    assert answer["models"].keys() >= {"encoder", "same_fact", "rewriter", "entailment"}
    assert all(model is not None for model in answer["models"].values())
    assert {citation["article_id"] for sentence in answer["sentences"] for citation in sentence["citations"]}


def test_tools_of_development_are_refused_and_what_is_needed_is_not() -> None:
    refused = list_refused()
    assert refused >= {"pytest", "hypothesis", "mypy", "schemathesis"}
    assert not refused & {"service", "numpy", "torch", "uvicorn", "lxml", "lxml_html_clean", "rapidfuzz", "starlette"}
