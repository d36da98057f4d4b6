from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from service.errors import DeadlineExceededError
from service.pipeline.text.embedding import embed_texts, find_cut_texts
from tests.doubles import HashingEncoder
from tests.pipeline.stories import PatientClock, SpentClock


def test_dot_products_do_not_depend_on_the_order_of_summation() -> None:
    rng = np.random.default_rng(3)

    class Noise(HashingEncoder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            rows = rng.normal(size=(len(texts), 256)).astype(np.float32)
            return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    rows = embed_texts(["text"] * 50, encoder=Noise(), clock=PatientClock())
    shuffled = rows[:, rng.permutation(256)]
    assert np.array_equal(rows @ rows.T, shuffled @ shuffled.T)
    assert np.abs(np.linalg.norm(rows, axis=1) - 1).max() < 0.01


def test_no_texts_are_no_rows() -> None:
    assert embed_texts([], encoder=HashingEncoder(), clock=PatientClock()).shape == (0, 256)


def test_a_spent_deadline_stops_before_the_model() -> None:
    with pytest.raises(DeadlineExceededError):
        embed_texts(["text"], encoder=HashingEncoder(), clock=SpentClock("embed"))


def test_texts_that_the_encoder_cannot_read_whole_are_found() -> None:
    assert find_cut_texts(["short", "word " * 300, "word " * 200], encoder=HashingEncoder()) == [1]


def test_the_clock_is_looked_at_every_few_hundred_sentences() -> None:
    class Clock(PatientClock):
        looks = 0

        def check(self, name: str | None = None) -> None:  # noqa: ARG002
            self.looks += 1

    clock = Clock()
    embed_texts([f"sentence {i}" for i in range(2000)], encoder=HashingEncoder(), clock=clock)
    assert clock.looks >= 2000 / 256
