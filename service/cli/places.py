"""The places that an answer cites, numbered for readers."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from service.api.evidence_responses import Citation

WHOLE = ""
"""What is said of a place that says all of a sentence: its mark stands behind it, without words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A place, and what is said of how it stands to a sentence. weight: of several the highest counts."""

    place: Citation
    words: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPlace:
    """A stretch of an article, under the number that marks it in the text; 1-based.

    article: its outlet, title and link, as far as they are known, else its id. In short form a place is a whole
    article, without quotation.
    """

    number: int
    article: str
    start: int
    end: int
    quotation: str

    @property
    def mark(self) -> str:
        return f"[{self.number}]"

    @property
    def offsets(self) -> str:
        return f"{self.start}–{self.end}" if self.quotation else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How cited places are shown. names, outlets: of articles, in the order of the request; short: articles alone."""

    names: tuple[str | None, ...] = ()
    outlets: tuple[str | None, ...] = ()
    short: bool = False

    def name(self, citation: Citation) -> str:
        """What the article of a citation is called."""
        return _choose(self.names, citation)

    def name_outlet(self, citation: Citation) -> str:
        """Whose the article of a citation is."""
        return _choose(self.outlets, citation)


FULL = Naming()


def name_articles(articles: Iterable[Mapping[str, Any]]) -> tuple[str | None, ...]:
    """Of each article of a request "outlet: title, link", as far as they are known; None where none of them is."""
    names = []
    for article in articles:
        outlet = article.get("publisher") or article.get("source")
        head = ": ".join(str(part) for part in (outlet, article.get("title")) if part)
        names.append(", ".join(part for part in (head, str(article.get("url") or "")) if part) or None)
    return tuple(names)


def name_outlets(articles: Sequence[Mapping[str, Any]]) -> tuple[str | None, ...]:
    """Of each article of a request its outlet, as far as it is known; an id behind the name that several have."""
    outlets = [str(article.get("publisher") or article.get("source") or _name_host(article)) for article in articles]
    several = {outlet for outlet, number in Counter(outlets).items() if outlet and number > 1}
    return tuple(
        f"{outlet} · {article['id']}" if outlet in several and article.get("id") else outlet or None
        for outlet, article in zip(outlets, articles, strict=True)
    )


def number_places(
    sentences: Iterable[Sequence[Said]], naming: Naming = FULL
) -> tuple[Mapping[str, tuple[CitedPlace, ...]], ...]:
    """For each sentence, by what is said of them, the places, numbered in the order in which they are first shown.

    A place cited by several sentences keeps its number, and stands once beside each, where most is said of it.
    """
    numbered: dict[tuple[int, int, int], CitedPlace] = {}
    shown = []
    for said in sentences:
        keys = [
            (one.place.article_index, *((0, 0) if naming.short else (one.place.start, one.place.end))) for one in said
        ]
        best: dict[tuple[int, int, int], int] = {}
        for key, one in zip(keys, said, strict=True):
            best[key] = max(one.weight, best.get(key, one.weight))
        places: dict[str, dict[CitedPlace, None]] = {}
        for key, one in zip(keys, said, strict=True):
            if one.weight == best[key]:
                place = numbered.setdefault(key, _place(len(numbered) + 1, one.place, naming))
                places.setdefault(one.words, {})[place] = None
        shown.append({words: tuple(own) for words, own in places.items()})
    return tuple(shown)


def distinct_places(sentences: Iterable[Mapping[str, Iterable[CitedPlace]]]) -> list[CitedPlace]:
    """Every place once, by its number."""
    told = {place for sentence in sentences for places in sentence.values() for place in places}
    return sorted(told, key=lambda place: place.number)


def printable(text: str) -> str:
    """`text` on one line and safe to show: white space runs become a space, control characters U+FFFD.

    An article may hold escape sequences and direction overrides; a terminal would obey them.
    """
    line = " ".join(text.split())
    return "".join("\ufffd" if _steers_display(character) else character for character in line)


def _steers_display(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or "\u202a" <= character <= "\u202e"


def _name_host(article: Mapping[str, Any]) -> str:
    try:
        host = urlsplit(str(article.get("url") or "")).hostname or ""
    except ValueError:  # no address, whatever it is
        return ""
    return host.removeprefix("www.")


def _choose(names: Sequence[str | None], citation: Citation) -> str:
    known = names[citation.article_index] if citation.article_index < len(names) else None
    return printable(known or citation.article_id)


def _place(number: int, citation: Citation, naming: Naming) -> CitedPlace:
    return CitedPlace(
        number=number,
        article=naming.name(citation),
        start=citation.start,
        end=citation.end,
        quotation="" if naming.short else printable(citation.cited_text),
    )
