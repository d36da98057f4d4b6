from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.__main__ import EXIT_FAILURE, EXIT_MISSING, main
from benchmarks.evaluation import EvaluationMissingError
from benchmarks.report import Report
from service.errors import CheckpointMissingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    figure: int = 42


def answer(*, small: bool) -> Report:
    return Report(findings=Answer(figure=4 if small else 42), tables=())


def miss_data(*, small: bool) -> Report:
    raise EvaluationMissingError(Path("eval/set.jsonl"))


def miss_checkpoint(*, small: bool) -> Report:
    raise CheckpointMissingError(name="x", folder="models")


def test_missing_data_is_named_and_the_other_questions_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["--out", str(tmp_path)], {"content": miss_data, "speed": answer})
    assert code == EXIT_MISSING
    assert "content: eval/set.jsonl is missing" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"speed.json", "speed.md"}


def test_only_the_question_asked_is_answered(tmp_path: Path) -> None:
    assert main(["speed", "--out", str(tmp_path)], {"content": miss_data, "speed": answer}) == 0


def test_checkpoint_that_is_not_installed_ends_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speed", "--out", str(tmp_path)], {"speed": miss_checkpoint}) == EXIT_FAILURE
    assert "install it with: chorus models install x" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_small_run_says_so_to_the_question_and_never_replaces_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["speed", "--small", "--out", str(tmp_path)], {"speed": answer}) == 0
    assert json.loads((tmp_path / "speed.json").read_text())["findings"]["figure"] == 4
    with pytest.raises(SystemExit):
        main(["speed", "--small"], {"speed": answer})
    assert "not the results" in capsys.readouterr().err
