"""What the benchmark of scale counts: callers, answers, processor time, and lines of a batch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import killed_batch, scale
from benchmarks.descendants import count_seconds, list_descendants
from benchmarks.killed_batch import kill_batch
from benchmarks.story_callers import Answered, ask_all, cut_timings
from benchmarks.story_runs import AskedStories
from tests.cli.servers import CannedAnswer, answering

BURN = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ntime.sleep(30)"


def test_every_body_is_sent_once_and_answers_keep_their_place() -> None:
    with answering(CannedAnswer(body=b'{"id":"a","timings_ms":{"embed":1500.0,"queue":9000.0}}')) as url:
        counts: list[int] = []
        answers = ask_all(url, [b"{}"] * 7, callers=3, after=counts.append)
    assert [answer.place for answer in answers] == list(range(7))
    assert sorted(counts) == list(range(1, 8))
    assert {answer.told for answer in answers} == {b'{"id":"a"'}
    assert {answer.worked_seconds for answer in answers} == {1.5}  # nobody worked on it while it stood in line


def test_who_gets_no_answer_is_told_from_who_is_refused() -> None:
    with answering(CannedAnswer(status=429)) as url:
        assert [answer.status for answer in ask_all(url, [b"{}"], callers=1)] == [429]
    assert [answer.status for answer in ask_all(url, [b"{}"], callers=1)] == [0]


def test_timings_are_no_part_of_what_must_be_the_same() -> None:
    assert cut_timings(b'{"id":"x","timings_ms":{"a":1}}') == cut_timings(b'{"id":"x","timings_ms":{"a":2}}')
    assert cut_timings(b'{"id":"x"}') != cut_timings(b'{"id":"y"}')


def test_a_run_counts_answers_with_other_bytes_and_none() -> None:
    def answer(place: int, body: bytes, status: int = 200) -> Answered:
        told = body + b',"timings_ms":{"embed":1000}}'
        return Answered(place=place, status=status, body=told, began=place, ended=place + 1.5)

    expected = [answer(0, b'{"id":"a"'), answer(1, b'{"id":"b"'), answer(2, b'{"id":"c"')]
    answers = (answer(0, b'{"id":"a"'), answer(1, b'{"id":"other"'), answer(2, b"", status=503))
    asked = AskedStories(name="x", callers=1, answers=answers, wall_seconds=6.0, core_seconds=9.0)
    run = asked.describe(expected)
    assert (run.stories, run.same, run.failed, run.core_seconds) == (3, 1, 1, 3.0)
    assert run.outside_ms.median == 500.0
    assert asked.describe(expected, killed="a node").core_seconds is None  # what is gone is not counted


def test_processor_time_is_that_of_children_and_of_theirs() -> None:
    outer = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {BURN!r}])"
    before = count_seconds(os.getpid())
    process = subprocess.Popen([sys.executable, "-c", outer], stdout=subprocess.PIPE)
    try:
        assert process.stdout
        process.stdout.readline()
        assert count_seconds(os.getpid()) - before > 0.25  # in steps of a hundredth
        names = [child.command for child in list_descendants(process.pid)]
        assert len(names) == 1
        assert "process_time" in names[0]
    finally:
        for child in (*list_descendants(process.pid), None):
            os.kill(child.pid, 9) if child else process.kill()
        process.wait()
        assert process.stdout
        process.stdout.close()


def test_a_batch_is_killed_where_it_was_said_and_counted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine is a stand-in: it appends a line at a time, and goes on behind what is there."""
    engine = (
        "import json, sys, time\n"
        "source, output = sys.argv[1:3]\n"
        "done = open(output).read().count('\\n') if __import__('os').path.exists(output) else 0\n"
        "for line in open(source).read().splitlines()[done:]:\n"
        "    with open(output, 'a') as end:\n"
        "        end.write(json.dumps({'id': json.loads(line)['id'], 'answer': {}}) + '\\n')\n"
        "    time.sleep(0.01)\n"
    )

    def start(source: Path, output: Path, address: str | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", engine, str(source), str(output)])

    monkeypatch.setattr(killed_batch, "_start", start)
    killed = kill_batch(30, "address")
    assert (killed.lines, killed.answered, killed.lost, killed.twice, killed.same) == (30, 30, 0, 0, 30)
    assert 10 <= killed.kills[0] < killed.kills[1] < 30


def test_stories_are_the_seeds_and_all_that_the_repository_holds() -> None:
    bodies = scale.read_bodies()
    assert len(bodies) > 150
    assert len(json.loads(bodies[0])["articles"]) == 5
