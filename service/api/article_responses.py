"""What an answer says of an article, and of the stories that articles tell."""

from __future__ import annotations

import datetime

from pydantic import Field

from service.api.evidence_responses import ArticleId, Coverage, End, Start
from service.api.response_part import ResponsePart, is_left_out
from service.domain import BoilerplateKind


class BoilerplateSpan(ResponsePart):
    """A stretch of an article that is no part of the story."""

    start: Start
    end: End
    kind: BoilerplateKind = Field(description="What it is.", examples=["byline"])


class ArticleReport(ResponsePart):
    """What became of an article."""

    id: ArticleId
    sentences: int = Field(description="Sentences that could be summarized.", examples=[31])
    cited: int = Field(description="Sentences of it that the answer cites.", examples=[4])
    boilerplate: int = Field(description="Spans left out as no part of the story.", examples=[1])
    copy_of: str | None = Field(description="The id of the article it is a copy or an abridgement of.", examples=[None])
    story: str = Field(
        description="`s1`, or more where the request mixes stories: the same for all articles that tell one, of which "
        "`s1` is the one that most tell.",
        examples=["s1"],
    )
    boilerplate_spans: list[BoilerplateSpan] = Field(description="The spans left out.")
    source: str = Field(
        description="Which source it counts as: the same for all articles of one publisher, under whichever of its "
        "names they came. To be compared, not to be read.",
        examples=["family:bbc"],
    )
    text: str | None = Field(
        None,
        description="The text extracted from its page, into which offsets point; only where it came as `html`.",
        exclude_if=is_left_out,
    )


class ExtractedArticle(ResponsePart):
    """An article that came as a page."""

    id: ArticleId
    text: str = Field(description="The text that was extracted from its page, into which offsets point.")


class FollowedStory(ResponsePart):
    """The articles that tell one event."""

    id: str = Field(
        description="Its id: as `known` has it, else made from its first article, and the same whenever that is first.",
        examples=["st_9f86d081884c"],
    )
    articles: list[ArticleId] = Field(description="Its articles by id, in the order of their publication.")
    stray: bool = Field(description="Whether it is one article that no other tells.", examples=[False])
    coverage: Coverage
    first_published_at: datetime.datetime | None = Field(description="Of its articles; null where none is dated.")
    last_published_at: datetime.datetime | None = Field(description="Of its articles; null where none is dated.")


class FollowedArticle(ResponsePart):
    """Which story an article tells."""

    id: ArticleId
    story: str = Field(description="The id of its story.", examples=["st_9f86d081884c"])
    stray: bool = Field(description="Whether no other article tells it.", examples=[False])
    copy_of: str | None = Field(description="The id of the article it is a copy or an abridgement of.", examples=[None])
    likeness: float | None = Field(
        description="How like the others of its story that are near it in time it is on average, in [-0.2, 1]; null "
        "where there is none, for a copy, and for one that was known.",
        examples=[0.41],
    )
    source: str = Field(description="Which source it counts as.", examples=["family:bbc"])
    text: str | None = Field(
        None, description="The text extracted from its page; only where it came as `html`.", exclude_if=is_left_out
    )
