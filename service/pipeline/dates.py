"""The day that a sentence speaks of, as far as it says so in figures or by the name of a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH = (
    r"(?P<month{0}>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_YEAR = r"(?P<year{0}>(?:19|20)\d\d)"
_DATE = re.compile(
    rf"\b(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})\b"
    rf"|\b{_MONTH.format(1)}\s+(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR.format(1)}\b)?"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.format(2)}(?:,?\s+{_YEAR.format(2)}\b)?"
    rf"|\b{_MONTH.format(3)}\s+{_YEAR.format(3)}\b"
    r"|\b(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)


def find_date(text: str, published_at: datetime | None) -> date | None:
    """The first day that `text` names, or None.

    A day without a year is the one nearest to `published_at`, a weekday the last one up to it, a month its first day;
    without `published_at` only days with a year are known. English names and ISO 8601.
    """
    for match in _DATE.finditer(text):
        try:
            found = _resolve(match, published_at.date() if published_at else None)
        except ValueError:  # no such day, as in "May 99"
            continue
        if found:
            return found
    return None


def _resolve(match: re.Match[str], published: date | None) -> date | None:
    if match["iso"]:
        return date.fromisoformat(match["iso"])
    if match["weekday"]:
        return _last_weekday(_WEEKDAYS.index(match["weekday"].lower()), published) if published else None
    month = next(name for name in (match["month1"], match["month2"], match["month3"]) if name)
    number = _MONTHS.index(month[:3].lower()) + 1
    day = int(match["day1"] or match["day2"] or 1)
    year = match["year1"] or match["year2"] or match["year3"]
    if year:
        return date(int(year), number, day)
    return _nearest(number, day, published) if published else None


def _last_weekday(weekday: int, published: date) -> date:
    return published - timedelta(days=(published.weekday() - weekday) % 7)


def _nearest(month: int, day: int, published: date) -> date:
    """Raises: ValueError if no year around `published` has such a day."""
    years = [year for year in range(published.year - 1, published.year + 2) if day <= monthrange(year, month)[1]]
    return min((date(year, month, day) for year in years), key=lambda candidate: abs((candidate - published).days))
