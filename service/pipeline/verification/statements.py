"""What the checks compare, and what they find."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from service.domain import ErrorKind
from service.pipeline.claims.extraction import Claims, extract_claims
from service.pipeline.text.recall import remembered
from service.pipeline.text.terms import Terms, extract_terms
from service.pipeline.text.watching import look_at_clock

_LEAD = 600
"""Characters before a sentence, some four sentences, among which its "she" is named."""
_CACHED_STATEMENTS = 4096
"""A cited sentence is held against several others, and what it says is read once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence, written or cited, with what was read from it.

    published_at: when the article came out of which it is cited; None for a written one. context: that article's
    text, lead: the last sentences of it before the cited one; empty where the article is not known.
    """

    text: str
    language: str
    published_at: datetime | None
    claims: Claims
    terms: Terms
    context: str = ""
    lead: str = ""

    @property
    def denied(self) -> frozenset[str]:
        """Stems of what its negations deny."""
        return frozenset[str]().union(*(negation.scope for negation in self.claims.negations))


class Check(enum.StrEnum):
    """What failed; the value opens the reason."""

    NUMBER = "numbers that the cited sentences do not hold"
    DATE = "dates that the cited sentences do not hold"
    NAME = "names that the cited sentences do not hold"
    NEGATION = "denied in one, not in the other"
    OPPOSITE = "the opposite of what the cited sentences say"
    ROLES = "roles that are swapped"
    QUOTATION = "quoted words that the cited sentences do not hold"
    CHANGE = "changed in words that are copied"
    SPLICE = "parts of different sentences are joined inside a clause"


KINDS: Mapping[Check, ErrorKind] = MappingProxyType(
    {
        Check.NUMBER: ErrorKind.NUMBER,
        Check.DATE: ErrorKind.DATE,
        Check.NAME: ErrorKind.NAME,
        Check.NEGATION: ErrorKind.NEGATION,
        Check.OPPOSITE: ErrorKind.PREDICATE,
        Check.ROLES: ErrorKind.ROLE,
        Check.QUOTATION: ErrorKind.QUOTATION,
        Check.CHANGE: ErrorKind.UNSTATED,
        Check.SPLICE: ErrorKind.UNSTATED,
    }
)
"""What is wrong with the words that a check names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found wrong: the words, as they are written."""

    check: Check
    words: tuple[str, ...]

    @property
    def reason(self) -> str:
        return f"{self.check.value}: {', '.join(self.words)}"


@remembered(maxsize=_CACHED_STATEMENTS)
def read_statement(text: str, *, language: str, published_at: datetime | None = None, context: str = "") -> Statement:
    """The sentence, read; white space counts as one space. context: the text of its article, which holds it."""
    look_at_clock()
    start = max(0, context.find(text))
    text = " ".join(text.split())
    return Statement(
        context=context,
        lead=context[max(0, start - _LEAD) : start],
        text=text,
        language=language,
        published_at=published_at,
        claims=extract_claims(text, language=language, published_at=published_at),
        terms=extract_terms(text, language),
    )
