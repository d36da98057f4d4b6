"""A batch answers each line once, whatever stops it, and says which lines were refused and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import deque
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import pyarrow as arrow
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from service.api.batch_lines import BatchRequest, BatchResult
from service.cli import app
from service.cli.batch import choose_engine, load_batch_settings, open_output, run_batch
from service.cli.batch_files import BatchOutput, read_lines
from service.cli.batch_places import find_place
from service.cli.batch_workers import MakeAnswer, _Pool, _take
from service.cli.failures import CommandError, InputError
from service.cli.options import Engine
from service.settings import Settings
from tests.cli.batch_answers import count_words, fail_to_start

ROOT = Path(__file__).parents[2]
WITH_RAY = pytest.mark.skipif(find_spec("ray") is None, reason="NO ray: the engine for clusters is not tested")


def make_files(folder: Path) -> BatchOutput:
    return BatchOutput(answers=folder / "out.jsonl", problems=folder / "out.problems")


def write_input(folder: Path, *lines: object) -> Path:
    file = folder / "in.jsonl"
    file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), "utf-8")
    return file


def run(source: Path, files: BatchOutput, *, engine: Engine = Engine.LOCAL, answer: MakeAnswer = count_words) -> None:
    settings = Settings(_env_file=None, threads=1)
    run_batch(find_place(source), files, settings, answer, processes=1, answer_requests=choose_engine(engine))


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_lines_are_answered_in_order_and_bad_ones_stand_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_input(
        tmp_path,
        {"id": "one", "text": "a b c"},
        "{broken",
        {"text": "no id"},
        "",
        {"id": "none"},
        {"id": "one", "text": "again"},
        {"id": "two", "text": "a"},
    )
    files = make_files(tmp_path)
    run(source, files)
    assert read(files.answers) == [{"id": "one", "answer": {"words": 3}}, {"id": "two", "answer": {"words": 1}}]
    refused = {line["line"]: line for line in read(files.problems)}
    assert sorted(refused) == [2, 3, 5, 6]
    assert (refused[2]["id"], refused[2]["problem"]["status"]) == (None, 400)
    assert refused[3]["problem"]["errors"][0]["pointer"] == "/id"
    assert refused[5] == {"id": "none", "line": 5, "problem": {"status": 422}}
    assert refused[6]["problem"]["detail"] == "/id: is that of line 1 already"
    assert "6 lines: 2 answered, 4 refused, 0 done before" in capsys.readouterr().err

    before = files.answers.read_bytes(), files.problems.read_bytes()
    run(source, files)
    assert (files.answers.read_bytes(), files.problems.read_bytes()) == before
    told = capsys.readouterr().err
    assert "6/6 lines 0.00 lines/s" in told  # what was done before is no rate of now
    assert "0 answered, 0 refused, 6 done before" in told


@pytest.mark.parametrize("engine", ["local", pytest.param("ray", marks=WITH_RAY)])
@pytest.mark.slow
def test_a_batch_that_is_killed_loses_nothing_and_answers_nothing_twice(tmp_path: Path, engine: str) -> None:
    source = write_input(tmp_path, *({"id": f"s{k}", "text": "word " * (k % 7)} for k in range(120)))
    files = make_files(tmp_path)
    command = [sys.executable, "-m", "tests.cli.batch_answers", str(source), str(files.answers), engine]
    running = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    while not files.answers.exists() or len(files.answers.read_bytes().splitlines()) < 10:
        assert running.poll() is None
        time.sleep(0.01)
    children = _list_children(running.pid)
    running.kill()
    running.wait()
    assert len(files.answers.read_bytes().splitlines()) < 102
    waited = 0
    while any(map(_runs, children)) and waited < 300:
        time.sleep(0.1)
        waited += 1
    assert not any(map(_runs, children))
    with files.answers.open("ab") as end:
        end.write(b'{"id":"s119","ans')  # as a write that was cut short leaves it
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert [line["id"] for line in read(files.answers)] == [f"s{k}" for k in range(120) if k % 7]
    assert sorted(line["id"] for line in read(files.problems)) == sorted(f"s{k}" for k in range(0, 120, 7))


def _list_children(process: int) -> list[int]:
    """The processes that one started, where the system says so."""
    listed = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
        return "State:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        (Engine.LOCAL, "it ended 2 processes that had nothing else"),
        pytest.param(Engine.RAY, "it ended 3 workers", marks=[WITH_RAY, pytest.mark.slow]),
    ],
)
def test_a_line_that_ends_each_process_is_refused_and_holds_up_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], engine: Engine, reason: str
) -> None:
    lines = [{"id": f"s{k}", "text": "word"} for k in range(8)]
    files = make_files(tmp_path)
    run(write_input(tmp_path, *lines[:4], {"id": "bad", "text": "die"}, *lines[4:]), files, engine=engine)
    assert [line["id"] for line in read(files.answers)] == [f"s{k}" for k in range(8)]
    (refused,) = read(files.problems)
    assert (refused["id"], refused["line"], refused["problem"]["status"]) == ("bad", 5, 500)
    assert f"line 5 is refused: {reason}" in capsys.readouterr().err


def test_a_process_that_is_killed_costs_no_line(tmp_path: Path) -> None:
    files = make_files(tmp_path)
    source = write_input(tmp_path, {"id": "s0", "text": "word"}, {"id": "s1", "text": f"die-once {tmp_path}/died"})
    run(source, files)
    assert [line["id"] for line in read(files.answers)] == ["s0", "s1"]
    assert not files.problems.exists()


def test_what_was_answered_before_a_process_died_is_not_asked_again() -> None:
    dead, cancelled, answered = (Future[BatchResult]() for _ in range(3))
    dead.set_exception(BrokenProcessPool())
    cancelled.cancel()
    answered.set_result(BatchResult(id="answered", line=3, refused=False, body=b"{}"))
    named = [("dead", dead), ("cancelled", cancelled), ("answered", answered)]
    waiting = deque((BatchRequest(id=name, line=line, body=b""), own) for line, (name, own) in enumerate(named, 1))
    pool = NotingPool()
    assert [result.id for result in _take(waiting, cast("_Pool", pool))] == ["dead", "cancelled", "answered"]
    assert pool.asked == ["dead", "cancelled"]


class NotingPool:
    """Answers at once, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ask(self, request: BatchRequest) -> Future[BatchResult]:
        self.asked.append(request.id)
        answer: Future[BatchResult] = Future()
        answer.set_result(BatchResult(id=request.id, line=request.line, refused=False, body=b"{}"))
        return answer

    def replace(self) -> None:
        pass


