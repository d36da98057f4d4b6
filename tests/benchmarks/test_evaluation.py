from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.evaluation import DEFAULT_FOLDER, Evaluation, EvaluationMissingError, find_evaluation


def test_rows_are_read_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "set.jsonl").write_text('{"id": "é"}\n{"id": "b"}\n', encoding="utf-8")
    assert Evaluation(folder=tmp_path).load_rows("set.jsonl") == ({"id": "é"}, {"id": "b"})


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationMissingError, match=r"set\.jsonl is missing; CHORUS_EVAL names the folder") as error:
        Evaluation(folder=tmp_path).load_rows("set.jsonl")
    assert error.value.path == tmp_path / "set.jsonl"


def test_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHORUS_EVAL", str(tmp_path))
    assert find_evaluation().folder == tmp_path
    monkeypatch.delenv("CHORUS_EVAL")
    assert find_evaluation().folder == DEFAULT_FOLDER


def test_a_small_evaluation_reads_the_first_rows_of_every_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHORUS_EVAL", str(tmp_path))
    (tmp_path / "set.jsonl").write_text("".join(f'{{"id": "{i}"}}\n' for i in range(9)), encoding="utf-8")
    small = find_evaluation(small=True)
    assert [row["id"] for row in small.load_rows("set.jsonl")] == ["0", "1"]
    assert [len(rows) for rows in small.load_topics("other.jsonl").values()] == [2]
