"""Mixed stories are noticed, and one story is not taken apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain import Article, GroupedArticles, Length, LengthUnit, SummaryOptions
from service.pipeline.sources import find_stories
from service.pipeline.text.corpus import read_articles
from tests.doubles import HashingEncoder, make_pipeline
from tests.pipeline.stories import FIRE, STORM, PatientClock, article

BREWERY = (
    "Valdane offered two billion euros in cash for the brewer Tarnbeck. Shares of Tarnbeck jumped after the bid.",
    "Valdane offered two billion euros for Tarnbeck in cash. The brewer's shares jumped, and its board met at once.",
)
FIRES = tuple(one.text for one in FIRE)


def number(texts: tuple[str, ...]) -> tuple[Article, ...]:
    return tuple(replace(article(text, index=index), id=f"a{index}") for index, text in enumerate(texts))


def group(texts: tuple[str, ...]) -> GroupedArticles:
    return make_pipeline().group(number(texts), PatientClock())


def test_articles_of_two_stories_are_told_apart() -> None:
    answer = group((FIRES[0], BREWERY[0], FIRES[1], BREWERY[1], FIRES[2]))
    assert [report.story for report in answer.articles] == ["s1", "s2", "s1", "s2", "s1"]
    assert answer.warnings[-1] == (
        "the articles tell 2 stories (3 articles, 2 articles); `story` of each article says which is whose"
    )


@pytest.mark.parametrize("texts", [FIRES, (*FIRES[:2], BREWERY[0]), (FIRES[0], BREWERY[0]), ("",) * 5])
def test_of_few_or_no_articles_that_are_alike_none_strays(texts: tuple[str, ...]) -> None:
    answer = group(texts)
    assert {report.story for report in answer.articles} == {"s1"}
    assert not any("story" in warning for warning in answer.warnings)


def test_an_article_that_is_like_no_other_strays_and_is_told_last() -> None:
    articles = number((BREWERY[0], *FIRES))
    pipeline = make_pipeline()
    grouped = pipeline.group(articles, PatientClock())
    assert [report.story for report in grouped.articles] == ["s2", "s1", "s1", "s1"]
    warning = "1 article is like no other: what no other tells is told last; `story` of each article says which"
    assert warning in grouped.warnings
    whole, half = (
        pipeline.summarize(articles, SummaryOptions(length=length), PatientClock())
        for length in (Length(unit=LengthUnit.FRACTION, value=share) for share in (1.0, 0.5))
    )
    told = [{c.article_index for s in one.sentences for c in s.citations} for one in (whole, half)]
    assert 0 in told[0]
    assert 0 not in told[1]


def test_a_stray_article_joins_the_story_that_it_is_most_like() -> None:
    stray = "The brewer of a village far away offered euros for hops."
    corpus = read_articles(number((*FIRES, *BREWERY, stray)), HashingEncoder(), PatientClock(), max_sentences=100)
    stories = dict(zip((one.text for one in corpus.articles), find_stories(corpus), strict=True))
    assert stories[stray] == stories[BREWERY[0]] == 1


def test_the_order_of_articles_changes_no_story() -> None:
    texts = (*FIRES, *BREWERY, STORM[0].text)
    one, other = group(texts), group(texts[::-1])
    assert [report.story for report in one.articles] == [report.story for report in other.articles][::-1]
