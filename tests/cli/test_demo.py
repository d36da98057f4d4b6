"""The demo starts a service, shows a summary of the seeds, and leaves nothing running."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx2
import pytest
from typer.testing import CliRunner

from service.cli import app
from service.cli.demo import running_service
from service.cli.failures import CommandError

SEEDS = Path(__file__).parents[2] / "seeds" / "articles.jsonl"


@pytest.mark.models
def test_the_demo_shows_a_cited_summary_of_the_seeds(kept_readings: dict[str, str]) -> None:
    result = CliRunner().invoke(app, ["demo", str(SEEDS)], env={"CHORUS_API_KEYS": "secret", **kept_readings})
    assert result.exit_code == 0, result.output
    address = re.search(r"http://127\.0\.0\.1:\d+", result.stderr)
    assert address is not None
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{address[0]}/healthz")
    shown = result.stdout
    assert re.search(r"^  \d reports? it +\S.*", shown, re.MULTILINE)
    assert re.search(r"\d+ of 150 words", shown)
    assert re.search(r"^  \[1\] +00[0-4] +\d+–\d+ +\S", shown, re.MULTILINE)
    assert [heading in shown for heading in ("Summary", "Cited places", "Articles", "Milliseconds")] == [True] * 4


@pytest.mark.models
def test_the_answer_is_the_same_with_a_service_and_without(service: str, kept_readings: dict[str, str]) -> None:
    command = ["summarize", str(SEEDS), "--sentences", "3", "--format", "json"]
    served = CliRunner().invoke(app, [*command, "--url", service])
    here = CliRunner().invoke(app, command, env={"CHORUS_API_KEYS": "secret", **kept_readings})
    answers = [json.loads(result.stdout) for result in (served, here)]
    assert all(answer.pop("timings_ms") for answer in answers)
    assert len(answers[0]["sentences"]) == 3
    assert answers[0] == answers[1]


@pytest.mark.slow
def test_a_service_that_cannot_start_is_an_error_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHORUS_MODELS_DIR", str(tmp_path))
    with pytest.raises(CommandError, match="did not start") as caught, running_service():
        pass
    assert "chorus models install" in caught.value.details[-1]
