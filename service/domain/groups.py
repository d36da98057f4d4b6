"""Groups of sentences that report one fact, and who supports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.descriptions import ModelsUsed
from service.domain.articles import ArticleReport, Sentence


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
class NearGroup:
    """Another group that may report the same fact and was not joined. score: how near it comes, in [0, 1]."""

    group_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceGroup:
    """Sentences that report the same main fact, so that a summary needs one of them.

    rank: 1-based, by coverage, then salience, then earliest position.
    salience: how central the group is to the story and how early the articles tell it, in [0, 1].
    members: in canonical order (article, then position).
    representative: index into `members` of the one that stands for the group.
    near: the groups that may report the same fact, the nearest first.
    """

    id: str
    rank: int
    coverage: Coverage
    salience: float
    members: tuple[GroupMember, ...]
    representative: int
    near: tuple[NearGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupedArticles:
    """The groups of a set of articles, best first, and what became of each article (in request order)."""

    groups: tuple[SentenceGroup, ...]
    articles: tuple[ArticleReport, ...]
    warnings: tuple[str, ...]
    models: ModelsUsed
