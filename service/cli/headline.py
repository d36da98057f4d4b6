"""What stands above a summary as Markdown: its story and what it was made of, as the review page exports it.

When it was made is left out: the same articles give the same document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from service.api.responses import SummaryAnswer
from service.cli.places import printable
from service.domain import CitationRole

_DAY_SECONDS = 24 * 60 * 60.0
_UNKNOWN = float("-inf")
_WHOLE = frozenset({CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What an article of a request says of itself. published: in UTC; day: as its outlet counts days."""

    title: str
    published: datetime | None
    day: date | None


def read_heads(articles: Iterable[Mapping[str, Any]]) -> tuple[Head, ...]:
    """What the articles of a request say of themselves, in their order."""
    heads = []
    for article in articles:
        published = _read_time(article.get("published_at"))
        moment = published and (published if published.tzinfo else published.replace(tzinfo=UTC))
        title = printable(str(article.get("title") or ""))
        heads.append(Head(title=title, published=moment, day=published and published.date()))
    return tuple(heads)


def describe_story(answer: SummaryAnswer, heads: Sequence[Head]) -> tuple[str, str]:
    """A title, and as in "5 articles from 4 outlets, published 3 Mar 2025 to 5 Mar 2025".

    The title is that of the article which says what the summary opens with, of those of the last day before the newest,
    so that it is not outdated; of the newest of several. Without titles it is the first sentence.
    """
    outlets = len({report.source for report in answer.articles or ()})
    of = f" from {_count(outlets, 'outlet')}" if outlets else ""
    return _find_title(answer, heads), f"{_count(len(heads), 'article')}{of}{_describe_days(heads)}"


def _find_title(answer: SummaryAnswer, heads: Sequence[Head]) -> str:
    titled = [index for index, head in enumerate(heads) if head.title]
    newest = max((_time(heads[index]) for index in titled), default=_UNKNOWN)
    recent = [index for index in titled if _time(heads[index]) >= newest - _DAY_SECONDS]
    if recent:
        return heads[max(recent, key=lambda index: (-_find_first(answer, index), _time(heads[index]), -index))].title
    return answer.sentences[0].text if answer.sentences else "Summary"


def _find_first(answer: SummaryAnswer, index: int) -> int:
    """The place of the first sentence that an article says all of; one behind the last where it says none."""
    told = (
        place
        for place, sentence in enumerate(answer.sentences)
        if any(one.article_index == index and one.role in _WHOLE for one in sentence.citations)
    )
    return next(told, len(answer.sentences))


def _describe_days(heads: Sequence[Head]) -> str:
    """From when the articles are; how many say so, where not all do."""
    dated = sorted((head for head in heads if head.published), key=_time)
    if not dated:
        return ""
    days = dict.fromkeys(f"{day.day} {day:%b %Y}" for day in (dated[0].day, dated[-1].day) if day)
    some = f" ({len(dated)} of {len(heads)} say when)" if len(dated) < len(heads) else ""
    return f", published {' to '.join(days)}{some}"


def _time(head: Head) -> float:
    return head.published.timestamp() if head.published else _UNKNOWN


def _read_time(published_at: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(published_at))
    except ValueError:
        return None


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
