"""A batch reads and writes Parquet and object stores, and goes on there where it was stopped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as arrow
import pytest
from pyarrow import parquet

from service.api.batch_lines import BatchRequest, BatchResult
from service.cli import batch_parts
from service.cli.batch import open_output, run_batch
from service.cli.batch_parts import PartedOutput
from service.cli.batch_places import find_place
from service.cli.batch_workers import MakeAnswer, answer_with
from service.cli.failures import InputError, UsageError
from service.settings import Settings
from tests.cli.batch_answers import count_words

LINES = [{"id": f"s{k}", "text": "word " * (k % 4)} for k in range(10)]
ANSWERED = [f"s{k}" for k in range(10) if k % 4]


class PowerCutError(Exception):
    """Ends a batch as a kill does: nothing is done any more."""


def answer_here(
    requests: Iterable[BatchRequest], settings: Settings, make_answer: MakeAnswer, *, processes: int
) -> Iterator[BatchResult]:
    answer = make_answer(settings)
    return (answer_with(answer, request) for request in requests)


@pytest.fixture(params=["memory", "parquet"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where answers go that cannot grow: an object store, or Parquet on a disk."""
    if request.param == "parquet":
        yield str(tmp_path / "out.parquet")
        return
    yield "memory://bucket/out.jsonl"
    store = fsspec.filesystem("memory")
    store.rm("/bucket", recursive=True)


@pytest.fixture(autouse=True)
def _short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_parts, "LINES_A_PART", 3)


def run(source: str, answers: str) -> None:
    output = open_output(find_place(answers), find_place(name_problems(answers)))
    settings = Settings(_env_file=None)
    run_batch(find_place(source), output, settings, count_words, processes=1, answer_requests=answer_here)


def name_problems(answers: str) -> str:
    return answers.replace("out", "problems")


def write_input(folder: Path) -> str:
    file = folder / "in.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    return str(file)


def read(folder: str) -> list[dict[str, Any]]:
    place = find_place(folder)
    rows: list[dict[str, Any]] = []
    for name in place.list_names():
        with place.below(name).open("rb") as content:
            if place.is_parquet:
                rows += parquet.read_table(content).to_pylist()
            else:
                rows += map(json.loads, content)
    return rows


def test_answers_and_problems_stand_in_parts(tmp_path: Path, folder: str) -> None:
    run(write_input(tmp_path), folder)
    assert find_place(folder).list_names()[0].startswith("part-000001.")
    answers, problems = read(folder), read(name_problems(folder))
    assert [row["id"] for row in answers] == ANSWERED
    told = answers[0]["answer"]
    assert (json.loads(told) if isinstance(told, str) else told) == {"words": 1}
    assert [(row["id"], row["line"]) for row in problems] == [("s0", 1), ("s4", 5), ("s8", 9)]


def test_a_batch_that_was_stopped_goes_on_behind_its_last_part(
    tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_input(tmp_path)
    whole = PartedOutput._write_part
    written: list[int] = []

    def cut(self: PartedOutput, place: Any, lines: Any) -> None:
        if len(written) == 3:
            raise PowerCutError
        written.append(len(lines))
        whole(self, place, lines)

    monkeypatch.setattr(PartedOutput, "_write_part", cut)
    with pytest.raises(PowerCutError):
        run(source, folder)
    monkeypatch.setattr(PartedOutput, "_write_part", whole)
    before = {name: _hash(folder, name) for name in find_place(folder).list_names()}
    assert 0 < len(read(folder)) < len(ANSWERED)
    run(source, folder)
    assert [row["id"] for row in read(folder)] == ANSWERED
    assert sorted(row["id"] for row in read(name_problems(folder))) == ["s0", "s4", "s8"]
    assert before.items() <= {name: _hash(folder, name) for name in find_place(folder).list_names()}.items()


def _hash(folder: str, name: str) -> int:
    with find_place(folder).below(name).open("rb") as content:
        return hash(content.read())


def test_a_part_that_was_not_finished_counts_for_nothing(tmp_path: Path) -> None:
    answers = tmp_path / "out.parquet"
    answers.mkdir()
    (answers / ".unfinished-000001").write_bytes(b"half of a")
    run(write_input(tmp_path), str(answers))
    assert [row["id"] for row in read(str(answers)) if "id" in row] == ANSWERED


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    answers = tmp_path / "out.parquet"
    answers.mkdir()
    (answers / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.txt was not written by a batch"):
        run(write_input(tmp_path), str(answers))


@pytest.mark.parametrize("name", ["in.jsonl", "in.parquet"])
def test_requests_are_read_from_an_object_store(tmp_path: Path, name: str) -> None:
    store = fsspec.filesystem("memory")
    with store.open(f"/bucket/{name}", "wb") as content:
        if name.endswith(".parquet"):
            parquet.write_table(arrow.Table.from_pylist(LINES), content)
        else:
            content.write("".join(json.dumps(line) + "\n" for line in LINES).encode())
    try:
        run(f"memory://bucket/{name}", str(tmp_path / "out.jsonl"))
    finally:
        store.rm("/bucket", recursive=True)
    answers = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in answers] == ANSWERED


@pytest.mark.parametrize("name", ["nowhere://bucket/in.jsonl", "s3://bucket/in.jsonl"])
def test_a_store_that_cannot_be_asked_is_named(name: str) -> None:
    with pytest.raises(UsageError, match=r"cannot reach \w+://bucket/in\.jsonl"):
        find_place(name)


def test_an_object_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"memory://bucket/absent\.jsonl"):
        run("memory://bucket/absent.jsonl", str(tmp_path / "out.jsonl"))
