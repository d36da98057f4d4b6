from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.request_timing import measure_request, run_request
from benchmarks.story import write_story
from service.pipeline.summarize import Pipeline
from service.ports import Models
from tests.doubles import HashingEncoder


class CountingEncoder(HashingEncoder):
    """Notes how many texts each call encodes."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(len(texts))
        return super().encode(texts)


def test_bare_encoding_takes_the_sentences_of_the_request_in_turn_with_it() -> None:
    encoder = CountingEncoder()
    timing = measure_request(write_story(50), Models(encoder=encoder), repetitions=3)
    assert timing.sentences == 50
    # One request that does not count, then each request followed by its bare encoding.
    assert encoder.calls == [50] + [50, 50] * 3
    assert timing.tokens > timing.sentences


def test_stages_add_up_to_no_more_than_the_whole() -> None:
    timing = measure_request(write_story(50), Models(encoder=HashingEncoder()), repetitions=1)
    assert {"segment", "embed", "group", "select", "conflicts"} <= timing.stages_ms.keys()
    # Stages are rounded to 0.1 ms, each up by half of that at most.
    stages = sum(spread.median for spread in timing.stages_ms.values())
    assert stages <= timing.whole_ms.median + 0.05 * len(timing.stages_ms)
    embed = timing.stages_ms["embed"].median
    assert timing.besides_ms.median == pytest.approx(timing.whole_ms.median - embed)
    assert timing.ratio.median == pytest.approx(timing.whole_ms.median / timing.encoding_ms.median)


def test_conflicts_are_looked_for_as_in_a_request_to_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(Pipeline, "summarize", lambda _self, _, options, __: asked.append(options.conflicts))
    run_request(write_story(10), Models(encoder=HashingEncoder()))
    assert asked == [True]
