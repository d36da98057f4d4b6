"""Originals: which of the articles that print one text it comes from."""

from __future__ import annotations

from datetime import UTC, datetime, time

from service.domain import Article
from service.pipeline.sources.credits import is_agency

_NEVER = datetime.max.replace(tzinfo=UTC)


def rank_original(article: Article) -> tuple[bool, datetime]:
    """The lower, the likelier others have the text from it: an agency's own first, then whichever was published first.

    One dated by its day alone, which is read as midnight, was published by the end of it; an undated one last.
    """
    return not is_agency(article), _latest(article)


def is_surely_copied(article: Article, original: Article) -> bool:
    """Whether, of two that print one text, `article` has it from `original`: an agency, or published before.

    Nothing is sure where a date is missing, or is a day on which the other one appeared.
    """
    by_agency = is_agency(original)
    if by_agency != is_agency(article):
        return by_agency
    return article.published_at is not None and _latest(original) < article.published_at


def _latest(article: Article) -> datetime:
    """The moment by which it was published."""
    moment = article.published_at
    if moment is None:
        return _NEVER
    return moment.replace(hour=23, minute=59, second=59) if moment.timetz() == time(tzinfo=UTC) else moment
