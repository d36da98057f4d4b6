"""Copies of one text are read once, and are sentences of their own articles all the same."""

from __future__ import annotations

import pytest

from service.domain import Article
from service.errors import InvalidRequestError
from service.pipeline.text import corpus
from service.pipeline.text.corpus import read_articles
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.site_lines import name_outlet
from service.runtime.deadline import RequestClock
from tests.doubles import HashingEncoder

TEXT = (
    "LINDHAVEN (AP) — The bridge reopened on Tuesday. Engineers replaced 48 of its steel cables. Read the Herald daily."
)


def copy(index: int, source: str, text: str = TEXT) -> Article:
    return Article(id=f"a{index}", index=index, text=text, source=source)


def test_copies_of_one_text_are_split_once_and_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def split(article: Article, language: str) -> object:
        read.append(article.text)
        return split_sentences(article, language)

    monkeypatch.setattr(corpus, "split_sentences", split)
    articles = [copy(0, "Times"), copy(1, "Post"), copy(2, "Mail", "A fire burned in the port."), copy(3, "Echo")]
    found = read_articles(articles, HashingEncoder(), RequestClock(limit_seconds=100), max_sentences=100)
    assert len(read) == 2
    by_article = {
        article.index: [s.text for s in found.sentences if s.article_index == article.index] for article in articles
    }
    assert by_article[0] == by_article[1] == by_article[3]
    assert by_article[2] == ["A fire burned in the port."]
    assert {span.article_index for span in found.boilerplate} == {0, 1, 3}


def test_what_is_left_out_counts_towards_the_most_sentences_in_every_copy() -> None:
    text = "LINDHAVEN (AP) — The bridge reopened on Tuesday.\n\nMarch 5, 2024, 5 p.m. — Engineers replaced 48 cables."
    articles = [copy(0, "Times", text), copy(1, "Post", text)]
    clock = RequestClock(limit_seconds=100)
    found = read_articles(articles, HashingEncoder(), clock, max_sentences=8)
    assert (len(found.sentences), len(found.boilerplate)) == (4, 4)
    with pytest.raises(InvalidRequestError, match="more than 7 sentences"):
        read_articles(articles, HashingEncoder(), clock, max_sentences=7)


def test_of_a_publisher_the_words_of_its_name_matter_that_the_text_holds() -> None:
    assert name_outlet(copy(0, "Lindhaven Herald")) == ("lindhaven", "herald")
    assert name_outlet(copy(0, "Evening Post")) == ()
    assert name_outlet(Article(id="Herald", index=0, text=TEXT)) == ()
