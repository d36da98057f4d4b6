from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.verification.overlap import measure_overlap
from tests.pipeline.verification.statements import read

FIRE = "A fire destroyed the old market of Ardal on Monday."
MAYOR = "The mayor ordered all shops in the city to close."


def test_a_repetition_overlaps_wholly() -> None:
    overlap = measure_overlap(read(FIRE)[0], read(FIRE, MAYOR))
    assert (overlap.words, overlap.pairs, overlap.triples) == (1.0, 1.0, 1.0)
    assert overlap.missing == ()


def test_shares_are_counted_by_hand() -> None:
    # Content: fire, destroy, new, market; pairs: a fire, fire destroyed, destroyed the, the new, new market.
    overlap = measure_overlap(read("A fire destroyed the huge market.")[0], read(FIRE))
    assert overlap.words == pytest.approx(3 / 4)
    assert overlap.pairs == pytest.approx(3 / 5)
    assert overlap.triples == pytest.approx(2 / 4)
    assert overlap.missing == ("huge",)


@given(st.lists(st.sampled_from(["fire", "market", "the", "mayor", ",", "closed"]), min_size=1, max_size=12))
def test_shares_stay_between_none_and_all(words: list[str]) -> None:
    overlap = measure_overlap(read(" ".join(words))[0], read(FIRE, MAYOR))
    assert 0 <= overlap.triples <= 1
    assert 0 <= overlap.pairs <= 1
    assert 0 <= overlap.words <= 1
