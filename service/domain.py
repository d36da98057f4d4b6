"""The nouns of Chorus. Frozen values that pass between the stages of the pipeline.

Offsets are code points, 0-based, end-exclusive, in the text of the request as it came.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from service.descriptions import ModelsUsed
from service.rewrites import RewritingReport


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


class CitationRole(enum.StrEnum):
    """How a cited place stands to the sentence that cites it.

    representative: the sentence was taken from it. supporting: it says all of it, or the part that `claim` marks.
    related: it reports the same, but less or something else. disputing: both cannot be true.
    """

    REPRESENTATIVE = "representative"
    SUPPORTING = "supporting"
    RELATED = "related"
    DISPUTING = "disputing"


class VerificationStatus(enum.StrEnum):
    VERBATIM = "verbatim"
    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"
    FALLBACK = "fallback"


class ErrorKind(enum.StrEnum):
    """What is wrong with words of a sentence that its evidence does not support."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ROLE = "role"
    PREDICATE = "predicate"
    NEGATION = "negation"
    MODALITY = "modality"
    QUOTATION = "quotation"
    UNSTATED = "unstated"


class ConflictKind(enum.StrEnum):
    """In what sources disagree."""

    QUANTITY = "quantity"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    NEGATION = "negation"
    ROLE = "role"
    OPPOSITE = "opposite"
    STATE = "state"


class ConflictStatus(enum.StrEnum):
    """Whether sources contradict each other, or a later article brings up to date what an earlier one said."""

    CONFLICT = "conflict"
    UPDATE = "update"


