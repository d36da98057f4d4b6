"""Articles that come as web pages, and tags in those that do not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from service.errors import FieldProblem, InvalidRequestError
from service.ports import StageClock
from service.webpages import MOST_ATTRIBUTES, extract_article, is_crowded

_TAG = re.compile(
    r"</?(?:a|article|b|blockquote|body|br|div|em|figure|h[1-6]|head|html|i|img|li|ol|p|script|section|span|strong|style"
    r"|table|td|tr|ul)\b[^<>]{0,400}>",
    re.IGNORECASE,
)
MOST_TAGS = 20_000
"""Pages of news have some thousands."""
_MOST_PROBLEMS = 1000
_LEAST_TAGS = 2
"""One may be what a text is about."""
_NO_ARTICLE = "holds no article that can be told from the rest of the page"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """The article of a page, and what the page says of it."""

    text: str
    title: str | None
    source: str | None
    url: str | None
    published_at: datetime | None


def read_pages(pages: Sequence[str | None], clock: StageClock | None = None) -> tuple[ReadPage | None, ...]:
    """The article of each page, None where there is none. Cost: linear, a second for some 4,000 tags.

    Raises: InvalidRequestError naming every page that holds no article or too many tags or attributes;
    DeadlineExceededError.
    """
    read: list[ReadPage | None] = []
    problems: list[FieldProblem] = []
    for place, page in enumerate(pages):
        found = None
        if page is not None:
            if clock:
                clock.check("extract")
            excess = _find_excess(page)
            found = None if excess else _read(page)
            detail = excess or _NO_ARTICLE
            problems.extend([] if found else [FieldProblem(pointer=f"/articles/{place}/html", detail=detail)])
        read.append(found)
    if problems:
        raise InvalidRequestError(*problems[:_MOST_PROBLEMS])
    return tuple(read)


def _find_excess(page: str) -> str | None:
    """What a page has too much of to be parsed."""
    tags = page.count("<")
    if tags > MOST_TAGS:
        return f"has {tags} tags; at most {MOST_TAGS} are taken"
    if is_crowded(page):
        return f"has an element with more than {MOST_ATTRIBUTES} attributes"
    return None


def holds_tags(text: str) -> bool:
    """Whether a text is marked up as HTML, to its disadvantage."""
    return len(list(islice(_TAG.finditer(text), _LEAST_TAGS))) == _LEAST_TAGS


def _read(page: str) -> ReadPage | None:
    found = extract_article(page)
    if found is None or not found.text.strip():
        return None
    day = datetime.fromisoformat(found.published_at).replace(tzinfo=UTC) if found.published_at else None
    return ReadPage(text=found.text, title=found.title, source=found.source, url=found.url, published_at=day)
