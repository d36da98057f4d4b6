"""Summaries: what may be asked of one, and what it holds."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from service.descriptions import ModelsUsed
from service.domain.articles import ArticleReport
from service.domain.citations import Citation, Verification
from service.domain.conflicts import Conflict
from service.domain.groups import Coverage, SentenceGroup
from service.domain.news import News
from service.rewrites import Outcome, RewritingReport


class Mode(enum.StrEnum):
    EXTRACTIVE = "extractive"
    ABSTRACTIVE = "abstractive"


class Order(enum.StrEnum):
    NARRATIVE = "narrative"
    COVERAGE = "coverage"
    CHRONOLOGICAL = "chronological"


class LengthUnit(enum.StrEnum):
    WORDS = "words"
    SENTENCES = "sentences"
    CHARACTERS = "characters"
    FRACTION = "fraction"


class StopReason(enum.StrEnum):
    """Why a summary is not longer: the next sentence would not fit, or nothing is left to say."""

    LENGTH = "length"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a sentence was chosen: value = concept_gain x position x coverage x independence x nearness x brevity.

    step: the place in which it was chosen, 1-based. concept_gain: weight of the concepts that it added, at least 0.
    redundancy: share of its concepts' weight that sentences chosen before it had said, in [0, 1].
    position, coverage: at least 1; independence, nearness, brevity: in (0, 1]. salience: of its group, in [0, 1].
    """

    step: int
    value: float
    concept_gain: float
    redundancy: float
    position: float
    coverage: float
    independence: float
    nearness: float
    brevity: float
    salience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """A sentence of a summary; `summary.text[start:end] == text`, always.

    group_ids: the groups that it tells, `group_id` first. outcome: how it came about in an abstract; None in extracts.
    told_at: when the report came out of which a sentence is shown, or its entry of a live report; None where that is
    not known. news: where a reader knows some articles.
    """

    text: str
    start: int
    end: int
    group_id: str
    group_ids: tuple[str, ...]
    coverage: Coverage
    citations: tuple[Citation, ...]
    verification: Verification
    explanation: Explanation
    outcome: Outcome | None = None
    told_at: datetime | None = None
    news: News | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineDay:
    """What a summary in the order of time tells of one day.

    day: None for what no day is known of, which comes last. sentences: their places in the summary.
    sources: distinct publishers that say any of them.
    """

    day: date | None
    sentences: tuple[int, ...]
    sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A length asked for: value > 0, in its unit; a fraction is of the words that could be summarized."""

    unit: LengthUnit = LengthUnit.WORDS
    value: float = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthReport:
    unit: LengthUnit
    requested: float
    actual: float
    stop_reason: StopReason


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryOptions:
    """What a caller may choose about a summary.

    rewriter: of an abstractive one, by name; None for the default one. conflicts: whether to look for them.
    known: ids of articles that the reader knows, so that only what is new is told; None: everything is.
    """

    length: Length = field(default_factory=Length)
    mode: Mode = Mode.EXTRACTIVE
    rewriter: str | None = None
    order: Order = Order.NARRATIVE
    query: str | None = None
    min_sources: int = 1
    conflicts: bool = False
    known: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary of a set of articles; never longer than asked, never ending inside a sentence.

    conflicts: between the sentences of its groups; empty unless they were asked for.
    rewriting: what was rewritten; None for an extractive summary.
    timeline: its days in order; None for other orders than that of time.
    """

    text: str
    sentences: tuple[SummarySentence, ...]
    groups: tuple[SentenceGroup, ...]
    articles: tuple[ArticleReport, ...]
    length: LengthReport
    warnings: tuple[str, ...]
    models: ModelsUsed
    conflicts: tuple[Conflict, ...] = ()
    rewriting: RewritingReport | None = None
    timeline: tuple[TimelineDay, ...] | None = None


Timings = Mapping[str, float]
"""Milliseconds by stage."""
