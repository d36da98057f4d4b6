"""The places that an answer cites, numbered for readers."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from service.api.responses import Citation
from service.domain import CitationRole

SAID_BY = (CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING)
FURTHER_ROLES = {CitationRole.RELATED: "less or something else", CitationRole.DISPUTING: "says otherwise"}
"""What is said of places that do not support a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedPlace:
    """A stretch of an article, under the number that marks it in the text; 1-based."""

    number: int
    article_id: str
    start: int
    end: int
    quotation: str

    @property
    def mark(self) -> str:
        return f"[{self.number}]"

    @property
    def offsets(self) -> str:
        return f"{self.start}–{self.end}"


def number_places(citations: Iterable[Iterable[Citation]]) -> tuple[tuple[CitedPlace, ...], ...]:
    """For each sentence's citations the places they cite, numbered in the order of their first appearance.

    A place cited by several sentences keeps its number.
    """
    numbered: dict[tuple[int, int, int], CitedPlace] = {}
    sentences = []
    for cited in citations:
        places = []
        for citation in cited:
            key = (citation.article_index, citation.start, citation.end)
            if key not in numbered:
                numbered[key] = _place(len(numbered) + 1, citation)
            places.append(numbered[key])
        sentences.append(tuple(places))
    return tuple(sentences)


def choose_places(
    citations: Iterable[Citation], places: Iterable[CitedPlace], *roles: CitationRole
) -> tuple[CitedPlace, ...]:
    """Of a sentence's places those whose citation has one of `roles`."""
    return tuple(place for citation, place in zip(citations, places, strict=True) if citation.role in roles)


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


def _place(number: int, citation: Citation) -> CitedPlace:
    return CitedPlace(
        number=number,
        article_id=printable(citation.article_id),
        start=citation.start,
        end=citation.end,
        quotation=printable(citation.cited_text),
    )
