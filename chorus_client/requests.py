"""What can be asked: the fields of requests, typed, and a call for each endpoint.

Fields mean what docs/api.md says of them; what is left away has the service's default.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Literal, Required, TypedDict, TypeVar

from pydantic import BaseModel

from service.api.model_responses import LoadedModels
from service.api.responses import CitationsAnswer, GroupsAnswer, StoriesAnswer, SummaryAnswer

AnswerT = TypeVar("AnswerT", bound=BaseModel)


class Article(TypedDict, total=False):
    """One article: its `text`, or a web page as `html`, and what is known of it."""

    text: str
    html: str
    id: str | None
    title: str | None
    publisher: str | None
    source: str | None
    url: str | None
    published_at: date | str | None
    language: str | None


class Length(TypedDict, total=False):
    """How long a summary may be. value: above 0, whole, or for `fraction` up to 1."""

    unit: Literal["words", "sentences", "characters", "fraction"]
    value: Required[float]


class _AnyOptions(TypedDict, total=False):
    offset_unit: Literal["codepoint", "utf16", "utf8"]


class KnownArticle(TypedDict):
    """An article that the reader knows, by its id and the SHA-256 of its text, in hexadecimal."""

    id: str
    sha256: str


class Since(TypedDict, total=False):
    """What the reader knows: the `receipt` of an earlier answer, or its articles alone."""

    articles: Required[list[KnownArticle]]
    input_sha256: str | None
    settings_sha256: str | None


class KnownStory(TypedDict):
    """A story that an earlier answer told apart, and the ids of its articles."""

    id: str
    articles: list[str]


class GroupsOptions(_AnyOptions, total=False):
    """What may be asked of groups."""

    query: str | None
    min_sources: int


class SummaryOptions(GroupsOptions, total=False):
    """What may be asked of a summary."""

    length: Length
    mode: Literal["extractive", "abstractive"]
    rewriter: str | None
    order: Literal["narrative", "coverage", "chronological"]
    include: list[Literal["groups", "articles", "conflicts", "explanations"]]
    since: Since | None


class StoriesOptions(_AnyOptions, total=False):
    """What may be asked of a stream of articles. window_days: within which articles join a story."""

    known: list[KnownStory]
    window_days: float


class CitationsOptions(_AnyOptions, total=False):
    """What may be asked of citations."""

    threshold: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Generic[AnswerT]):
    """A request to the service and what its answer is. path: below the service's address. body: JSON in ASCII.

    media_type: of the body.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    answer: type[AnswerT]
    body: bytes | None = None
    media_type: str = "application/json"
    extra_headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def headers(self) -> dict[str, str]:
        return {**self.extra_headers, **({} if self.body is None else {"content-type": self.media_type})}


def ask_summary(articles: Iterable[Article], options: SummaryOptions) -> Call[SummaryAnswer]:
    return _post("/v1/summaries", SummaryAnswer, write_summary(articles, options))


def ask_groups(articles: Iterable[Article], options: GroupsOptions) -> Call[GroupsAnswer]:
    return _post("/v1/groups", GroupsAnswer, write_groups(articles, options))


def ask_citations(text: str, articles: Iterable[Article], options: CitationsOptions) -> Call[CitationsAnswer]:
    return _post("/v1/citations", CitationsAnswer, write_citations(text, articles, options))


def ask_stories(articles: Iterable[Article], options: StoriesOptions) -> Call[StoriesAnswer]:
    return _post("/v1/stories", StoriesAnswer, {**options, "articles": list(articles)})


def ask_models() -> Call[LoadedModels]:
    return Call(method="GET", path="/v1/models", answer=LoadedModels)


def write_summary(articles: Iterable[Article], options: SummaryOptions) -> dict[str, Any]:
    return {**options, "articles": list(articles)}


def write_groups(articles: Iterable[Article], options: GroupsOptions) -> dict[str, Any]:
    return {**options, "articles": list(articles)}


def write_citations(text: str, articles: Iterable[Article], options: CitationsOptions) -> dict[str, Any]:
    return {**options, "text": text, "articles": list(articles)}


def write_body(request: Mapping[str, Any]) -> bytes:
    # Escaped, because a lone surrogate in a text is for the service to refuse and UTF-8 cannot carry it.
    return json.dumps(request, default=_write_moment).encode("ascii")


def _post(path: str, answer: type[AnswerT], request: Mapping[str, Any]) -> Call[AnswerT]:
    return Call(method="POST", path=path, answer=answer, body=write_body(request))


def _write_moment(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a request cannot hold {type(value).__name__}")
