"""Which sentences are looked at first, and that short ones fill the rest."""

from __future__ import annotations

import numpy as np

from service.domain import Article, Length, LengthUnit, StopReason, Summary, SummaryOptions
from service.pipeline.selection.extract import rank_candidates
from service.pipeline.selection.objective import value_sentences
from service.pipeline.selection.recency import Recency
from service.pipeline.text.standalone import STANDS
from service.pipeline.text.terms import extract_terms
from tests.doubles import make_pipeline
from tests.pipeline.stories import PatientClock, article, make_cohesion, sentence

DAM = (
    article(
        "A dam broke above Lindal on Monday. Twelve people died. Forty houses were swept away. "
        "The governor sent 300 soldiers. It had been inspected in the spring of last year.",
        source="Coast Post",
    ),
)


def summarize(value: float, unit: LengthUnit = LengthUnit.WORDS, *, articles: tuple[Article, ...] = DAM) -> Summary:
    options = SummaryOptions(length=Length(unit=unit, value=value))
    return make_pipeline().summarize(articles, options, PatientClock())


def test_short_sentences_are_looked_at_behind_those_that_say_enough() -> None:
    texts = ["The old dam above the town broke on Monday morning.", "Twelve people died.", "Really?"]
    sentences = [sentence(text, position=position) for position, text in enumerate(texts)]
    valuation = value_sentences(
        sentences,
        [extract_terms(text, "en") for text in texts],
        [len(text.split()) for text in texts],
        standing=[STANDS] * 3,
        cohesion=make_cohesion(3),
        source=[0] * 3,
        reported_by=[1.0] * 3,
        recency=Recency(weight=np.ones(3), sources=1.0),
        centrality=np.ones(3),
        near_leads=np.ones(3),
    )
    assert rank_candidates(range(3), valuation) == ([0], [1])
    assert rank_candidates([2], valuation) == ([2], [])
    assert rank_candidates(range(3), valuation, frozenset({0})) == ([1], []), "a newer value replaced what is long"
    assert rank_candidates([0, 2], valuation, frozenset({0})) == ([0], [])


def test_short_sentences_fill_what_room_is_left() -> None:
    summary = summarize(150)
    assert sorted(one.text for one in summary.sentences) == sorted(
        text if text.endswith(".") else text + "." for text in DAM[0].text.split(". ")
    )
    assert summary.length.stop_reason is StopReason.EXHAUSTED


def test_where_room_is_left_what_one_source_says_shortly_is_told_but_no_question() -> None:
    articles = (
        article("The mayor of Lindal opened the pool on Monday. Olga Berg drew the plans. Why now?", source="Post"),
        article("Lindal's pool was opened by its mayor on Monday morning.", source="Herald"),
    )
    told = [one.text for one in summarize(100, articles=articles).sentences]
    assert "Olga Berg drew the plans." in told
    assert "Why now?" not in told
    assert summarize(12, articles=articles).length.stop_reason is StopReason.LENGTH


def test_a_whole_fraction_gives_everything() -> None:
    summary = summarize(1, LengthUnit.FRACTION)
    assert summary.length.actual == 1
    assert summary.length.stop_reason is StopReason.EXHAUSTED
