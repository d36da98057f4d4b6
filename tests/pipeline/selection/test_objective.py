from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from service.domain import Sentence
from service.pipeline.selection.objective import Valuation, value_sentences
from service.pipeline.selection.recency import Recency
from service.pipeline.text.standalone import STANDS, Standing
from service.pipeline.text.terms import extract_terms
from tests.pipeline.stories import make_cohesion, sentence


def value(
    sentences: list[Sentence],
    source: list[int],
    *,
    reported_by: list[float] | None = None,
    recency: Recency | None = None,
    standing: list[Standing] | None = None,
    centrality: list[float] | None = None,
    near_leads: list[float] | None = None,
) -> Valuation:
    return value_sentences(
        sentences,
        [extract_terms(s.text, "en") for s in sentences],
        [len(s.text.split()) for s in sentences],
        standing=standing or [STANDS] * len(sentences),
        cohesion=make_cohesion(len(sentences)),
        source=source,
        reported_by=reported_by or [1.0] * len(sentences),
        recency=recency or Recency(weight=np.ones(len(sentences)), sources=len(set(source))),
        centrality=np.array(centrality or [1.0] * len(sentences)),
        near_leads=np.array(near_leads or [1.0] * len(sentences)),
    )


def test_what_is_near_to_what_other_sources_open_with_is_worth_more_the_fewer_there_are() -> None:
    sentences = [sentence("storm bridge", article_index=k) for k in range(10)]
    near = [0.5] * 10
    few = value(sentences[:3], [0, 1, 2], near_leads=near[:3])
    assert few.nearness.tolist() == pytest.approx([0.5 ** (0.8 * 0.7)] * 3)
    assert few.multiplier == pytest.approx(value(sentences[:3], [0, 1, 2]).multiplier * few.nearness)
    assert value(sentences, [*range(10)], near_leads=near).nearness.tolist() == [1.0] * 10


def test_a_concept_weighs_the_square_of_its_share_of_independent_sources() -> None:
    sentences = [sentence(text) for text in ("storm bridge", "storm bridge", "storm bridge", "harbour light")]
    weight = value(sentences, [0, 1, 1, 2]).weight
    assert weight["storm", "bridg"] == pytest.approx((2 / 3) ** 2)
    assert weight["harbour", "light"] == pytest.approx((1 / 3) ** 2)


def test_centrality_says_something_from_three_sources_on() -> None:
    sentences = [sentence("storm bridge"), sentence("storm bridge"), sentence("harbour light")]
    near = [0.9, 0.9, 0.5]
    assert value(sentences, [0, 1, 1], centrality=near).centrality.tolist() == [1.0, 1.0, 1.0]
    assert value(sentences, [0, 1, 2], centrality=near).centrality == pytest.approx([0.9**6, 0.9**6, 0.5**6])


def test_one_source_alone_is_weighed_by_its_sentences() -> None:
    weight = value([sentence("storm bridge"), sentence("storm bridge"), sentence("harbour light")], [0, 0, 0]).weight
    assert weight["storm", "bridg"] == 1.0
    assert weight["harbour", "light"] == 0.25


def test_factors_worked_out_by_hand() -> None:
    first = sentence("storm closed bridge over river")
    later = replace(first, article_index=1, position=3)
    factors = value([first, later], [0, 1], reported_by=[2, 1]).multiplier
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


def test_a_sentence_is_worth_less_the_less_surely_it_is_understood() -> None:
    unsure = Standing(alone=0.2, story=0.3, before=0.25, outside=0.25)
    leaning = Standing(alone=0.1, story=0.1, before=0.8, outside=0.0)
    sentences = [sentence("storm closed bridge over river")] * 3
    independence = value(sentences, [0, 0, 0], standing=[STANDS, unsure, leaning]).independence
    assert independence.tolist() == pytest.approx([1.0, 0.6 + 0.4 * 0.5, 1.0])


def test_what_strays_from_the_story_is_not_shown() -> None:
    stray = Standing(alone=0.1, story=0.1, before=0.1, outside=0.7)
    sentences = [sentence("The storm closed the old bridge over the river Ard.")] * 2
    assert value(sentences, [0, 0], standing=[STANDS, stray]).usable.tolist() == [True, False]


def test_headlines_and_scraps_are_shown_only_where_nothing_else_is() -> None:
    headline = sentence("Storm closes the bridge in Ardal", headline=True)
    scrap, whole = sentence("It rained."), sentence("The storm closed the old bridge over the river Ard.")
    assert value([headline, scrap, whole], [0, 0, 0]).usable.tolist() == [False, False, True]
    assert value([headline, scrap], [0, 0]).usable.tolist() == [False, True]
    assert value([headline], [0]).usable.tolist() == [True]
