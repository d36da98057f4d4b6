"""What the checks compare, and what they find."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from service.pipeline.claims.extraction import Claims, extract_claims
from service.pipeline.terms import Terms, extract_terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, written or cited, with what was read from it.

    published_at: when the article came out of which it is cited; None for a written one.
    """

    text: str
    language: str
    published_at: datetime | None
    claims: Claims
    terms: Terms


class Check(enum.StrEnum):
    """What failed; the value opens the reason."""

    NUMBER = "numbers that the cited sentences do not hold"
    DATE = "dates that the cited sentences do not hold"
    NAME = "names that the cited sentences do not hold"
    NEGATION = "denied in one, not in the other"
    ROLES = "roles that are swapped"
    QUOTATION = "quoted words that the cited sentences do not hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found wrong: the words, as they are written."""

    check: Check
    words: tuple[str, ...]

    @property
    def reason(self) -> str:
        return f"{self.check.value}: {', '.join(self.words)}"


def read_statement(text: str, *, language: str, published_at: datetime | None = None) -> Statement:
    """The sentence, read; white space counts as one space."""
    text = " ".join(text.split())
    return Statement(
        text=text,
        language=language,
        published_at=published_at,
        claims=extract_claims(text, language=language, published_at=published_at),
        terms=extract_terms(text, language),
    )
