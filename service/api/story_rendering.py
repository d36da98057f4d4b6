"""From the stories of a stream to what clients get: nothing in them points into a text."""

from __future__ import annotations

from collections.abc import Sequence

from service import domain
from service.api.article_responses import FollowedArticle, FollowedStory
from service.api.evidence_responses import Coverage
from service.api.rendering import round_score


def render_stories(stories: Sequence[domain.FollowedStory], articles: Sequence[domain.Article]) -> list[FollowedStory]:
    return [
        FollowedStory(
            id=story.id,
            articles=[articles[index].id for index in story.articles],
            stray=story.stray,
            coverage=Coverage.model_validate(story.coverage),
            first_published_at=story.first_published_at,
            last_published_at=story.last_published_at,
        )
        for story in stories
    ]


def render_followed(
    followed: Sequence[domain.FollowedArticle], articles: Sequence[domain.Article], pages: frozenset[int]
) -> list[FollowedArticle]:
    """pages: the places of articles that came as pages, whose text is sent."""
    return [
        FollowedArticle(
            id=article.id,
            story=article.story,
            stray=article.stray,
            copy_of=article.copy_of,
            likeness=None if article.likeness is None else round_score(article.likeness),
            source=articles[article.index].publisher,
            text=articles[article.index].text if article.index in pages else None,
        )
        for article in followed
    ]
