"""Articles out of web pages."""

from __future__ import annotations

from dataclasses import dataclass

import trafilatura

MARKED_DATES_ONLY = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d"}
"""A date guessed from the running text would misplace an article in time; one the page marks up is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """The article of a web page; `published_at` is a day, `YYYY-MM-DD`, `url` the canonical address."""

    text: str
    title: str | None
    source: str | None
    url: str | None
    published_at: str | None


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
