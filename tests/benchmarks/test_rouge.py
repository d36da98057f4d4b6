from __future__ import annotations

import pytest

from benchmarks.rouge import FIGURES, score_rouge


def test_figures_are_those_of_the_definition() -> None:
    figures = score_rouge("The bridges are closed again.", ["A bridge is closed", "bridges"], 4)
    # Cut: the, bridg, are, close. Of a, bridg, is, close it has two of four; of bridg alone, one of one, in four words.
    assert figures["R1"] == pytest.approx(100 * (2 / 4 + 1) / 2)
    assert figures["F1"] == pytest.approx(100 * (2 * 2 / 8 + 2 * 1 / 5) / 2)
    assert (figures["R2"], figures["F4"]) == (0.0, 0.0)
    assert set(figures) == set(FIGURES)


def test_a_word_counts_as_often_as_both_have_it() -> None:
    assert score_rouge("fog fog fog", ["fog fog"], 9)["R1"] == 100.0
    assert score_rouge("fog fog fog", ["fog fog"], 9)["F1"] == pytest.approx(80.0)
    assert score_rouge("fog fog fog", ["fog fog"], 9)["R2"] == 100.0


def test_nothing_shares_nothing() -> None:
    assert set(score_rouge("", ["…"], 5).values()) == {0.0}
