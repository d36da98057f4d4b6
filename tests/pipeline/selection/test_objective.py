from __future__ import annotations

import math
from dataclasses import replace

import pytest

from service.domain import Sentence
from service.pipeline.selection.objective import Valuation, value_sentences
from service.pipeline.text.terms import extract_terms
from tests.pipeline.stories import sentence


def value(sentences: list[Sentence], source: list[int], reported_by: list[float] | None = None) -> Valuation:
    return value_sentences(
        sentences,
        [extract_terms(s.text, "en") for s in sentences],
        [len(s.text.split()) for s in sentences],
        source=source,
        reported_by=reported_by or [1.0] * len(sentences),
    )


def test_a_concept_weighs_the_square_of_its_share_of_independent_sources() -> None:
    sentences = [sentence(text) for text in ("storm bridge", "storm bridge", "storm bridge", "harbour light")]
    weight = value(sentences, [0, 1, 1, 2]).weight
    assert weight["storm", "bridg"] == pytest.approx((2 / 3) ** 2)
    assert weight["harbour", "light"] == pytest.approx((1 / 3) ** 2)


def test_one_source_alone_is_weighed_by_its_sentences() -> None:
    weight = value([sentence("storm bridge"), sentence("storm bridge"), sentence("harbour light")], [0, 0, 0]).weight
    assert weight["storm", "bridg"] == 1.0
    assert weight["harbour", "light"] == 0.25


def test_factors_worked_out_by_hand() -> None:
    first = sentence("storm closed bridge over river")
    later = replace(first, article_index=1, position=3)
    factors = value([first, later], [0, 1], [2, 1]).multiplier
    assert factors[0] == pytest.approx((1 + 6) * (1 + 32) / 5**0.3)
    assert factors[1] == pytest.approx((1 + 6 * math.exp(-3 / 10)) * (1 + 32 / 8) / 5**0.3)


def test_of_many_sources_openings_and_short_sentences_are_worth_more() -> None:
    sentences = [sentence("storm closed bridge over river", article_index=k) for k in range(10)]
    second = sentence("storm closed bridge over river", article_index=9, position=1)
    factors = value([*sentences, second], [*range(10), 9]).multiplier
    assert factors[9] == pytest.approx((1 + 6) * (1 + 32 / 1000) / 5**0.65)
    assert factors[10] == pytest.approx((1 + 6 * math.exp(-1)) * (1 + 32 / 1000) / 5**0.65)


def test_a_headline_above_the_story_takes_nothing_from_its_first_sentence() -> None:
    headline = sentence("Storm closes bridge over river", headline=True)
    below = sentence("storm closed bridge over river", position=1)
    factors = value([headline, below, replace(below, article_index=1, position=0)], [0, 0, 1]).multiplier
    assert factors[1] == factors[2]


@pytest.mark.parametrize("opening", ["He said", "But the", "That makes", "“We did", "However, a"])
def test_a_sentence_that_leans_on_another_is_worth_less(opening: str) -> None:
    leaning, alone = sentence(f"{opening} storm closed bridge"), sentence("The city storm closed bridge")
    factors = value([leaning, alone], [0, 1]).multiplier
    assert factors[0] < factors[1]


def test_headlines_and_scraps_are_shown_only_where_nothing_else_is() -> None:
    headline = sentence("Storm closes the bridge in Ardal", headline=True)
    scrap, whole = sentence("It rained."), sentence("The storm closed the old bridge over the river Ard.")
    assert value([headline, scrap, whole], [0, 0, 0]).usable.tolist() == [False, False, True]
    assert value([headline, scrap], [0, 0]).usable.tolist() == [False, True]
    assert value([headline], [0]).usable.tolist() == [True]
