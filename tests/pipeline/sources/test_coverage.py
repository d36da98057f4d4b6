from __future__ import annotations

from service.domain import Coverage
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


def test_two_sentences_of_one_article_are_one_article() -> None:
    one = article("One. Two.", index=0)
    assert count_sources([one, one], [0, 0]) == Coverage(articles=1, sources=1, independent_sources=1)


def test_nobody_stands_behind_nothing() -> None:
    assert count_sources([], []) == Coverage(articles=0, sources=0, independent_sources=0)
