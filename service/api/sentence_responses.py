"""What an answer says of a sentence of a summary, or of a text that was to be cited."""

from __future__ import annotations

import datetime

from pydantic import Field

from service.api.evidence_responses import Citation, Coverage, End, Score, SentenceCitation, Start, Verification
from service.api.response_part import ResponsePart, is_left_out
from service.domain import NewsStatus
from service.rewrites import Outcome


class Explanation(ResponsePart):
    """Why a sentence was chosen: `value` is the product of `concept_gain` and the five behind `redundancy`."""

    step: int = Field(ge=1, description="The place in which it was chosen.", examples=[1])
    value: float = Field(ge=0, description="What it added to the summary for its length.", examples=[4.2])
    concept_gain: float = Field(ge=0, description="Independently sourced wording that it added.", examples=[3.1])
    redundancy: Score = Field(description="Share of its wording that was said already, in [0, 1].")
    position: float = Field(
        ge=1,
        description="7 for the first sentence of an article, falling to 1; more in articles that are newer than most, "
        "less in older ones.",
        examples=[7.0],
    )
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
    told_at: datetime.datetime | None = Field(
        None,
        description='When the report came out whose sentence is shown, of a live report its entry: what "today" and '
        '"last night" in it count from. Absent where the article has no `published_at`.',
        examples=["2026-03-10T06:40:00Z"],
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


class CitedSentence(ResponsePart):
    """A sentence of the text, traced."""

    text: str = Field(description="The sentence.", examples=["The bridge is open again."])
    start: Start = Field(description="Where it starts in the request's `text`.", examples=[0])
    end: End = Field(description="Where it ends in the request's `text`.", examples=[25])
    citations: list[SentenceCitation] = Field(description="Where it is said, the strongest first.")
    verification: Verification
