"""Invented reports of one story: each sentence a group of its own, unless its group is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.domain import Article, Coverage, GroupMember, Sentence, SentenceGroup
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.conflicts.detection import Disagreements, find_disagreements
from service.pipeline.conflicts.group_differences import MemberClaims

MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC)


def tell(*reports: tuple[str, float | None]) -> Disagreements:
    """What is found in reports of one sentence each, with the hours at which they were published, in groups of one."""
    articles = [article(index, text, hours) for index, (text, hours) in enumerate(reports)]
    return find_disagreements([group(one) for one in articles], articles, ["en"] * len(articles))


def article(index: int, text: str, hours: float | None) -> Article:
    published_at = None if hours is None else MONDAY + timedelta(hours=hours)
    return Article(id=f"a{index}", index=index, text=text, source=f"Paper {index}", published_at=published_at)


def group(one: Article) -> SentenceGroup:
    sentence = Sentence(article_index=one.index, position=0, paragraph=0, start=0, end=len(one.text), text=one.text)
    return SentenceGroup(
        id=f"g{one.index + 1}",
        rank=one.index + 1,
        coverage=Coverage(articles=1, sources=1, independent_sources=1),
        salience=1.0,
        members=(GroupMember(sentence=sentence, similarity=1.0, origin=one.id),),
        representative=0,
    )


def state(*texts: str) -> list[MemberClaims]:
    """Reports of one sentence each, all of one group, as statements with their claims."""
    return [
        MemberClaims(
            group_id="g1",
            member=group(one).members[0],
            article=one,
            claims=extract_claims(one.text, language="en", published_at=None),
        )
        for one in (article(index, text, 0.0) for index, text in enumerate(texts))
    ]