def test_a_batch_needs_no_key_and_notes_nothing_in_files_of_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text("")
    monkeypatch.setenv("CHORUS_KEYS_FILE", str(keys))
    monkeypatch.setenv("CHORUS_AUDIT_FILE", str(tmp_path / "audit.jsonl"))
    monkeypatch.setenv("CHORUS_JOBS_FILE", str(tmp_path / "jobs.db"))
    settings = load_batch_settings(1)
    assert (settings.keys_file, settings.audit_file, settings.jobs_file) == (None, None, None)


@pytest.mark.parametrize(
    ("engine", "message"),
    [
        (Engine.LOCAL, "processes end as they start"),
        pytest.param(Engine.RAY, "the cluster does not answer", marks=[WITH_RAY, pytest.mark.slow]),
    ],
)
def test_processes_that_cannot_start_end_the_batch(tmp_path: Path, engine: Engine, message: str) -> None:
    files = make_files(tmp_path)
    source = write_input(tmp_path, {"id": "s0", "text": "word"})
    with pytest.raises(CommandError, match=message):
        run(source, files, engine=engine, answer=fail_to_start)
    assert files.answers.read_bytes() == b""


@pytest.mark.parametrize("name", ["out.jsonl", "out.parquet"])
def test_two_batches_do_not_write_to_one_output(tmp_path: Path, name: str) -> None:
    output = open_output(find_place(tmp_path / name), find_place(tmp_path / "problems.parquet"))
    source = find_place(write_input(tmp_path, {"id": "one", "text": "a"}))
    with output.reserve(), pytest.raises(InputError, match=f"another batch is writing .*{name}"):
        run_batch(source, output, Settings(_env_file=None), count_words, processes=1)
    run_batch(source, output, Settings(_env_file=None), count_words, processes=1)
    assert output.read_done().answered == {"one"}


