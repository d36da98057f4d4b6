"""Articles, their sentences, and what in them is no part of the story."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit


class BoilerplateKind(enum.StrEnum):
    """Why a span of an article is never summarized."""

    DATELINE = "dateline"
    DATE = "date"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDIT = "credit"
    PROMOTION = "promotion"
    EMBED = "embed"
    UPDATE_STAMP = "update_stamp"
    HEADING = "heading"
    FRAGMENT = "fragment"
    TOO_LONG = "too_long"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of a request.

    index: its place in the request, 0-based.
    published_at: timezone-aware, or None.
    language: a BCP 47 tag such as `en`, or None.
    stated_publisher: who published it, as the request says; it wins over `source`.
    source_id: which source it counts as, the same for all articles of one publisher; None until that was found out
    (`service.pipeline.sources.publishers`).
    """

    id: str
    index: int
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    stated_publisher: str | None = None
    source_id: str | None = None

    @property
    def publisher(self) -> str:
        """Who published it: its `source_id`; while that is unknown its `source`, the host of its `url`, or its `id`."""
        if self.source_id is not None:
            return self.source_id
        name = self.publisher_name
        return name.casefold() if self.stated_publisher or self.source else name

    @property
    def publisher_name(self) -> str:
        """Who published it, to be read: as the request says, else the host of its `url`, else its `id`."""
        if stated := self.stated_publisher or self.source:
            return stated.strip()
        host = urlsplit(self.url).hostname if self.url else None
        return host.removeprefix("www.") if host else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article's text: `article.text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be summarized; `article.text[start:end] == text`, always.

    article_index: the article's place in the request.
    position: its place among the article's sentences, 0-based, boilerplate not counted.
    paragraph: the place of its paragraph in the article, 0-based.
    headline: a line of its own without a full stop; it joins groups and is never shown.
    newsroom: it tells of the reporting alone, as "did not respond" does; it is shown where nothing else is left.
    told_at: when the entry of a live report was written that it stands in; None where its article's time holds.
    """

    article_index: int
    position: int
    paragraph: int
    start: int
    end: int
    text: str
    headline: bool = False
    newsroom: bool = False
    told_at: datetime | None = None

    def find_moment(self, article: Article) -> datetime | None:
        """When it was told: with its entry of a live report, else with its article."""
        return self.told_at or article.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """A span that is no part of the story, and why."""

    article_index: int
    start: int
    end: int
    kind: BoilerplateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReport:
    """What became of one article.

    sentences: how many could be summarized. cited: how many of them the summary cites.
    copy_of: id of the article it is a copy or an abridgement of, or None. story: the same for all that tell one story.
    """

    id: str
    index: int
    sentences: int
    cited: int
    boilerplate: tuple[Boilerplate, ...]
    copy_of: str | None
    story: str
