"""Articles out of feeds: RSS and Atom, as `feedparser` reads them."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urljoin, urlsplit

import feedparser
from lxml import html
from lxml.etree import ParserError
from pydantic_core import PydanticCustomError

from service.api.fields import (
    MAX_ID_CHARACTERS,
    MAX_SOURCE_CHARACTERS,
    MAX_TITLE_CHARACTERS,
    MAX_URL_CHARACTERS,
    refuse_blank,
    refuse_other_addresses,
)
from service.cli.failures import InputError

_PARAGRAPHS = ("p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "td", "th", "dt", "dd")
"""Elements behind which a line ends."""
_PLAIN = "text/plain"
"""What feedparser calls a part that holds no markup."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has no room for, as control characters. Source: Extensible Markup Language 1.0, 2.2 (2008)."""
_ENTRY_MARK = re.compile(rb"<(/?)(?:item|entry)(?=[\s>])")


def parse_feed(content: bytes, origin: str, report: Callable[[InputError], None]) -> list[dict[str, Any]]:
    """An article for each entry of a feed, in its order: text without markup, title, link, moment, and the feed's name.

    The text is the entry's whole content where the feed has it, else its summary, else its title. A name that is no
    address (`17`) is the feed's own, and another feed may have it, too: the article's `id` has the feed before it.
    report: told of an entry that the file ends in; it is left away.
    Raises: InputError if it is no feed, or has no entry with any text; as `report` does.
    """
    try:
        feed = feedparser.parse(io.BytesIO(content))
    except ValueError as error:  # a character reference to half a surrogate pair, for instance
        raise InputError(f"{origin} cannot be read as a feed: {error}") from error
    if not feed.get("version"):
        raise InputError(f"{origin} is neither RSS nor Atom")
    source = _read_line(feed.feed, "title")
    links = [feed.feed.get("link"), *(link.get("href") for link in feed.feed.get("links", []))]
    address = next((link for link in links if link), "")
    entries = feed.entries
    if feed.bozo and entries and _ends_within_entry(content):
        report(InputError(f"{origin} ends in the middle of its entry {len(entries)}"))
        entries = entries[:-1]
    articles = [_read_entry(entry, source, address, origin) for entry in entries]
    found = [article for article in articles if article["text"]]
    if not found:
        raise InputError(f"{origin} holds no entry with a text")
    return found


def _ends_within_entry(content: bytes) -> bool:
    """Whether the last entry that begins does not end; other faults of XML feedparser reads over."""
    marks = [mark[1] for mark in _ENTRY_MARK.finditer(content)]
    return bool(marks) and not marks[-1]


def _read_entry(entry: Mapping[str, Any], source: str | None, address: str, origin: str) -> dict[str, Any]:
    """source, address, origin: of the feed."""
    title, link = _read_line(entry, "title"), entry.get("link")
    if link != entry.get("id"):  # a name alone is an address only where it is a whole one
        link = _join(address, link)
    parts = [*entry.get("content", []), entry.get("summary_detail") or {}]
    told = [text for text in map(_to_text, parts) if _passes(refuse_blank, text)]
    source = _read_line(entry.get("source") or {}, "title") or source
    return {
        "id": _name(entry.get("id") or link, (source, _host(link) or _host(address)), origin),
        "text": max(told, key=len) if told else title or "",
        "title": title and title[:MAX_TITLE_CHARACTERS],
        "source": source and source[:MAX_SOURCE_CHARACTERS],
        "url": link if link and len(link) <= MAX_URL_CHARACTERS and _passes(refuse_other_addresses, link) else None,
        "published_at": _date(entry),
    }


def _join(address: str, link: str | None) -> str | None:
    """The link, seen from the feed's own address."""
    try:
        return urljoin(address, link) if link else None
    except ValueError:
        return link


def _passes(check: Callable[[str], str], value: str) -> bool:
    """Whether the service would take `value`, as far as `check` goes."""
    try:
        check(value)
    except PydanticCustomError:
        return False
    return True


def _name(stated: str | None, feed: Sequence[str | None], origin: str) -> str | None:
    """What the entry is called in every feed; a hash of that where it is too long for the service.

    feed: who publishes it and where, as far as it is known; where nothing is, `origin` stands for it.
    """
    if not stated:
        return None
    name = stated if ":" in stated else " ".join([*filter(None, feed)] or [origin]) + f" {stated}"
    return name if len(name) <= MAX_ID_CHARACTERS else sha256(name.encode()).hexdigest()


def _host(address: str | None) -> str | None:
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def _to_text(part: Mapping[str, Any]) -> str:
    """The text of a part of a feed, a line a paragraph; what no XML may hold is a space in it."""
    markup = _NO_XML.sub(" ", part.get("value") or "")
    if part.get("type") == _PLAIN:  # references are read all the same: many feeds escape twice
        markup = markup.replace("<", "&lt;")
    if not markup.strip():
        return ""
    try:
        root = html.fromstring(f"<div>{markup}</div>")
    except ParserError:
        return ""
    _space_references(root)
    paragraphs = [element for element in root.iter(*_PARAGRAPHS) if element is not root]
    if paragraphs:
        _unwrap(root)
    for element in paragraphs:
        element.tail = f"\n{element.tail or ''}"
    lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _space_references(root: html.HtmlElement) -> None:
    """Makes spaces of what references in it (`&#12;`) stand for and no XML may hold: lxml reads it, and writes none."""
    for element in root.iter():
        if element.text and _NO_XML.search(element.text):
            element.text = _NO_XML.sub(" ", element.text)
        if element.tail and _NO_XML.search(element.tail):
            element.tail = _NO_XML.sub(" ", element.tail)


def _unwrap(root: html.HtmlElement) -> None:
    """Makes spaces of the line ends in it, which end no line where elements do."""
    kept = {inner for preformatted in root.iter("pre") for inner in preformatted.iter()}
    for element in root.iter():
        if element.text and element not in kept:
            element.text = element.text.replace("\n", " ")
        if element.tail and element.getparent() not in kept:
            element.tail = element.tail.replace("\n", " ")


def _read_line(holder: Mapping[str, Any], field: str) -> str | None:
    """The text of a field in one line; None where there is nothing to see in it."""
    text = _to_text(holder.get(f"{field}_detail") or {}).replace("\n", " ")
    return text if _passes(refuse_blank, text) else None


def _date(entry: Mapping[str, Any]) -> str | None:
    """When it was published, else updated, which feedparser gives in UTC; None for no date of the calendar.

    A number alone, but for that of a day, is none: feedparser takes 1772445600 for a day of 1772.
    """
    for field in ("published", "updated"):
        if field in entry and (moment := entry.get(f"{field}_parsed")):  # feedparser gives one in place of the other
            stated = str(entry[field]).strip()
            if not stated.isdecimal() or len(stated) == len("20260302"):
                return _write_moment(moment)
    return None


def _write_moment(moment: time.struct_time) -> str | None:
    """None for one outside the years that there are."""
    try:
        return datetime(*moment[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return None
