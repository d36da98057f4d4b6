"""What holds for copies, however they were made."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.copies import MANIPULATIONS
from service.domain import Article, Coverage
from service.pipeline.sources.near_duplicates import find_near_duplicates
from service.pipeline.sources.ranking import rank_groups
from service.pipeline.text.segmentation import split_sentences
from tests.pipeline.stories import write_report

_QUOTATION = f"“{write_report(0, sentences=4)}” the mayor said."
"""Printed by everyone: 40 words that make nobody a copy."""

_STORIES = st.lists(st.integers(1, 10_000), min_size=2, max_size=4, unique=True).map(
    lambda seeds: [_write_article(seed, index) for index, seed in enumerate(seeds)]
)

_CHANCE = st.integers(0, 2**32).map(random.Random)
"""Not hypothesis's own, which could choose to reword every word."""


def _write_article(seed: int, index: int) -> Article:
    paragraphs = [write_report(seed * 10 + part, sentences=8) for part in range(4)]
    text = "\n".join([*paragraphs[:2], _QUOTATION, *paragraphs[2:]])
    return Article(id=f"a{index}", index=index, text=text, source=f"Paper {index}")


def _copy(article: Article, way: str, index: int, chance: random.Random) -> Article:
    return Article(id="copy", index=index, text=MANIPULATIONS[way](article.text, chance), source="Another paper")


def _count_all(articles: list[Article]) -> Coverage:
    """The coverage of one statement that every sentence of every article makes."""
    sentences = [sentence for article in articles for sentence in split_sentences(article)]
    (group,) = rank_groups(
        [tuple(range(len(sentences)))],
        articles=articles,
        sentences=sentences,
        article_of=[sentence.article_index for sentence in sentences],
        origin=find_near_duplicates(articles).origin,
        embeddings=np.ones((len(sentences), 1), np.float32),
    )
    return group.coverage


@settings(max_examples=60)
@given(_STORIES, st.sampled_from(list(MANIPULATIONS)), _CHANCE)
def test_a_copy_adds_no_independent_source_however_it_was_made(
    articles: list[Article], way: str, chance: random.Random
) -> None:
    copied = chance.randrange(len(articles))
    more = [*articles, _copy(articles[copied], way, len(articles), chance)]
    origins = find_near_duplicates(more)
    assert origins.origin == (*range(len(articles)), copied)
    assert origins.copy_of[-1] == copied or origins.copy_of[copied] == len(articles)
    assert _count_all(articles).independent_sources == len(articles)
    assert _count_all(more) == Coverage(articles=len(more), sources=len(more), independent_sources=len(articles))


@settings(max_examples=40)
@given(_STORIES, st.sampled_from(list(MANIPULATIONS)), _CHANCE)
def test_the_order_of_articles_changes_no_origin(articles: list[Article], way: str, chance: random.Random) -> None:
    articles = [*articles, _copy(articles[0], way, len(articles), chance)]
    order = list(range(len(articles)))
    chance.shuffle(order)
    one, other = find_near_duplicates(articles), find_near_duplicates([articles[i] for i in order])
    copies = {(i, j) for i in order for j in order if one.origin[i] == one.origin[j]}
    assert copies == {(order[i], order[j]) for i in order for j in order if other.origin[i] == other.origin[j]}
