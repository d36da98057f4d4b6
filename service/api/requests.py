"""What clients send. Everything is strict: a number in quotes is no number, an unknown field is an error."""

from __future__ import annotations

import enum
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from pydantic import FailFast, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from service.api.article_requests import ArticlesRequest, ByValue, RequestPart, is_absent
from service.api.fields import Identifier, ModelName, Query, VisibleText
from service.domain import STORY_WINDOW, Article, Length, LengthUnit, Mode, Order, StoryOptions, SummaryOptions


class Part(enum.StrEnum):
    """A part of a summary's answer that may be left out; explanations come only if asked for."""

    GROUPS = "groups"
    ARTICLES = "articles"
    CONFLICTS = "conflicts"
    EXPLANATIONS = "explanations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Familiarity:
    """Articles that the reader knows, by id: as they are; under another text; and those that the request lacks."""

    known: tuple[str, ...]
    changed: tuple[str, ...]
    missing: tuple[str, ...]


def hash_text(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class LengthRequest(RequestPart):
    """How long the summary may be; it is never longer."""

    unit: Annotated[LengthUnit, ByValue] = Field(
        LengthUnit.WORDS,
        description="`words`, `sentences`, `characters` (code points), or `fraction` of the words in the articles.",
    )
    value: float = Field(
        gt=0,
        description="The largest length. A whole number, or for `fraction` a number up to 1.",
        examples=[150],
    )

    @field_validator("value")
    @classmethod
    def _fit_unit(cls, value: float, info: ValidationInfo) -> float:
        unit = info.data.get("unit")
        if unit is LengthUnit.FRACTION and value > 1:
            raise PydanticCustomError("fraction", "must be at most 1 where the unit is fraction")
        if unit not in {LengthUnit.FRACTION, None} and not value.is_integer():
            raise PydanticCustomError("whole", "must be a whole number where the unit is {unit}", {"unit": unit})
        return value


class KnownArticle(RequestPart):
    """An article that the reader knows."""

    id: Identifier = Field(description="Its id.", examples=["reuters-1"])
    sha256: str = Field(
        pattern="^[0-9a-f]{64}$",
        description="Of its text, in UTF-8, as the reader knows it; where the request has another text, that is new.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )


class SinceRequest(RequestPart):
    """What the reader knows: the `receipt` of an earlier answer as it is, or its `articles` alone."""

    articles: list[KnownArticle] = Field(
        description="The articles that the reader knows. They are to be sent again, too: what is new is new against "
        "their texts."
    )
    input_sha256: str | None = Field(None, description="Of a receipt; has no effect.", examples=["9f86d081884c7d65"])
    settings_sha256: str | None = Field(None, description="Of a receipt; has no effect.", examples=["60303ae22b998861"])


class SummaryRequest(ArticlesRequest):
    """Articles to summarize."""

    length: LengthRequest = Field(LengthRequest(value=150), description="How long the summary may be.")
    mode: Annotated[Mode, ByValue] = Field(
        Mode.EXTRACTIVE,
        description="`extractive`: sentences of the articles as they stand. `abstractive`: rewritten and verified; "
        "refused while the service has no rewriter.",
    )
    rewriter: ModelName | None = Field(
        None,
        description="Who rewrites, one of those that `GET /v1/models` lists; by default the first of them. Only where "
        "`mode` is `abstractive`.",
        examples=["smollm2-135m-instruct"],
        exclude_if=is_absent,  # a receipt is the same as before there were rewriters
    )
    order: Annotated[Order, ByValue] = Field(
        Order.NARRATIVE,
        description="How sentences follow each other: `narrative`, most covered first (`coverage`), or by time "
        "(`chronological`).",
    )
    query: Query | None = Field(None, description="What the reader asks about.", examples=["What did Austin say?"])
    min_sources: int = Field(
        1, ge=1, description="Least number of independent sources behind a sentence that is shown.", examples=[2]
    )
    since: SinceRequest | None = Field(
        None,
        description="What the reader knows. Only what is new, updated or disputed since is told.",
        exclude_if=is_absent,  # a receipt is the same as before there was this field
    )
    include: list[Annotated[Part, ByValue]] = Field(
        [Part.GROUPS, Part.ARTICLES, Part.CONFLICTS],
        max_length=len(Part),
        description="The parts of the answer to send; the others are left out.",
        examples=[["groups"]],
    )

    @field_validator("rewriter")
    @classmethod
    def _refuse_idle(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("mode") is Mode.EXTRACTIVE:
            raise PydanticCustomError("idle", "must be absent unless the mode is abstractive")
        return value

    def to_options(self, articles: Sequence[Article]) -> SummaryOptions:
        """articles: those of the request, with their ids."""
        return SummaryOptions(
            length=Length(unit=self.length.unit, value=self.length.value),
            mode=self.mode,
            rewriter=self.rewriter,
            order=self.order,
            query=self.query,
            min_sources=self.min_sources,
            conflicts=Part.CONFLICTS in self.include,
            known=frozenset(self.compare_known(articles).known) if self.since else None,
        )

    def compare_known(self, articles: Sequence[Article]) -> Familiarity:
        """Which of `articles`, and of those of `since`, the reader knows: texts, whatever their ids are now."""
        hashes = {article.id: hash_text(article.text) for article in articles}
        stated = {article.id: article.sha256 for article in (self.since.articles if self.since else ())}
        names = defaultdict(list)
        for name in sorted(hashes):
            names[hashes[name]].append(name)
        known = dict.fromkeys(name for digest in stated.values() for name in names.get(digest, ()))
        gone = [name for name, digest in stated.items() if digest not in names]
        return Familiarity(
            known=tuple(known),
            changed=tuple(name for name in gone if name in hashes and name not in known),
            missing=tuple(name for name in gone if name not in hashes or name in known),
        )


class GroupsRequest(ArticlesRequest):
    """Articles whose sentences are to be grouped."""

    query: Query | None = Field(None, description="What the reader asks about.", examples=["What did Austin say?"])
    min_sources: int = Field(
        1, ge=1, description="Least number of independent sources behind a group that is answered.", examples=[2]
    )


class CitationsRequest(ArticlesRequest):
    """A text, written by anyone, whose sentences are to be traced to articles."""

    text: VisibleText = Field(
        description="The text. Sentence offsets in the answer point into this very string.",
        examples=["The bridge is open again after two years."],
    )
    threshold: float | None = Field(
        None,
        gt=0,
        lt=1,
        description="The probability of support from which a sentence is supported; by default one chosen on claims "
        "that readers labelled.",
        examples=[0.5],
        exclude_if=is_absent,
    )


class KnownStory(RequestPart):
    """A story that was told apart before, as an answer names it."""

    id: Identifier = Field(description="The story's id.", examples=["st_9f86d081884c"])
    # A list of a million numbers is one fault, not a million.
    articles: Annotated[list[Identifier], FailFast()] = Field(
        description="Its articles, by id. They stay with it; those that are not in the request count for nothing.",
        examples=[["reuters-1", "bbc-7"]],
    )


class StoriesRequest(ArticlesRequest):
    """A stream of articles on many events, which are to be told apart."""

    known: list[KnownStory] = Field(
        [], description="Stories that were told apart before: `stories` of an earlier answer, as `id` and `articles`."
    )
    window_days: float = Field(
        STORY_WINDOW / timedelta(days=1),
        gt=0,
        le=3650,
        description="Days: an article joins a story if it is like those of its articles that were published so shortly "
        "before or after it.",
        examples=[3],
    )

    @field_validator("known")
    @classmethod
    def _refuse_two_stories(cls, value: list[KnownStory]) -> list[KnownStory]:
        told = Counter(article for story in value for article in dict.fromkeys(story.articles))
        twice = next((article for article, count in told.items() if count > 1), None)
        if twice is not None:
            raise PydanticCustomError("two_stories", "names article {article} in two stories", {"article": twice})
        return value

    def to_options(self) -> StoryOptions:
        return StoryOptions(
            known={article: story.id for story in self.known for article in story.articles},
            window=timedelta(days=self.window_days),
        )
