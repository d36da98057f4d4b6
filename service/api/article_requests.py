"""The articles of a request, which every question brings. Strict: an unknown field is an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from service.api.fields import Identifier, LanguageTag, Moment, Source, Title, VisibleText, WebAddress
from service.api.offsets import OffsetUnit
from service.api.pages import holds_tags, read_pages
from service.domain import Article
from service.pipeline.sources import PublisherTable, identify_sources
from service.ports import StageClock

# JSON has no enumerations: their values come as strings, which strict validation alone would refuse.
ByValue = Field(strict=False)


def is_absent(value: object) -> bool:
    return value is None


class RequestPart(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


def _holds_only(name: str, other: str) -> JsonDict:
    """The schema of an object that holds one of two texts."""
    return {"required": [name], "properties": {name: {"type": "string"}, other: {"type": "null"}}}


class ArticleRequest(RequestPart):
    """One article. Only its text is required; what is not known stays away or null."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [_holds_only("text", "html"), _holds_only("html", "text")]})

    id: Identifier | None = Field(
        None,
        description="A name for the article, unlike that of any other in the request; by default `a1` for the "
        "first, `a2` for the second, and so on.",
        examples=["reuters-1"],
    )
    html: VisibleText | None = Field(
        None,
        description="A web page in place of `text`: its article is extracted, with what the page says of its title, "
        "date, site and address where the fields below do not. Offsets point into the answer's `articles[].text`.",
        exclude_if=is_absent,  # a receipt is the same as before there was this field
    )
    text: VisibleText | None = Field(
        None,
        validate_default=True,
        description="The article as it is. Every offset in the answer points into this very string. Required, unless "
        "there is `html`.",
        examples=["The bridge reopened on Tuesday. Repairs took two years."],
    )
    title: Title | None = Field(None, description="The headline.", examples=["Bridge open again"])
    source: Source | None = Field(
        None,
        description="Who published it, where `publisher` does not say; by default the registrable domain of `url`, "
        "else `id`. Articles of one source count once, under whichever of its names.",
        examples=["Reuters"],
    )
    publisher: Source | None = Field(
        None,
        description="Who published it; wins over `source`, which may be a feed or an agency.",
        examples=["BBC"],
        exclude_if=is_absent,  # a receipt is the same as before there was this field
    )
    url: WebAddress | None = Field(
        None, description="Where it was published; http or https.", examples=["https://example.com/bridge"]
    )
    published_at: Moment | None = Field(
        None,
        description="When it was published: an ISO 8601 date-time with its offset from UTC, or a date.",
        examples=["2024-11-20T12:32:00-05:00", "2024-11-20"],
    )
    language: LanguageTag | None = Field(
        None, description="A BCP 47 tag; by default found from the text.", examples=["en"]
    )

    @field_validator("text")
    @classmethod
    def _require_one(cls, value: str | None, info: ValidationInfo) -> str | None:
        page = info.data.get("html")
        if value is None and page is None and "html" in info.data:
            raise PydanticCustomError("missing", "is required, unless there is html")
        if value is not None and page is not None:
            raise PydanticCustomError("two_texts", "must be absent where there is html")
        return value


class ArticlesRequest(RequestPart):
    """What every request holds."""

    articles: list[ArticleRequest] = Field(
        min_length=1, description="The articles on one story. Their order does not change what is found."
    )
    offset_unit: Annotated[OffsetUnit, ByValue] = Field(
        OffsetUnit.CODEPOINT,
        description="What offsets count: `codepoint` (Python), `utf16` (JavaScript, Java) or `utf8` (Go, Rust).",
    )

    def to_articles(
        self, publishers: PublisherTable | None = None, clock: StageClock | None = None
    ) -> tuple[Article, ...]:
        """The articles in request order, each with an id of its own and the source that it counts as.

        publishers: which names and hosts are one publisher's; by default the table that ships with Chorus.
        Raises: InvalidRequestError naming every page that holds no article; DeadlineExceededError by `clock`.
        """
        names = _name_articles([article.id for article in self.articles])
        read = read_pages([article.html for article in self.articles], clock)
        articles = tuple(
            Article(
                id=name,
                index=index,
                text=page.text if page else article.text or "",
                title=article.title or (page.title if page else None),
                source=article.source or (page.source if page and not article.publisher else None),
                url=article.url or (page.url if page else None),
                published_at=article.published_at or (page.published_at if page else None),
                language=article.language,
                stated_publisher=article.publisher,
            )
            for index, (name, article, page) in enumerate(zip(names, self.articles, read, strict=True))
        )
        return identify_sources(articles, publishers)

    @property
    def pages(self) -> frozenset[int]:
        """The places of the articles that came as pages."""
        return frozenset(index for index, article in enumerate(self.articles) if article.html is not None)

    def list_warnings(self) -> tuple[str, ...]:
        """What is odd about the articles, though it is taken as it came."""
        tagged = [
            name
            for name, article in zip(_name_articles([a.id for a in self.articles]), self.articles, strict=True)
            if article.text and holds_tags(article.text)
        ]
        return (
            (f"the text of {', '.join(tagged)} holds HTML tags, which are read as words; send pages as html",)
            if tagged
            else ()
        )


def _name_articles(given: Sequence[str | None]) -> list[str]:
    """The id of each article: the one given, else `a` and its place, with underscores until it is free."""
    taken = {name for name in given if name is not None}
    names = []
    for place, name in enumerate(given, start=1):
        own = name or f"a{place}"
        while name is None and own in taken:
            own += "_"
        taken.add(own)
        names.append(own)
    return names
