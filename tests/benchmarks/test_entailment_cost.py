from __future__ import annotations

from collections.abc import Sequence

import pytest

from benchmarks.entailment_cost import TEXT, measure_entailment_cost, tabulate_entailment_cost
from benchmarks.story import write_story
from service.ports import Models
from tests.doubles import HashingEncoder, StubbornEntailment


def test_a_summary_is_timed_with_the_model_and_without_and_a_text_held_against_the_articles() -> None:
    encoded: list[int] = []

    def encode(texts: Sequence[str]) -> None:
        encoded.append(len(texts))

    models = Models(encoder=HashingEncoder(), entailment=StubbornEntailment(0.9))
    cost = measure_entailment_cost(write_story(50), models, encode, repetitions=2)
    assert encoded == [50] * 3  # once before those that count
    assert cost.extract_ratio.repetitions == cost.verifying_ms.repetitions == 2
    table = tabulate_entailment_cost(cost)
    assert cost.dtype in table.rows[0][0]
    assert len(table.rows) == 7
    assert len(TEXT.split()) == 150


def test_without_an_entailment_model_there_is_nothing_to_measure() -> None:
    with pytest.raises(ValueError, match="entailment"):
        measure_entailment_cost(write_story(50), Models(encoder=HashingEncoder()), list, repetitions=1)
