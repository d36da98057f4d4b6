"""The day that a sentence speaks of, as far as it says so."""

from __future__ import annotations

from datetime import date, datetime

from service.pipeline.claims.date_rules import find_dates


def find_date(text: str, published_at: datetime | None, language: str = "en") -> date | None:
    """The first day that `text` names, or None; of a month its first day. Years and weeks name no day.

    A day without a year is the one nearest to `published_at`, a weekday the last one up to it; without `published_at`
    only days with a year are known.
    """
    named = find_dates(text, language=language, published_at=published_at)
    days = (mention.first for mention in named if mention.first == mention.last or mention.month)
    return next((day for day in days if day), None)
