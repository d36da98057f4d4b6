from __future__ import annotations

import time

import pytest

from benchmarks.bounds import measure_growth, summarize_copies, work
from benchmarks.stand_ins import HashedWords, SharedWords
from benchmarks.worst_inputs import RUNS, STORIES, vary, write_crowd, write_papers, write_run
from service.pipeline.summarize import Pipeline
from service.ports import Limits, Models


@pytest.mark.parametrize("kind", RUNS)
def test_runs_are_as_long_as_asked_for(kind: str) -> None:
    first, second = write_run(kind, 1_001)
    assert len(first.text) == 1_001
    assert second.text == f"{first.text} x"


@pytest.mark.parametrize("kind", STORIES)
def test_stories_are_spread_over_articles(kind: str) -> None:
    articles = write_crowd(kind, 250)
    assert len(articles) == 100
    assert sum(article.text.count(". ") + 1 for article in articles) == 250


def test_a_varied_text_holds_no_sentence_of_the_first() -> None:
    assert vary("Rain fell. Snow fell. Ice.") == "Rain fell too. Sn indeed ow fell too. Ice."


def test_a_growth_says_how_time_grows_and_when_work_stopped() -> None:
    growth = measure_growth("tiny sentences", "citations", write_run, (200, 400, 800))
    assert growth.sizes == (200, 400, 800)
    assert len(growth.seconds) == 2
    assert growth.late_seconds < 1.0


@pytest.mark.parametrize("asked", ["summary", "everything", "citations", "stories", "news", "fusion", "composition"])
def test_all_that_is_asked_is_answered_and_ends_with_its_time(asked: str) -> None:
    articles = write_crowd("prices", 60)
    assert work(articles, asked, 60.0, articles[0].text)
    assert not work(articles, asked, 1e-9, articles[0].text)


def test_papers_that_print_one_story_are_copies() -> None:
    articles = write_papers(3)
    assert len({article.text for article in articles}) == 1
    assert articles[0].text.count(". ") == 35
    pipeline = Pipeline(models=Models(encoder=HashedWords()), limits=Limits(max_sentences=1_000))
    assert summarize_copies("copies", articles, pipeline).processor_seconds > 0.0


def test_evidence_entails_as_far_as_it_has_the_words() -> None:
    whole, half = SharedWords().judge([("rain fell here", "rain fell"), ("rain", "rain fell")], check=lambda: None)
    assert (whole.entailed, half.entailed) == pytest.approx((0.98, 0.49))


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["summary", "citations"])
@pytest.mark.parametrize("kind", ["names", "short quotations", "days", "U.S.", "tiny sentences"])
def test_work_on_the_longest_article_stops_at_its_deadline(kind: str, asked: str) -> None:
    articles = write_run(kind, 1_000_000)
    started = time.monotonic()
    assert not work(articles, asked, 0.1, articles[0].text)  # the whole of the shortest takes five times as long
    assert time.monotonic() - started < 2.1  # one second on a machine that does nothing else


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["near copies", "denials of each other", "copies but for names", "ages of one person"])
def test_work_on_thousands_of_sentences_stops_at_its_deadline(kind: str) -> None:
    articles = write_crowd(kind, 8_000)
    started = time.monotonic()
    assert not work(articles, "summary", 1.0, "")
    assert time.monotonic() - started < 3.0


def test_the_encoder_gives_rows_of_length_1() -> None:
    rows = HashedWords().encode(["a b", "", "a b"])
    assert (rows[0] == rows[2]).all()
    assert (rows**2).sum(axis=1).tolist() == pytest.approx([1.0, 1.0, 1.0])
