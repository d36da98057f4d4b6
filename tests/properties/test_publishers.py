"""Sources of any articles: the same in any order, for any spelling, and never two families in one."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from service.domain import Article
from service.pipeline.sources.publisher_table import load_publishers
from service.pipeline.sources.publishers import identify_sources

NAMES = (
    "BBC", "BBC News", "BBC World", "Reuters", "Reuters UK", "AP", "The Times", "Times of India", "ABC News",
    "Daily Mail", "Daily Mirror", "Coast Post", "The Coast Post", "Coast Post Sport", "Lindal News", "Lindal Business",
    "Lindal", "Post", "Café Post", "Cafe\u0301 Post", "coastpost.example", "nytimes.com",
)  # fmt: skip
URLS = (
    "https://www.bbc.co.uk/a", "https://bbc.com/b", "https://coastpost.example/a", "https://m.coastpost.example/b",
    "https://coastpost.com/a", "https://lindal.example/a", "https://news.yahoo.com/a", "https://a.substack.com/b",
    "https://reuters.com/a", "https://abc.net.au/a",
)  # fmt: skip
IMPRINTS = ("", "\n© 2026 Lake Media", "\n© Quay Publishing Ltd", "\n© AFP")


@st.composite
def article_lists(draw: st.DrawFn) -> list[Article]:
    stated = draw(
        st.lists(
            st.tuples(
                st.none() | st.sampled_from(NAMES) | st.text(min_size=1, max_size=8),
                st.none() | st.sampled_from(URLS),
                st.sampled_from(IMPRINTS),
            ),
            min_size=1,
            max_size=9,
        )
    )
    return [
        Article(id=f"n{index}", index=index, text=f"A dam broke.{imprint}", source=name, url=url)
        for index, (name, url, imprint) in enumerate(stated)
    ]


def name_by_id(articles: list[Article]) -> dict[str, str]:
    return {article.id: article.publisher for article in identify_sources(articles)}


@given(article_lists(), st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_no_source(articles: list[Article], random: Random) -> None:
    shuffled = [*articles]
    random.shuffle(shuffled)
    assert name_by_id(shuffled) == name_by_id(articles)


@given(article_lists())
def test_every_article_has_a_source_and_equal_statements_have_one(articles: list[Article]) -> None:
    twins = [replace(article, id=f"{article.id}-twin", index=len(articles) + article.index) for article in articles]
    sources = name_by_id([*articles, *twins])
    for article, twin in zip(articles, twins, strict=True):
        if article.source or article.url:
            assert sources[article.id] == sources[twin.id]
        else:
            assert sources[article.id] == f"id:{article.id}" or article.text != "A dam broke."


@given(article_lists())
def test_no_source_has_two_families(articles: list[Article]) -> None:
    alone = {article.id: identify_sources([replace(article, text="x")])[0].publisher for article in articles}
    together = name_by_id(articles)
    for one in articles:
        for other in articles:
            if alone[one.id].startswith("family:") and alone[other.id].startswith("family:"):
                assert (together[one.id] == together[other.id]) is (alone[one.id] == alone[other.id])


@given(article_lists())
def test_a_source_is_named_after_one_of_its_articles_or_its_company(articles: list[Article]) -> None:
    assert all(name.partition(":")[0] in {"family", "name", "domain", "id"} for name in name_by_id(articles).values())


@given(st.sampled_from(NAMES), st.sampled_from(NAMES))
def test_being_one_publisher_is_symmetric(one: str, other: str) -> None:
    def same(first: str, second: str) -> bool:
        pair = [Article(id=str(i), index=i, text="x", source=name) for i, name in enumerate((first, second))]
        return len({article.publisher for article in identify_sources(pair, load_publishers())}) == 1

    assert same(one, other) is same(other, one)
    assert same(one, one)
