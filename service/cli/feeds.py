"""Articles out of feeds: RSS and Atom, as `feedparser` reads them."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import feedparser
from lxml import html
from lxml.etree import ParserError

from service.cli.failures import InputError

_LONGEST_ID = 200
"""Characters that the service takes."""
_PARAGRAPHS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "blockquote")
"""Elements behind which a line ends."""


def parse_feed(content: bytes, origin: str) -> list[dict[str, Any]]:
    """An article for each entry of a feed, in its order: text without markup, title, link, moment, and the feed's name.

    The text is the entry's whole content where the feed has it, else its summary, else its title.
    Raises: InputError if it is no feed, or has no entry with any text.
    """
    feed = feedparser.parse(io.BytesIO(content))
    if not feed.version:
        raise InputError(f"{origin} is neither RSS nor Atom")
    source = _strip(feed.feed.get("title"))
    articles = [_read_entry(entry, source) for entry in feed.entries]
    found = [article for article in articles if article["text"]]
    if not found:
        raise InputError(f"{origin} holds no entry with a text")
    return found


def _read_entry(entry: Mapping[str, Any], source: str | None) -> dict[str, Any]:
    texts = [_to_text(part.get("value")) for part in entry.get("content", [])]
    title, link = _strip(entry.get("title")), entry.get("link")
    own = entry.get("source") or {}
    return {
        "id": _shorten(entry.get("id") or link),
        "text": max([*texts, _to_text(entry.get("summary"))], key=len) or title or "",
        "title": title,
        "source": _strip(own.get("title")) or source,
        "url": link if link and link.startswith(("http://", "https://")) else None,
        "published_at": _date(entry.get("published_parsed") or entry.get("updated_parsed")),
    }


def _shorten(name: str | None) -> str | None:
    """The name; of one that is too long for the service, its hash."""
    return name if not name or len(name) <= _LONGEST_ID else sha256(name.encode()).hexdigest()


def _to_text(markup: str | None) -> str:
    """The text of a stretch of HTML, a line a paragraph."""
    if not markup or not markup.strip():
        return ""
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except ParserError:
        return ""
    for element in root.iter(*_PARAGRAPHS):
        element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _strip(markup: str | None) -> str | None:
    return _to_text(markup).replace("\n", " ") or None


def _date(moment: time.struct_time | None) -> str | None:
    """The moment, which feedparser gives in UTC."""
    return datetime(*moment[:6], tzinfo=UTC).isoformat() if moment else None
