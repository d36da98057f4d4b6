"""Without Ray the service says what to install, and what a cluster cannot keep is refused before anything starts."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.cli.failures import ExitCode
from service.cli.ray_scaling import count_tokens, scale_by_tokens


def test_without_ray_the_service_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    result = CliRunner().invoke(app, ["serve", "--engine", "ray"])
    assert result.exit_code == ExitCode.USAGE
    assert "pip install 'chorus-summarizer[ray]'" in result.stderr


def test_jobs_are_refused(tmp_path: Path) -> None:
    jobs = {"CHORUS_JOBS_FILE": str(tmp_path / "jobs.db")}
    result = CliRunner().invoke(app, ["serve", "--engine", "ray"], env=jobs)
    assert result.exit_code == ExitCode.USAGE
    assert "CHORUS_JOBS_FILE" in result.stderr
    assert not list(tmp_path.iterdir())
    elsewhere = {"CHORUS_JOBS_URL": "postgresql://chorus:secret@jobs.example/chorus"}
    result = CliRunner().invoke(app, ["serve", "--engine", "ray"], env=elsewhere)
    assert result.exit_code == ExitCode.USAGE
    assert "CHORUS_JOBS_URL" in result.stderr
    assert "secret" not in result.stderr


@dataclass(frozen=True, kw_only=True)
class Context:
    """What Serve tells a policy."""

    total_num_requests: float
    total_queued_requests: float
    aggregated_metrics: Any
    config: Any


@pytest.mark.parametrize(
    ("requests", "queued", "held", "readers"),
    [
        (0, 0, {}, 0.0),
        (2, 0, {"r1": 7_500, "r2": 2_500}, 2.0),
        (8, 6, {"r1": 7_500, "r2": 2_500}, 8.0),  # those that wait are taken for as long as those that are held
        (3, 3, {}, 0.0),  # nothing is known of any before one is held
    ],
)
def test_readers_are_counted_by_the_tokens_before_them(
    requests: float, queued: float, held: dict[str, int], readers: float
) -> None:
    told: dict[str, dict[str, float]] = {}
    for reader, held_bytes in held.items():
        for name, value in count_tokens(held_bytes).items():
            told.setdefault(name, {})[reader] = value
    context = Context(
        total_num_requests=requests,
        total_queued_requests=queued,
        aggregated_metrics=told or None,
        config=SimpleNamespace(policy=SimpleNamespace(policy_kwargs={"target_tokens": 1_000})),
    )
    assert scale_by_tokens(context) == (readers, {})
