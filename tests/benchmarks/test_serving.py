from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from benchmarks.callers import ask_alone, come_at_random, keep_asking, strip_answer, write_question, write_small_stories
from benchmarks.loads import _rank, load, saturate
from benchmarks.process_tree import _list_descendants, read_tree_use
from tests.api.clients import serve_over_http
from tests.doubles import GatedEncoder
from tests.wire import wait_until


def test_small_stories_have_three_articles_and_thirty_sentences_and_differ() -> None:
    first, second = write_small_stories(2)
    assert [len(story) for story in (first, second)] == [3, 3]
    assert first != second
    assert write_small_stories(1) == [first]
    assert json.loads(write_question(first).body)["articles"][2] == {"id": "a2", "text": first[2].text}


def test_callers_are_told_answers_refusals_and_whether_an_answer_is_the_lone_one() -> None:
    encoder = GatedEncoder()
    questions = [write_question(story) for story in write_small_stories(2)]
    with serve_over_http(encoder, max_queue=1) as port:
        url = f"http://127.0.0.1:{port}"
        known = ask_alone(url, questions)
        told = keep_asking(url, known, seconds=0.2, callers=2)
        assert {(one.status, one.right) for one in told} == {(200, True)}
        other = replace(known[0], alone=known[1].alone)
        assert {one.right for one in keep_asking(url, [other], seconds=0.1, callers=1)} == {False}
        encoder.close()
        late = come_at_random(url, known, rate=40, seconds=0.3, deadline_seconds=0.4)
        encoder.open()
        statuses = {one.status for one in late}
        assert statuses <= {429, 504}
        assert 429 in statuses
        assert saturate("it", url, questions, 0.1).wrong == 0
        found = load(url, known, times=1.0, capacity=5.0, deadline=20.0, seconds=0.5)
        assert (found.came, found.late, found.wrong) == (found.answered + found.refused, 0, 0)
    assert {one.status for one in come_at_random(url, known, rate=9, seconds=0.2, deadline_seconds=1)} == {0}
    with pytest.raises(httpx2.TransportError):
        ask_alone(url, known)


def test_ranks_are_the_least_that_so_large_a_share_is_not_above() -> None:
    assert [_rank([1.0, 2.0, 3.0, 4.0], share) for share in (0.5, 0.75, 0.99, 1.0)] == [2.0, 3.0, 4.0, 4.0]
    assert _rank([], 0.5) == 0.0


def test_what_differs_from_answer_to_answer_is_left_out() -> None:
    assert strip_answer({"id": "1", "timings_ms": {}, "summary": "S"}) == strip_answer({"id": "2", "summary": "S"})


def test_the_use_of_a_process_that_was_started_is_counted_with_those_that_it_starts() -> None:
    before = read_tree_use()
    with subprocess.Popen(["sh", "-c", "sleep 30 & wait"]) as parent:
        try:
            wait_until(lambda: read_tree_use().processes == before.processes + 2)
            assert read_tree_use().own_bytes > before.own_bytes
        finally:
            for pid in _list_descendants(os.getpid()):
                if Path(f"/proc/{pid}/comm").read_text() in {"sh\n", "sleep\n"}:
                    os.kill(pid, signal.SIGTERM)
    assert parent.returncode
