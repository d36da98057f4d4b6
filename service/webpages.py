"""Articles out of web pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

import trafilatura

MARKED_DATES_ONLY = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
"""A date guessed from the running text would misplace an article in time; one the page marks up is taken."""

MOST_ATTRIBUTES = 1_000
"""Of an element. The time that parsers take for one grows with the square of them: 3 s for 34,000."""
_ATTRIBUTE = re.compile(
    r"[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    r"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>]*+))?"
)
"""As HTML reads it: with or without a value, which may hold brackets between quotation marks."""
_TAG = re.compile(rf"<[A-Za-z][^ \t\n\f\r/>]*+(?P<attributes>(?:{_ATTRIBUTE.pattern})*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """The article of a web page; `published_at` is a day, `YYYY-MM-DD`, `url` the canonical address."""

    text: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None


def is_crowded(page: bytes | str) -> bool:
    """Whether an element of an HTML page has more than `MOST_ATTRIBUTES`; it is not to be parsed then."""
    # The signs of markup are ASCII in every encoding of pages; UTF-16 has zeros between them.
    text = page if isinstance(page, str) else page.decode("latin-1").replace("\0", "")
    return any(
        end - start > MOST_ATTRIBUTES and _count_attributes(text, start, end) > MOST_ATTRIBUTES
        for start, end in (tag.span("attributes") for tag in _TAG.finditer(text))
    )


def _count_attributes(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(text, start, end))


def extract_article(page: bytes | str) -> WebPage | None:
    """The article of an HTML page, or None where the page holds none.

    The character encoding of bytes is the one that the page declares, else detected.
    """
    document = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=dict(MARKED_DATES_ONLY),
    )
    if document is None or isinstance(document, dict) or not document.text:
        return None
    url = document.url if document.url and document.url.startswith(("http://", "https://")) else None
    return WebPage(
        text=document.text,
        title=document.title or None,
        source=document.sitename or None,
        url=url,
        published_at=document.date or None,
    )
