"""Support counts: articles, publishers, independent sources."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from service.domain import Article, Coverage
from service.pipeline.sources.components import connect


def list_sources(articles: Sequence[Article], origins: Sequence[Hashable]) -> tuple[int, ...]:
    """The independent source of each member, numbered from 0: those of one publisher or one origin have one.

    articles: of each member. origins: of each member, the text that it comes from.
    """
    seen: dict[Hashable, int] = {}
    same = [(seen.setdefault(("publisher", article.publisher), i), i) for i, article in enumerate(articles)]
    same += [(seen.setdefault(("origin", origin), i), i) for i, origin in enumerate(origins)]
    return connect(len(articles), same)


def count_sources(articles: Sequence[Article], origins: Sequence[Hashable]) -> Coverage:
    """What stands behind members of these articles and origins."""
    return Coverage(
        articles=len({article.index for article in articles}),
        sources=len({article.publisher for article in articles}),
        independent_sources=len(set(list_sources(articles, origins))),
    )