class BoilerplateKind(enum.StrEnum):
    """Why a span of an article is never summarized."""

    DATELINE = "dateline"
    DATE = "date"
    BYLINE = "byline"
    CAPTION = "caption"
    CREDIT = "credit"
    PROMOTION = "promotion"
    EMBED = "embed"
    UPDATE_STAMP = "update_stamp"
    HEADING = "heading"
    FRAGMENT = "fragment"
    TOO_LONG = "too_long"
    SITE = "site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article of a request.

    index: its place in the request, 0-based.
    published_at: timezone-aware, or None.
    language: a BCP 47 tag such as `en`, or None.
    stated_publisher: who published it, as the request says; it wins over `source`.
    source_id: which source it counts as, the same for all articles of one publisher; None until that was found out
    (`service.pipeline.sources.publishers`).
    """

    id: str
    index: int
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    stated_publisher: str | None = None
    source_id: str | None = None

    @property
    def publisher(self) -> str:
        """Who published it: its `source_id`; while that is unknown its `source`, the host of its `url`, or its `id`."""
        if self.source_id is not None:
            return self.source_id
        name = self.publisher_name
        return name.casefold() if self.stated_publisher or self.source else name

    @property
    def publisher_name(self) -> str:
        """Who published it, to be read: as the request says, else the host of its `url`, else its `id`."""
        if stated := self.stated_publisher or self.source:
            return stated.strip()
        host = urlsplit(self.url).hostname if self.url else None
        return host.removeprefix("www.") if host else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of an article's text: `article.text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence that may be summarized; `article.text[start:end] == text`, always.

    article_index: the article's place in the request.
    position: its place among the article's sentences, 0-based, boilerplate not counted.
    paragraph: the place of its paragraph in the article, 0-based.
    headline: a line of its own without a full stop; it joins groups and is never shown.
    newsroom: it tells of the reporting alone, as "did not respond" does; it is shown where nothing else is left.
    """

    article_index: int
    position: int
    paragraph: int
    start: int
    end: int
    text: str
    headline: bool = False
    newsroom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Boilerplate:
    """A span that is no part of the story, and why."""

    article_index: int
    start: int
    end: int
    kind: BoilerplateKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Support counts: articles, publishers, independent sources.

    articles: distinct articles. sources: distinct publishers.
    independent_sources: sources after copies of one text count once; 1 <= independent_sources <= sources <= articles.
    """

    articles: int
    sources: int
    independent_sources: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerValue:
    """What replaced the value that a sentence tells: the newest step of its update, and where that is said.

    article_index, start, end: of the sentence that tells it first.
    """

    value: str
    as_of: datetime
    article_index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """A sentence of a group.

    similarity: cosine to the mean of the group's other members in [-1, 1]; 1.0 where it is alone.
    origin: id of the text it is a copy of; members with one origin count as one independent source.
    superseded_by: the newer value that a later report tells in place of its own, or None.
    """

    sentence: Sentence
    similarity: float
    origin: str
    superseded_by: NewerValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceGroup:
    """Sentences that report the same main fact, so that a summary needs one of them.

    rank: 1-based, by coverage, then salience, then earliest position.
    salience: how central the group is to the story and how early the articles tell it, in [0, 1].
    members: in canonical order (article, then position).
    representative: index into `members` of the one that stands for the group.
    """

    id: str
    rank: int
    coverage: Coverage
    salience: float
    members: tuple[GroupMember, ...]
    representative: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in an article that supports a sentence; `article.text[start:end] == cited_text`, always.

    score: how strongly, in [0, 1]; 1.0 for a verbatim representative.
    claim: the part of the sentence that it supports, disputes or is about, in the text that holds the sentence; None
    for all of it.
    """

    article_id: str
    article_index: int
    start: int
    end: int
    cited_text: str
    role: CitationRole
    score: float
    claim: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSide:
    """What some of the sources say: the words of the first that says so, and all places where it is said.

    as_of: of a step of an update, when the first of them was published: the time of its value. None for a conflict.
    """

    value: str
    coverage: Coverage
    citations: tuple[Citation, ...]
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Sources that disagree about one thing.

    group_ids: the groups whose sentences disagree, in order of rank.
    statement: what differs, in a sentence. sides: at least two, the steps in the order of time for an update, else the
    best covered first.
    """

    id: str
    kind: ConflictKind
    status: ConflictStatus
    group_ids: tuple[str, ...]
    statement: str
    sides: tuple[ConflictSide, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongSpan:
    """Words of a sentence that its evidence does not support.

    start, end: in the text that holds the sentence. contradicting: the places that say otherwise.
    """

    start: int
    end: int
    kind: ErrorKind
    contradicting: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whether what is said is what the citations say. score: the probability that they support it, in [0, 1]."""

    status: VerificationStatus
    score: float
    reasons: tuple[str, ...] = ()
    spans: tuple[WrongSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why a sentence was chosen: value = concept_gain x position x coverage x independence x brevity.

    step: the place in which it was chosen, 1-based. concept_gain: weight of the concepts that it added, at least 0.
    redundancy: share of its concepts' weight that sentences chosen before it had said, in [0, 1].
    position, coverage: at least 1; independence, brevity: in (0, 1]. salience: of its group, in [0, 1].
    """

    step: int
    value: float
    concept_gain: float
    redundancy: float
    position: float
    coverage: float
    independence: float
    brevity: float
    salience: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """A sentence of a summary; `summary.text[start:end] == text`, always."""

    text: str
    start: int
    end: int
    group_id: str
    coverage: Coverage
    citations: tuple[Citation, ...]
    verification: Verification
    explanation: Explanation


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReport:
    """What became of one article.

    sentences: how many could be summarized. cited: how many of them the summary cites.
    copy_of: id of the article it is a copy or an abridgement of, or None. story: the same for all that tell one story.
    """

    id: str
    index: int
    sentences: int
    cited: int
    boilerplate: tuple[Boilerplate, ...]
    copy_of: str | None
    story: str


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
    """

    length: Length = field(default_factory=Length)
    mode: Mode = Mode.EXTRACTIVE
    rewriter: str | None = None
    order: Order = Order.NARRATIVE
    query: str | None = None
    min_sources: int = 1
    conflicts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedArticles:
    """The groups of a set of articles, best first, and what became of each article (in request order)."""

    groups: tuple[SentenceGroup, ...]
    articles: tuple[ArticleReport, ...]
    warnings: tuple[str, ...]
    models: ModelsUsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary of a set of articles; never longer than asked, never ending inside a sentence.

    conflicts: between the sentences of its groups; empty unless they were asked for.
    rewriting: what was rewritten; None for an extractive summary.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSentence:
    """A sentence of any text, with the places in the articles that support it."""

    text: str
    start: int
    end: int
    citations: tuple[Citation, ...]
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedText:
    """A text, traced to articles sentence by sentence."""

    sentences: tuple[CitedSentence, ...]
    warnings: tuple[str, ...]
    models: ModelsUsed

    @property
    def support(self) -> float:
        """The share of its sentences that are verbatim or supported, in [0, 1]; 0 of none."""
        good = (VerificationStatus.VERBATIM, VerificationStatus.SUPPORTED)
        kept = sum(sentence.verification.status in good for sentence in self.sentences)
        return kept / max(1, len(self.sentences))

    def count_statuses(self) -> dict[VerificationStatus, int]:
        """How many sentences have each status that occurs."""
        return dict(sorted(Counter(sentence.verification.status for sentence in self.sentences).items()))


Timings = Mapping[str, float]
"""Milliseconds by stage."""
