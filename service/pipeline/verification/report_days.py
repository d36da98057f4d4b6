"""Of which day a sentence of evidence tells: of those that it names, or of the day of its report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from service.pipeline.claims.date_rules import find_dates
from service.pipeline.claims.dates import same_date
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.text.irregular_verbs import may_be_past
from service.pipeline.verification.statements import Statement

_AHEAD = frozenset({"will", "would", "shall"})
_SAID = frozenset({"said", "says", "told"})
_BESIDE = 2
"""Words in front of a day among which such a one makes it the day of the report: "said late Wednesday"."""
_CLAUSE_ENDS = frozenset({",", ";", ":", "—", "–"})
_PRESENT = frozenset({"is", "are", "has", "have"})
"""Words of what is so when it is told, whatever was told before."""


def has_date(source: Statement, written: Statement, place: int) -> bool:
    """Whether `source` has the date of `written` at `place`, read as on the day of its article.

    A sentence that names no date tells of that day; but for when something is said, not of what is to come, and in the
    past tense not where the last day that is named in front of it is another one.
    """
    read = extract_claims(written.text, language=written.language, published_at=source.published_at)
    mention = (read if len(read.dates) == len(written.claims.dates) else written.claims).dates[place]
    if not source.claims.dates and source.published_at and (mention.day or mention.weekday) is not None:
        day = source.published_at.date()
        if not mention.first == mention.last == day:
            return False
        before = [token.lower for token in written.claims.tokens if token.end <= mention.start]
        return not _SAID.isdisjoint(before[-_BESIDE:]) or not (_is_ahead(before) or _is_told_of_another(source, day))
    return any(same_date(mention, other) for other in source.claims.dates)


def _is_ahead(before: Sequence[str]) -> bool:
    """Whether a date behind these words is of what is to come: behind "will" in its clause."""
    clause = takewhile(lambda word: word not in _CLAUSE_ENDS, reversed(before))
    return not _AHEAD.isdisjoint(clause)


def _is_told_of_another(source: Statement, day: date) -> bool:
    """Whether a sentence that names no date, of an article of `day`, tells on of another one."""
    if _tells_the_present(source):
        return False
    named = find_dates(source.lead, language=source.language, published_at=source.published_at)
    days = [one.first for one in named if one.first and one.first == one.last]
    return days[-1:] not in ([], [day])


def _tells_the_present(source: Statement) -> bool:
    """Whether it has a word of the present or, in English, no verb that may be in the past but for who said it."""
    tokens = source.claims.tokens
    past = (token.lower not in _SAID and may_be_past(token) for token in tokens)
    return any(token.lower in _PRESENT for token in tokens) or (source.language == "en" and not any(past))