@pytest.mark.parametrize("name", ["absent/out.jsonl", "in.jsonl/out.parquet"])
def test_an_output_that_cannot_be_written_is_named_before_anything_is_asked(tmp_path: Path, name: str) -> None:
    source = find_place(write_input(tmp_path, {"id": "one", "text": "a"}))
    output = open_output(find_place(tmp_path / name), find_place(tmp_path / "problems"))
    with pytest.raises(InputError, match=name):
        run_batch(source, output, Settings(_env_file=None), fail_to_start, processes=1)


def test_answers_and_problems_do_not_go_to_one_file(tmp_path: Path) -> None:
    source, output = write_input(tmp_path, {"id": "one"}), tmp_path / "out.jsonl"
    result = CliRunner().invoke(app, ["batch", str(source), str(output), "--problems", f"{tmp_path}/./out.jsonl"])
    assert result.exit_code == 2
    assert "is OUTPUT, too" in result.stderr
    assert not output.exists()


def test_an_output_of_something_else_is_left_alone(tmp_path: Path) -> None:
    files = make_files(tmp_path)
    files.answers.write_text('{"text": "mine"}\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 1 was not written by a batch"):
        run(write_input(tmp_path, {"id": "one", "text": "a"}), files)
    assert files.answers.read_text(encoding="utf-8") == '{"text": "mine"}\n'


@pytest.mark.parametrize("own", ["my notes", '{"id": "one", "articles": []}', "5", '{"id":"one","articles":[]}'])
def test_a_last_line_of_something_else_is_not_cut_off(tmp_path: Path, own: str) -> None:
    files = make_files(tmp_path)
    files.answers.write_text(own, encoding="utf-8")
    with pytest.raises(InputError, match="line 1 was not written by a batch"):
        run(write_input(tmp_path, {"id": "one", "text": "a"}), files)
    assert files.answers.read_text(encoding="utf-8") == own


@pytest.mark.parametrize("torn", ['{"i', '{"id":"one","answ', '{"id":"one","answer":{"words":1}}'])
def test_a_torn_line_is_cut_off_and_answered_again(tmp_path: Path, torn: str) -> None:
    files = make_files(tmp_path)
    files.answers.write_text(torn, encoding="utf-8")
    run(write_input(tmp_path, {"id": "one", "text": "a"}), files)
    assert read(files.answers) == [{"id": "one", "answer": {"words": 1}}]


def test_an_id_is_that_of_the_first_line_however_often_a_batch_was_stopped(tmp_path: Path) -> None:
    source = write_input(tmp_path, {"id": "one"}, {"id": "one", "text": "a"})
    files = make_files(tmp_path)
    run(source, files)
    lines = {json.loads(line)["line"]: line for line in files.problems.read_bytes().splitlines(keepends=True)}
    files.problems.write_bytes(lines[1])
    run(source, files)
    assert files.problems.read_bytes() == lines[1] + lines[2]
    assert files.answers.read_bytes() == b""


def test_rows_of_parquet_are_requests(tmp_path: Path) -> None:
    articles = [{"id": "n1", "text": "A.", "published_at": datetime(2026, 3, 2, tzinfo=UTC), "title": None}]
    rows = [{"id": "one", "articles": articles, "query": None}, {"id": "two", "articles": articles, "query": "ice"}]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "in.parquet")
    one, two = (json.loads(line.content) for line in read_lines(find_place(tmp_path / "in.parquet")))
    published = [{"id": "n1", "text": "A.", "published_at": "2026-03-02T00:00:00+00:00"}]
    assert one == {"id": "one", "articles": published}
    assert two == {"id": "two", "articles": published, "query": "ice"}


@pytest.mark.parametrize("name", ["in.parquet", "absent.jsonl"])
def test_an_input_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "in.parquet").write_bytes(b"no parquet")
    with pytest.raises(InputError, match=name):
        run(tmp_path / name, make_files(tmp_path))
