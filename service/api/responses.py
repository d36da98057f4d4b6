"""What clients get. Offsets are in the request's `offset_unit`, 0-based, end-exclusive; scores have four decimals."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from service.api.evidence_responses import (
    ArticleId,
    Citation,
    Conflict,
    Coverage,
    End,
    Group,
    Score,
    SentenceCitation,
    Start,
    Verification,
)
from service.api.model_responses import AnswerModels
from service.api.problem_document import Problem
from service.api.response_part import ResponsePart, is_left_out
from service.domain import (
    BoilerplateKind,
    LengthUnit,
    Mode,
    NewsStatus,
    StopReason,
    VerificationStatus,
)
from service.rewrites import Outcome


class Explanation(ResponsePart):
    """Why a sentence was chosen: `value` is the product of `concept_gain` and the five behind `redundancy`."""

    step: int = Field(ge=1, description="The place in which it was chosen.", examples=[1])
    value: float = Field(ge=0, description="What it added to the summary for its length.", examples=[4.2])
    concept_gain: float = Field(ge=0, description="Independently sourced wording that it added.", examples=[3.1])
    redundancy: Score = Field(description="Share of its wording that was said already, in [0, 1].")
    position: float = Field(ge=1, description="7 for the first sentence of an article, falling to 1.", examples=[7.0])
    coverage: float = Field(ge=1, description="1 + 32 s³, s the share of sources that report it.", examples=[33.0])
    independence: float = Field(gt=0, le=1, description="How well it stands alone.", examples=[1.0])
    nearness: float = Field(
        gt=0, le=1, description="How near what it says is to what other sources open with.", examples=[0.7]
    )
    brevity: float = Field(
        gt=0,
        le=1,
        description="Its words to the power of -0.65, with fewer than five sources of -0.15 for each.",
        examples=[0.1],
    )
    salience: Score = Field(description="Of its group.")


class SentenceNews(ResponsePart):
    """What a sentence tells to a reader who knows the articles of `since`."""

    status: NewsStatus = Field(
        description="`new`: no known article says it; `updated`: it replaces what one says; `disputed`: one says "
        "otherwise.",
        examples=["updated"],
    )
    against: list[Citation] = Field(description="Where known articles say what it replaces or disputes.")


class SummarySentence(ResponsePart):
    """A sentence of the summary."""

    text: str = Field(description="The sentence.", examples=["The bridge reopened on Tuesday."])
    start: Start = Field(description="Where it starts in `summary`.", examples=[0])
    end: End = Field(description="Where it ends in `summary`.", examples=[31])
    group_id: str = Field(description="The group it stands for.", examples=["g1"])
    group_ids: list[str] = Field(
        default=[],
        description="All groups that it tells, `group_id` first: more than one where a rewriter joined facts.",
        examples=[["g1"]],
    )
    coverage: Coverage
    citations: list[SentenceCitation] = Field(description="Where it is said, the sentence's own place first.")
    verification: Verification
    outcome: Outcome | None = Field(
        None,
        description="What became of it in an abstractive summary: `supported`, as the rewriter wrote it; `repaired`, "
        "as it wrote it when its first try was refused; `fallback`, in place of what was refused, or never came; "
        "`verbatim`, as an article has it, since nothing else was wanted. Absent in an extractive one.",
        examples=["supported"],
        exclude_if=is_left_out,
    )
    explanation: Explanation | None = Field(
        None, description="Why it was chosen; only if `include` asks for explanations.", exclude_if=is_left_out
    )
    news: SentenceNews | None = Field(
        None, description="Why it is told; only where the request has `since`.", exclude_if=is_left_out
    )


class TimelineDay(ResponsePart):
    """What the summary tells of one day."""

    date: datetime.date | None = Field(
        description="The day; null for what no day is known of, which comes last.", examples=["2024-11-20"]
    )
    sentences: list[int] = Field(description="Its sentences, by their place in `sentences`.", examples=[[0, 1]])
    group_ids: list[str] = Field(description="The groups that they stand for.", examples=[["g1", "g4"]])
    sources: int = Field(ge=0, description="Publishers that say any of them.", examples=[3])


class Since(ResponsePart):
    """What became of the articles that the reader knows, by id."""

    known: list[str] = Field(description="Those that are in the request with the text that the reader knows.")
    changed: list[str] = Field(description="Those that have another text now, and count as new.")
    missing: list[str] = Field(description="Those that the request does not hold: what they say may be told as new.")


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


class CitedSentence(ResponsePart):
    """A sentence of the text, traced."""

    text: str = Field(description="The sentence.", examples=["The bridge is open again."])
    start: Start = Field(description="Where it starts in the request's `text`.", examples=[0])
    end: End = Field(description="Where it ends in the request's `text`.", examples=[25])
    citations: list[SentenceCitation] = Field(description="Where it is said, the strongest first.")
    verification: Verification


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
        description="How like its story's recent articles it was when it joined, in [-0.2, 1]; null for the first one, "
        "a copy, and one that was known.",
        examples=[0.41],
    )
    source: str = Field(description="Which source it counts as.", examples=["family:bbc"])
    text: str | None = Field(
        None, description="The text extracted from its page; only where it came as `html`.", exclude_if=is_left_out
    )


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
