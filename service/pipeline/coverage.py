"""How many stand behind a statement."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from service.domain import Article, Coverage
from service.pipeline.components import connect


def count_sources(articles: Sequence[Article], origins: Sequence[Hashable]) -> Coverage:
    """Independent sources: what is left of the members when those of one publisher or one origin count once.

    articles: of each member. origins: of each member, the text that it comes from.
    """
    publishers = [article.publisher for article in articles]
    seen: dict[Hashable, int] = {}
    same = [(seen.setdefault(("publisher", name), i), i) for i, name in enumerate(publishers)]
    same += [(seen.setdefault(("origin", origin), i), i) for i, origin in enumerate(origins)]
    return Coverage(
        articles=len({article.index for article in articles}),
        sources=len(set(publishers)),
        independent_sources=len(set(connect(len(articles), same))),
    )
