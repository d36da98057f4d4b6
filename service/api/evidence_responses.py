"""What answers say of evidence: citations, verdicts, groups and conflicts. Offsets as in `responses`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from service.api.response_part import ResponsePart, is_left_out
from service.domain import (
    CitationRole,
    ConflictKind,
    ConflictStatus,
    ErrorKind,
    VerificationStatus,
)

Score = Annotated[float, Field(examples=[0.9312])]
Start = Annotated[int, Field(ge=0, description="Where it starts.", examples=[120])]
End = Annotated[int, Field(ge=0, description="Where it ends; the first offset behind it.", examples=[204])]
ArticleId = Annotated[str, Field(description="The article's id.", examples=["reuters-1"])]
ArticleIndex = Annotated[int, Field(ge=0, description="The article's place in the request.", examples=[0])]


class Coverage(ResponsePart):
    """How many stand behind a statement."""

    articles: int = Field(description="Articles that say it.", examples=[5])
    sources: int = Field(description="Publishers that say it.", examples=[5])
    independent_sources: int = Field(description="Publishers after copies of one text count once.", examples=[4])


class Citation(ResponsePart):
    """A place in an article that supports a sentence."""

    article_id: ArticleId
    article_index: ArticleIndex
    start: Start
    end: End
    cited_text: str = Field(
        description="The article's text from `start` to `end`, character for character.",
        examples=["The bridge reopened on Tuesday."],
    )
    role: CitationRole = Field(
        description="`representative`: the sentence was taken from here; `supporting`: it is said here too; `related`: "
        "the same is reported here, but not in every detail, or another version; `disputing`: both cannot be true.",
        examples=["representative"],
    )
    score: Score = Field(description="How strongly it supports, disputes or is about the sentence, in [0, 1].")


class SentenceCitation(Citation):
    """A place in an article that a sentence cites, and the part of the sentence that it is about."""

    claim_start: int = Field(
        ge=0,
        description="Where the part of the sentence starts that it supports, disputes or is about; counted as the "
        "sentence's own `start`.",
        examples=[0],
    )
    claim_end: int = Field(ge=0, description="Where that part ends.", examples=[31])


class WrongSpan(ResponsePart):
    """Words of a sentence that its evidence does not support."""

    start: Start
    end: End
    kind: ErrorKind = Field(
        description="What is wrong: a `number`, `date` or `name`; the `role` of somebody; the `predicate`; `negation`; "
        "`modality`; a `quotation` that is none; or `unstated`: nobody says it.",
        examples=["number"],
    )
    contradicting: list[Citation] = Field(description="The places that say otherwise.", examples=[[]])


class Verification(ResponsePart):
    """Whether what is said is what the citations say."""

    status: VerificationStatus = Field(
        description="`verbatim`; `supported`; `contradicted`: the articles say otherwise; `unsupported`: they do not "
        "say it; or `fallback`: a rewrite that failed was replaced.",
        examples=["verbatim"],
    )
    score: Score = Field(description="The probability that it is supported, in [0, 1].", examples=[1.0])
    reasons: list[str] = Field(description="What speaks against it.", examples=[[]])
    spans: list[WrongSpan] = Field(
        description="The words that are wrong; offsets are counted as the sentence's own.", examples=[[]]
    )


class NewerValue(ResponsePart):
    """What a later report tells in place of what a sentence tells."""

    value: str = Field(description="The newest value, in the words of the first that tells it.", examples=["14 people"])
    as_of: datetime = Field(description="When that was published.", examples=["2024-11-20T18:00:00Z"])
    article_id: ArticleId
    article_index: ArticleIndex
    start: Start
    end: End


class GroupMember(ResponsePart):
    """A sentence of a group."""

    article_id: ArticleId
    article_index: ArticleIndex
    start: Start
    end: End
    text: str = Field(description="The sentence.", examples=["The bridge reopened on Tuesday."])
    similarity: Score = Field(description="Cosine to the mean of the other members, in [-1, 1]; 1 if it is alone.")
    origin: str = Field(
        description="The text it is a copy of; members of one origin count as one independent source.",
        examples=["o1"],
    )
    superseded_by: NewerValue | None = Field(
        None,
        description="The newer value that replaced the one it tells; absent where none did.",
        exclude_if=is_left_out,
    )


class NearGroup(ResponsePart):
    """A group that may report the same fact as another, and was not joined with it."""

    group_id: str = Field(description="Its `id`.", examples=["g7"])
    score: Score = Field(description="How near it comes: the likelihood that the nearest two sentences are one fact.")


class Group(ResponsePart):
    """Sentences that report the same main fact."""

    id: str = Field(description="Its name in this answer.", examples=["g1"])
    rank: int = Field(ge=1, description="1 for the most covered.", examples=[1])
    coverage: Coverage
    salience: Score = Field(description="How central it is to the story, in [0, 1].")
    representative: int = Field(ge=0, description="The member that stands for it, as an index.", examples=[0])
    members: list[GroupMember] = Field(description="Its sentences.")
    near: list[NearGroup] | None = Field(
        None,
        description="Groups that may report the same fact, the nearest first, at most five; absent where none do.",
        exclude_if=is_left_out,
    )
    in_summary: bool | None = Field(
        None,
        description="Whether the summary holds its sentence; absent where there is no summary.",
        examples=[True],
        exclude_if=is_left_out,
    )


class ConflictSide(ResponsePart):
    """What some of the sources say where others say otherwise."""

    value: str = Field(description="In the words of the first that says so.", examples=["12 people"])
    coverage: Coverage
    citations: list[Citation] = Field(description="Everywhere it is said.")
    as_of: datetime | None = Field(
        None,
        description="Of a step of an update, when it was first published; absent in a conflict.",
        examples=["2024-11-20T18:00:00Z"],
        exclude_if=is_left_out,
    )


class Conflict(ResponsePart):
    """Sources that disagree about one thing."""

    id: str = Field(description="Its name in this answer.", examples=["c1"])
    kind: ConflictKind = Field(description="In what they disagree.", examples=["quantity"])
    status: ConflictStatus = Field(
        description="`conflict`; or `update`, where what is told moved with time and each side is a step of it.",
        examples=["conflict"],
    )
    group_ids: list[str] = Field(description="The groups whose sentences disagree, best first.", examples=[["g1"]])
    statement: str = Field(
        description="What differs, in a sentence.",
        examples=["Sources differ on how many died: 12 people (Harbour News) or 14 people (Lindhaven Post)."],
    )
    sides: list[ConflictSide] = Field(
        description="Two at least: the best covered first; of an update, its steps in the order of time."
    )
    score: float | None = Field(
        default=None,
        exclude_if=is_left_out,
        description="How likely it is that its sides cannot all be true of one time. In [0, 1]. "
        "Absent without an entailment model.",
        examples=[0.82],
    )
