"""How near the other sources come to a sentence."""

from __future__ import annotations

import numpy as np
import pytest

from service.errors import DeadlineExceededError
from service.pipeline.selection import centrality
from service.pipeline.selection.centrality import measure_centrality
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock

ROWS = np.array([[1, 0], [0, 1], [0.8, 0.6], [0.6, 0.8], [0, -1]], np.float32)


def test_of_each_other_source_the_nearest_sentence_counts() -> None:
    near = measure_centrality(ROWS, range(5), [0, 0, 1, 1, 2])
    assert near[[0, 2]].tolist() == pytest.approx([(0.8 + 0.0) / 2, (0.8 - 0.6) / 2])


def test_what_is_like_nothing_else_keeps_a_little() -> None:
    assert measure_centrality(ROWS, range(5), [0, 0, 1, 1, 2])[[1, 3, 4]].tolist() == [0.05, 0.05, 0.05]


def test_copies_of_one_text_are_one_source() -> None:
    alike, wording = ROWS[[0, 2]], [0, 0, 1]
    assert measure_centrality(alike, wording, [0, 0, 1]).tolist() == pytest.approx([0.8, 0.8, 0.8])
    assert measure_centrality(alike, wording, [0, 1, 2]).tolist() == pytest.approx([0.9, 0.9, 0.8])


def test_among_some_sentences_alone_the_nearest_is_sought() -> None:
    leads = np.array([True, False, False, True, False])
    near = measure_centrality(ROWS, range(5), [0, 0, 1, 1, 2], among=leads)
    assert near[0] == pytest.approx((0.6 + 0.0) / 2)  # of the third source, which has none, all sentences count
    assert near[2] == pytest.approx((0.8 - 0.6) / 2)


def test_one_source_is_near_itself() -> None:
    assert measure_centrality(ROWS, range(5), [3] * 5).tolist() == [1.0] * 5


def test_thousands_of_sentences_are_compared_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (np.random.default_rng(1).integers(-8, 9, (60, 4)) / 16).astype(np.float32)  # products are exact
    source = [k % 3 for k in range(60)]
    whole = measure_centrality(rows, range(60), source)
    looks: list[None] = []
    monkeypatch.setattr(centrality, "_AT_ONCE", 100)
    monkeypatch.setattr(centrality, "look_at_clock", lambda: looks.append(None))
    assert measure_centrality(rows, range(60), source).tolist() == whole.tolist()
    assert len(looks) == 3 * 12  # twenty sentences a source: five rows at a time


def test_comparing_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    with keep_time(clock), pytest.raises(DeadlineExceededError):
        measure_centrality(np.eye(2, dtype=np.float32), [0, 1], [0, 1])
