"""What clients get. Offsets are in the request's `offset_unit`, 0-based, end-exclusive; scores have four decimals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from service.api.model_responses import AnswerModels
from service.api.response_part import ResponsePart
from service.domain import (
    BoilerplateKind,
    CitationRole,
    ConflictKind,
    ConflictStatus,
    ErrorKind,
    LengthUnit,
    Mode,
    StopReason,
    VerificationStatus,
)

Score = Annotated[float, Field(examples=[0.9312])]
Start = Annotated[int, Field(ge=0, description="Where it starts.", examples=[120])]
End = Annotated[int, Field(ge=0, description="Where it ends; the first offset behind it.", examples=[204])]
ArticleId = Annotated[str, Field(description="The article's id.", examples=["reuters-1"])]
ArticleIndex = Annotated[int, Field(ge=0, description="The article's place in the request.", examples=[0])]


def _is_left_out(part: object) -> bool:
    return part is None


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
        "the same is reported here, but less or something else; `disputing`: both cannot be true.",
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


class Explanation(ResponsePart):
    """Why a sentence was chosen: `value` is the product of gain, position, coverage, independence and brevity."""

    step: int = Field(ge=1, description="The place in which it was chosen.", examples=[1])
    value: float = Field(ge=0, description="What it added to the summary for its length.", examples=[4.2])
    concept_gain: float = Field(ge=0, description="Independently sourced wording that it added.", examples=[3.1])
    redundancy: Score = Field(description="Share of its wording that was said already, in [0, 1].")
    position: float = Field(ge=1, description="4 for the first sentence of an article, falling to 1.", examples=[4.0])
    coverage: float = Field(ge=1, description="1 + 16 s^3, s the share of sources that report it.", examples=[17.0])
    independence: float = Field(gt=0, le=1, description="How well it stands alone.", examples=[1.0])
    brevity: float = Field(
        gt=0,
        le=1,
        description="Its words to the power of -0.65, with fewer than five sources of -0.15 for each.",
        examples=[0.1],
    )
    salience: Score = Field(description="Of its group.")


class SummarySentence(ResponsePart):
    """A sentence of the summary."""

    text: str = Field(description="The sentence.", examples=["The bridge reopened on Tuesday."])
    start: Start = Field(description="Where it starts in `summary`.", examples=[0])
    end: End = Field(description="Where it ends in `summary`.", examples=[31])
    group_id: str = Field(description="The group it stands for.", examples=["g1"])
    coverage: Coverage
    citations: list[SentenceCitation] = Field(description="Where it is said, the sentence's own place first.")
    verification: Verification
    explanation: Explanation | None = Field(
        None, description="Why it was chosen; only if `include` asks for explanations.", exclude_if=_is_left_out
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
        exclude_if=_is_left_out,
    )


class Group(ResponsePart):
    """Sentences that report the same main fact."""

    id: str = Field(description="Its name in this answer.", examples=["g1"])
    rank: int = Field(ge=1, description="1 for the most covered.", examples=[1])
    coverage: Coverage
    salience: Score = Field(description="How central it is to the story, in [0, 1].")
    representative: int = Field(ge=0, description="The member that stands for it, as an index.", examples=[0])
    members: list[GroupMember] = Field(description="Its sentences.")
    in_summary: bool | None = Field(
        None,
        description="Whether the summary holds its sentence; absent where there is no summary.",
        examples=[True],
        exclude_if=_is_left_out,
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
        exclude_if=_is_left_out,
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
        exclude_if=_is_left_out,
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


class Receipt(ResponsePart):
    """What an answer depends on: equal receipts mean equal answers, timings aside."""

    input_sha256: str = Field(
        description="Of the request with its defaults filled in and its articles sorted, as canonical JSON.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    settings_sha256: str = Field(
        description="Of the models, and of the version of Chorus.",
        examples=["60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"],
    )


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


class SummaryAnswer(ResponsePart):
    """A summary in which every sentence is cited."""

    id: AnswerId
    mode: Mode = Field(description="The mode asked for.", examples=["extractive"])
    summary: str = Field(description="The summary.", examples=["The bridge reopened on Tuesday."])
    sentences: list[SummarySentence] = Field(description="Its sentences in order.")
    groups: list[Group] | None = Field(
        None, description="All groups, best first; absent unless included.", exclude_if=_is_left_out
    )
    conflicts: list[Conflict] | None = Field(
        None,
        description="Where sources contradict each other, by the rank of their groups; absent unless included.",
        exclude_if=_is_left_out,
    )
    articles: list[ArticleReport] | None = Field(
        None,
        description="The articles in request order; absent unless included.",
        exclude_if=_is_left_out,
    )
    length: LengthReport
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
        None, description="The articles that came as `html`; only where there are any.", exclude_if=_is_left_out
    )
    models: AnswerModels
    receipt: Receipt
    warnings: Warnings
    timings_ms: Timings


class Health(ResponsePart):
    """The state of the service."""

    status: Literal["alive", "ready"] = Field(examples=["ready"])
