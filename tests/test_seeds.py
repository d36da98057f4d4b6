"""The request in seeds/articles.jsonl says what the five texts say, and nothing more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).parents[1] / "seeds"
FIELDS = {"id", "title", "source", "url", "published_at", "language", "text"}


def read_articles() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SEEDS / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


def test_articles_reproduce_the_text_files_byte_for_byte() -> None:
    files = {path.name[:3]: path.read_bytes() for path in SEEDS.glob("*.txt")}
    articles = {article["id"]: article["text"].encode() for article in read_articles()}
    assert len(files) == 5
    assert articles == files


def test_articles_come_in_the_order_of_their_numbers() -> None:
    assert [article["id"] for article in read_articles()] == ["000", "001", "002", "003", "004"]


def test_articles_state_every_field_of_a_request() -> None:
    assert all(article.keys() == FIELDS for article in read_articles())


@pytest.mark.parametrize("field", sorted(FIELDS - {"id", "text"}))
def test_what_is_stated_occurs_in_the_article(field: str) -> None:
    stated = [article for article in read_articles() if article[field] is not None]
    assert all(article[field] in article["text"] for article in stated)


def test_exactly_what_the_texts_state_is_filled_in() -> None:
    stated = {
        (article["id"], field)
        for article in read_articles()
        for field in FIELDS - {"id", "text"}
        if article[field] is not None
    }
    assert stated == {("001", "title"), ("002", "title"), ("001", "source"), ("004", "published_at")}
