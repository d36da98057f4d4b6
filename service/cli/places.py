"""The places that an answer cites, numbered for readers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.api.evidence_responses import Citation
from service.domain import CitationRole

SAID_BY = (CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING)
FURTHER_ROLES = {CitationRole.RELATED: "less or something else", CitationRole.DISPUTING: "says otherwise"}
"""What is said of places that do not support a sentence."""


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
    """How cited places are shown. names: of articles, in the order of the request; short: articles alone."""

    names: tuple[str | None, ...] = ()
    short: bool = False

    def name(self, citation: Citation) -> str:
        """What the article of a citation is called."""
        known = self.names[citation.article_index] if citation.article_index < len(self.names) else None
        return printable(known or citation.article_id)


FULL = Naming()


def name_articles(articles: Iterable[Mapping[str, Any]]) -> tuple[str | None, ...]:
    """Of each article of a request "outlet: title, link", as far as they are known; None where none of them is."""
    names = []
    for article in articles:
        outlet = article.get("publisher") or article.get("source")
        head = ": ".join(str(part) for part in (outlet, article.get("title")) if part)
        names.append(", ".join(part for part in (head, str(article.get("url") or "")) if part) or None)
    return tuple(names)


def number_places(citations: Iterable[Iterable[Citation]], naming: Naming = FULL) -> tuple[tuple[CitedPlace, ...], ...]:
    """For each sentence's citations the places they cite, numbered in the order of their first appearance.

    A place cited by several sentences keeps its number.
    """
    numbered: dict[tuple[int, int, int], CitedPlace] = {}
    sentences = []
    for cited in citations:
        places = []
        for citation in cited:
            span = (0, 0) if naming.short else (citation.start, citation.end)
            key = (citation.article_index, *span)
            if key not in numbered:
                numbered[key] = _place(len(numbered) + 1, citation, naming)
            places.append(numbered[key])
        sentences.append(tuple(places))
    return tuple(sentences)


def choose_places(
    citations: Iterable[Citation], places: Iterable[CitedPlace], *roles: CitationRole
) -> tuple[CitedPlace, ...]:
    """Of a sentence's places those whose citation has one of `roles`, each once."""
    chosen = (place for citation, place in zip(citations, places, strict=True) if citation.role in roles)
    return tuple(dict.fromkeys(chosen))


def distinct_places(sentences: Iterable[Iterable[CitedPlace]]) -> list[CitedPlace]:
    """Every place once, by its number."""
    return sorted({place for places in sentences for place in places}, key=lambda place: place.number)


def printable(text: str) -> str:
    """`text` on one line and safe to show: white space runs become a space, control characters U+FFFD.

    An article may hold escape sequences and direction overrides; a terminal would obey them.
    """
    line = " ".join(text.split())
    return "".join("\ufffd" if _steers_display(character) else character for character in line)


def _steers_display(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or "\u202a" <= character <= "\u202e"


def _place(number: int, citation: Citation, naming: Naming) -> CitedPlace:
    return CitedPlace(
        number=number,
        article=naming.name(citation),
        start=citation.start,
        end=citation.end,
        quotation="" if naming.short else printable(citation.cited_text),
    )
