"""Tools for assistants, over the Model Context Protocol: summarize, groups and cite.

Answers are those of the REST interface, without what only programs need: a model pays for every word that it reads.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Any, TypeVar, cast

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from chorus_client import Article, AsyncChorusClient, ChorusError
from service.api.article_requests import ArticleRequest
from service.api.evidence_responses import Group
from service.api.sentence_responses import CitedSentence, SummarySentence
from service.domain import Mode, VerificationStatus

_INSTRUCTIONS = (
    "Chorus reads what several outlets write about one story. Use `summarize` for what they report, with the places "
    "that support each sentence; `groups` for who reports the same fact; `cite` to check any text, your own answer "
    "too, against the articles before you give it. Give `publisher` where you know it: independent sources are "
    "counted, not articles. Offsets count Unicode code points of the articles' texts, and the end is exclusive."
)
_READS_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_DEFAULT_WORDS = 150
_DEFAULT_GROUPS = 20
"""About what a summary of 500 words tells; the rest is mostly what one outlet alone reports."""

AnswerT = TypeVar("AnswerT")

Articles = Annotated[list[ArticleRequest], Field(min_length=1, description="The articles on one story.")]
Query = Annotated[str | None, Field(description="What the answer should be about.")]
MinSources = Annotated[int, Field(ge=1, description="Least number of independent sources behind a statement.")]


class Summary(BaseModel):
    """A summary in which every sentence is cited."""

    summary: str
    sentences: list[SummarySentence]
    disagreements: list[str] = Field(description="Where sources contradict each other, or what changed with time.")
    warnings: list[str]


class Groups(BaseModel):
    """What the articles report, the facts of most independent sources first."""

    groups: list[Group]
    left_out: int = Field(description="Further groups, which fewer sources report.")
    warnings: list[str]


class Citations(BaseModel):
    """A text in which every sentence is traced to the articles."""

    sentences: list[CitedSentence]
    support: float = Field(description="The share of sentences that are verbatim or supported, in [0, 1].")
    statuses: dict[VerificationStatus, int]
    warnings: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chorus:
    """What tools ask. ready: returns once it can be asked, or raises ChorusError with what is in the way."""

    client: AsyncChorusClient
    ready: Callable[[], Awaitable[None]]


Session = Context[Chorus, Any]


def make_server(connect: Callable[[], AbstractAsyncContextManager[Chorus]]) -> MCPServer[Chorus]:
    """A server with three tools that ask what `connect` opens, for as long as the server runs."""
    server = MCPServer(
        "chorus",
        title="Chorus",
        instructions=_INSTRUCTIONS,
        version=version("chorus-summarizer"),
        log_level="WARNING",
        lifespan=lambda _: connect(),
    )
    for tool in (summarize, groups, cite):
        server.add_tool(tool, annotations=_READS_ONLY, structured_output=True)
    return server


async def summarize(
    *,
    articles: Articles,
    session: Session,
    words: Annotated[int, Field(ge=1, description="Longest summary, in words.")] = _DEFAULT_WORDS,
    query: Query = None,
    min_sources: MinSources = 1,
    mode: Annotated[Mode, Field(description="Sentences as they stand, or rewritten and verified.")] = Mode.EXTRACTIVE,
) -> Summary:
    """Summarize articles on one story: what most independent sources report, every sentence with its citations."""
    chorus = await _reach(session)
    answer = await _ask(
        chorus.client.summarize(
            _write(articles),
            length={"unit": "words", "value": words},
            query=query,
            min_sources=min_sources,
            mode=mode.value,
            include=["conflicts"],
        )
    )
    disagreements = [conflict.statement for conflict in answer.conflicts or ()]
    return Summary(
        summary=answer.summary, sentences=answer.sentences, disagreements=disagreements, warnings=answer.warnings
    )


async def groups(
    *,
    articles: Articles,
    session: Session,
    query: Query = None,
    min_sources: MinSources = 1,
    limit: Annotated[int, Field(ge=1, description="The most groups to answer.")] = _DEFAULT_GROUPS,
) -> Groups:
    """Group the sentences of articles by the fact they report: who says the same, and how many independent sources."""
    chorus = await _reach(session)
    answer = await _ask(chorus.client.group(_write(articles), query=query, min_sources=min_sources))
    return Groups(groups=answer.groups[:limit], left_out=max(0, len(answer.groups) - limit), warnings=answer.warnings)


async def cite(
    *,
    text: Annotated[str, Field(description="The text to check, written by anyone.")],
    articles: Articles,
    session: Session,
) -> Citations:
    """Check any text against articles: for each sentence the places that support it, and the words that are wrong."""
    chorus = await _reach(session)
    answer = await _ask(chorus.client.cite(text, _write(articles)))
    return Citations(
        sentences=answer.sentences, support=answer.support, statuses=answer.statuses, warnings=answer.warnings
    )


async def _reach(session: Session) -> Chorus:
    chorus = session.request_context.lifespan_context
    await _ask(chorus.ready())
    return chorus


async def _ask(answer: Awaitable[AnswerT]) -> AnswerT:
    """Raises: ToolError with what went wrong in words, which the assistant reads."""
    try:
        return await answer
    except ChorusError as error:
        raise ToolError(str(error)) from error


def _write(articles: Sequence[ArticleRequest]) -> list[Article]:
    return [cast("Article", article.model_dump(mode="json", exclude_none=True)) for article in articles]
