"""Stories of a stream: which of many articles tell one event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.descriptions import ModelsUsed
from service.domain.groups import Coverage

STORY_WINDOW = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryOptions:
    """known: the stories that articles, by id, were told to belong to before; these stay.

    window: how far apart in time articles of one story may follow each other.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    window: timedelta = STORY_WINDOW


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedArticle:
    """Which story an article tells.

    story: its id. stray: no other article tells it. copy_of: id of the article it is a copy or an abridgement of.
    likeness: to the others of the story that are near it in time, on average, in [-0.2, 1]; None where there is none,
    and for a copy or an article known before.
    """

    id: str
    index: int
    story: str
    stray: bool
    copy_of: str | None
    likeness: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedStory:
    """The articles that tell one event, in the order of their publication, by their place in the request.

    first_published_at, last_published_at: None where no article is dated.
    """

    id: str
    articles: tuple[int, ...]
    coverage: Coverage
    first_published_at: datetime | None
    last_published_at: datetime | None

    @property
    def stray(self) -> bool:
        return len(self.articles) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedStories:
    """The stories of a stream, the one with the most independent sources first; articles in request order."""

    stories: tuple[FollowedStory, ...]
    articles: tuple[FollowedArticle, ...]
    warnings: tuple[str, ...]
    models: ModelsUsed
