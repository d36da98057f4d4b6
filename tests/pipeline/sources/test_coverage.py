from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from service.domain import Article, Coverage
from service.pipeline.sources.coverage import count_sources
from tests.pipeline.stories import article


def test_one_publisher_and_one_origin_count_once() -> None:
    articles = [
        article("One.", index=0, source="Post"),
        article("Two.", index=1, source="Times"),
        article("Three.", index=2, source="Post"),
        article("Four.", index=3, source="Herald"),
    ]
    # Post and Times print one agency's text, and Post speaks twice: the agency and the Herald are left.
    assert count_sources(articles, ["o1", "o1", "o2", "o3"]) == Coverage(articles=4, sources=3, independent_sources=2)


def published(source: str, hour: int | None, *, index: int) -> Article:
    at = None if hour is None else datetime(2024, 11, 20, hour, tzinfo=UTC)
    return replace(article("A dam broke.", index=index, source=source), published_at=at)


@pytest.mark.parametrize("hours", [(8, 9, 11, 10), (None, None, None, None), (9, 8, 8, 9)])
def test_a_paper_that_prints_two_agencies_makes_them_no_one_source(hours: tuple[int | None, ...]) -> None:
    names = ("AP", "Coast Post", "Coast Post", "Reuters")
    articles = [published(name, hour, index=i) for i, (name, hour) in enumerate(zip(names, hours, strict=True))]
    assert count_sources(articles, [0, 0, 1, 1]) == Coverage(articles=4, sources=3, independent_sources=2)


@pytest.mark.parametrize(
    ("hours", "independent"),
    [
        ((8, 9, 10), 2),  # The Times first: what the Post reports itself stands beside it.
        ((9, 8, 10), 1),  # The Post first: both texts are its own.
        ((8, 8, 10), 1),
        ((8, None, 10), 1),
        ((0, 9, 10), 1),  # A day alone: it may have been later.
    ],
)
def test_what_surely_was_copied_does_not_speak_for_who_prints_it(
    hours: tuple[int | None, ...], independent: int
) -> None:
    names = ("Times", "Post", "Post")
    articles = [published(name, hour, index=i) for i, (name, hour) in enumerate(zip(names, hours, strict=True))]
    assert count_sources(articles, [0, 0, 1]).independent_sources == independent
    assert count_sources(articles[::-1], [1, 0, 0]).independent_sources == independent


def test_two_sentences_of_one_article_are_one_article() -> None:
    one = article("One. Two.", index=0)
    assert count_sources([one, one], [0, 0]) == Coverage(articles=1, sources=1, independent_sources=1)


def test_nobody_stands_behind_nothing() -> None:
    assert count_sources([], []) == Coverage(articles=0, sources=0, independent_sources=0)
