"""Sentences as the checks read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.pipeline.claims.bounded_quantities import BoundedQuantity, list_bounded, list_shares
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


def list_told(statement: Statement) -> tuple[BoundedQuantity, ...]:
    """Its quantities with the sides of their numbers, and what it tells as shares."""
    text, claims = statement.text, statement.claims
    shares = list_shares(text, claims.tokens, claims.quantities) if statement.language == "en" else ()
    return (*list_bounded(text, claims.quantities), *shares)
