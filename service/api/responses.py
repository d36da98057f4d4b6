"""What clients get. Offsets are in the request's `offset_unit`, 0-based, end-exclusive; scores have four decimals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from service.api.article_responses import ArticleReport, ExtractedArticle, FollowedArticle, FollowedStory
from service.api.evidence_responses import ArticleId, Conflict, Group, Score
from service.api.model_responses import AnswerModels
from service.api.problem_document import Problem
from service.api.response_part import ResponsePart, is_left_out
from service.api.sentence_responses import CitedSentence, SummarySentence, TimelineDay
from service.domain import LengthUnit, Mode, StopReason, VerificationStatus


class Since(ResponsePart):
    """What became of the articles that the reader knows, by id."""

    known: list[str] = Field(description="Those that are in the request with the text that the reader knows.")
    changed: list[str] = Field(description="Those that have another text now, and count as new.")
    missing: list[str] = Field(description="Those that the request does not hold: what they say may be told as new.")


class LengthReport(ResponsePart):
    """The length asked for and the length of the summary."""

    unit: LengthUnit = Field(description="The unit asked for.", examples=["words"])
    requested: int | float = Field(description="The largest length.", examples=[150])
    actual: int | float = Field(description="The summary's length; never more than requested.", examples=[143])
    stop_reason: StopReason = Field(
        description="`length`: the next sentence would not fit; `exhausted`: no other sentence "
        "that may be shown adds anything.",
        examples=["length"],
    )


class ArticleHash(ResponsePart):
    """A text that was read."""

    id: ArticleId
    sha256: str = Field(
        description="Of its text in UTF-8.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )


class Receipt(ResponsePart):
    """What an answer depends on: equal hashes mean equal answers, timings aside. A later request's `since` takes it."""

    input_sha256: str = Field(
        description="Of the request with its defaults filled in and its articles sorted, as canonical JSON.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    settings_sha256: str = Field(
        description="Of the models, and of the version of Chorus.",
        examples=["60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"],
    )
    articles: list[ArticleHash] = Field(description="The articles that were read, by id.")


AnswerId = Annotated[
    str,
    Field(description="The same for the same request and settings.", examples=["sum_0f8b6a4f5c1d2e3a4b5c6d7e"]),
]
Warnings = Annotated[list[str], Field(description="What a reader should know about this answer.", examples=[[]])]
Timings = Annotated[
    dict[str, float],
    Field(
        description="Milliseconds by stage; `queue` is the wait for a worker.",
        examples=[{"queue": 0.1, "embed": 180.0}],
    ),
]


class Usage(ResponsePart):
    """What an abstractive summary cost: all that its rewriter was asked, for what was refused, too."""

    requests: int = Field(description="Questions to the rewriter that were answered.", examples=[2])
    input_tokens: int = Field(
        description="Tokens that it read, as it counts them; 0 where it does not say.", examples=[1840]
    )
    output_tokens: int = Field(description="Tokens that it wrote, likewise.", examples=[260])
    token_budget: int | None = Field(
        description="The most tokens that a summary may cost here; what would cost more is not asked. Null: no bound.",
        examples=[20000],
    )
    cost: float | None = Field(
        description="By the prices that the service was given, in their currency; null where it was given none.",
        examples=[0.0021],
    )


class SummaryAnswer(ResponsePart):
    """A summary in which every sentence is cited."""

    id: AnswerId
    mode: Mode = Field(description="The mode asked for.", examples=["extractive"])
    summary: str = Field(description="The summary.", examples=["The bridge reopened on Tuesday."])
    sentences: list[SummarySentence] = Field(description="Its sentences in order.")
    groups: list[Group] | None = Field(
        None, description="All groups, best first; absent unless included.", exclude_if=is_left_out
    )
    conflicts: list[Conflict] | None = Field(
        None,
        description="Where sources contradict each other, by the rank of their groups; absent unless included.",
        exclude_if=is_left_out,
    )
    articles: list[ArticleReport] | None = Field(
        None,
        description="The articles in request order; absent unless included.",
        exclude_if=is_left_out,
    )
    timeline: list[TimelineDay] | None = Field(
        None, description="The days in order; only where `order` is `chronological`.", exclude_if=is_left_out
    )
    since: Since | None = Field(
        None, description="What became of the known articles; only with `since`.", exclude_if=is_left_out
    )
    length: LengthReport
    usage: Usage | None = Field(
        None, description="What rewriting cost; absent in an extractive summary.", exclude_if=is_left_out
    )
    models: AnswerModels
    receipt: Receipt
    warnings: Warnings
    timings_ms: Timings


class GroupsAnswer(ResponsePart):
    """The groups of a set of articles."""

    id: AnswerId
    groups: list[Group] = Field(description="The groups, best first.")
    articles: list[ArticleReport] = Field(description="The articles in request order.")
    models: AnswerModels
    receipt: Receipt
    warnings: Warnings
    timings_ms: Timings


class CitationsAnswer(ResponsePart):
    """A text in which every sentence is traced to the articles."""

    id: AnswerId
    sentences: list[CitedSentence] = Field(description="The sentences of the text, in order.")
    support: Score = Field(description="The share of its sentences that are verbatim or supported, in [0, 1].")
    statuses: dict[VerificationStatus, int] = Field(
        description="How many sentences have each status; those that none has are left out.",
        examples=[{"supported": 4, "unsupported": 1}],
    )
    articles: list[ExtractedArticle] | None = Field(
        None, description="The articles that came as `html`; only where there are any.", exclude_if=is_left_out
    )
    models: AnswerModels
    receipt: Receipt
    warnings: Warnings
    timings_ms: Timings


class StoriesAnswer(ResponsePart):
    """The stories of a stream."""

    id: AnswerId
    stories: list[FollowedStory] = Field(
        description="The stories, most independent sources first; the strays come last."
    )
    articles: list[FollowedArticle] = Field(description="The articles in request order.")
    models: AnswerModels
    receipt: Receipt
    warnings: Warnings
    timings_ms: Timings


class ProgressEvent(ResponsePart):
    """An event `progress`: the stage that a request is in."""

    stage: str = Field(description="The stage, named as in `timings_ms`.", examples=["embed"])
    done: int | None = Field(
        description="Sentences, or pairs of them, that the stage has read; null where it does not count.", examples=[31]
    )
    total: int | None = Field(
        description="How many it has to read at most; null where it does not count.", examples=[150]
    )


class SentenceEvent(ResponsePart):
    """An event `sentence`: one that the summary will hold; the latest one of a group is the one that stands."""

    group_id: str = Field(description="The group it stands for, as in the answer.", examples=["g1"])
    text: str = Field(description="The sentence.", examples=["The bridge reopened on Tuesday."])
    status: VerificationStatus = Field(
        description="`verbatim` until its group's rewrite has been verified; then as in the answer.",
        examples=["verbatim"],
    )


class BatchLine(ResponsePart):
    """What a line of a batch is answered: `id` and `answer`, or `id`, `line` and `problem`."""

    id: str | None = Field(description="The id of the line; null where it has none that can be read.", examples=["one"])
    answer: SummaryAnswer | None = Field(None, description="What `POST /v1/summaries` would have answered.")
    line: int | None = Field(
        None, ge=1, description="The number of the line, from 1, where there is no answer.", examples=[1]
    )
    problem: Problem | None = Field(None, description="Why there is no answer, with the status of it alone.")


class Health(ResponsePart):
    """The state of the service."""

    status: Literal["alive", "ready"] = Field(examples=["ready"])
