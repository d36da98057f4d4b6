"""Support counts: articles, publishers, independent sources."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from service.domain import Article, Coverage
from service.pipeline.sources.components import connect
from service.pipeline.sources.originals import is_surely_copied, rank_original


def list_sources(articles: Sequence[Article], origins: Sequence[Hashable]) -> tuple[int, ...]:
    """The independent source of each member, numbered from 0: those of one publisher or one origin have one.

    What surely was copied speaks for whom it was copied from, not for who prints it, so that a paper which prints two
    agencies makes them no one source.
    articles: of each member. origins: of each member, the text that it comes from.
    """
    original: dict[Hashable, Article] = {}
    for article, origin in zip(articles, origins, strict=True):
        original[origin] = min(original.get(origin, article), article, key=rank_original)
    seen: dict[Hashable, int] = {}
    same = [(seen.setdefault(("origin", origin), i), i) for i, origin in enumerate(origins)]
    same += [
        (seen.setdefault(("publisher", article.publisher), i), i)
        for i, (article, origin) in enumerate(zip(articles, origins, strict=True))
        if not is_surely_copied(article, original[origin])
    ]
    return connect(len(articles), same)


def count_sources(articles: Sequence[Article], origins: Sequence[Hashable]) -> Coverage:
    """What stands behind members of these articles and origins."""
    return describe_coverage(articles, list_sources(articles, origins))


def describe_coverage(articles: Sequence[Article], sources: Sequence[int]) -> Coverage:
    """What stands behind members of these articles. sources: of each, as of `list_sources`."""
    return Coverage(
        articles=len({article.index for article in articles}),
        sources=len({article.publisher for article in articles}),
        independent_sources=len(set(sources)),
    )
