"""Dates and times of a sentence as values: what each names, and whether two agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from service.pipeline.claims.clock_times import ClockTime, same_time
from service.pipeline.text.watching import look_at_clock

_DAYS_OF_A_WEEK = 7
_FIELDS = ("year", "month", "day", "weekday")


@dataclass(frozen=True, slots=True, kw_only=True)
class DateMention:
    """A day, month, year or time of day that a sentence names.

    What it names stands in `year`, `month`, `day`, `weekday` (0 is Monday), `part` ("morning") and `time`; the rest is
    None. first, last: the days that it spans, as far as the words or the day of publication
    tell. text: as written, in lower case.
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    part: str | None = None
    time: ClockTime | None = None
    first: date | None = None
    last: date | None = None

    @property
    def names_weekday_alone(self) -> bool:
        return self.weekday is not None and self.day is None


def same_date(first: DateMention, second: DateMention) -> bool:
    """Whether they name one day, month, year or hour, as far as both tell; a month holds its days."""
    look_at_clock()
    return _compare(first, second) is True


def dates_differ(first: DateMention, second: DateMention) -> bool:
    """Whether they can be compared and do not agree: "Tuesday" and "Wednesday", but not "Tuesday" and "Nov. 5"."""
    look_at_clock()
    return _compare(first, second) is False


def _compare(first: DateMention, second: DateMention) -> bool | None:
    """Whether they agree; None where nothing that one tells can be held against the other."""
    if first.time is not None or second.time is not None:
        return None if first.time is None or second.time is None else same_time(first.time, second.time)
    if first.names_weekday_alone or second.names_weekday_alone:
        return _compare_weekdays(first, second)
    if first.first and first.last and second.first and second.last:
        return first.first <= second.last and second.first <= first.last
    named = [(getattr(first, field), getattr(second, field)) for field in _FIELDS]
    told = [one == other for one, other in named if one is not None and other is not None]
    if told:
        return all(told)
    return True if first.text == second.text else None


def _compare_weekdays(first: DateMention, second: DateMention) -> bool | None:
    """A weekday may be the last one or the next one; an afternoon is no morning, an evening may be either's end."""
    dated = first.first and first.last and second.first and second.last
    if first.weekday is not None and second.weekday is not None:
        near = not (first.first and second.first) or abs((first.first - second.first).days) <= _DAYS_OF_A_WEEK
        return first.weekday == second.weekday and near and {first.part, second.part} != {"morning", "afternoon"}
    if dated and first.first and first.last and second.first and second.last:
        return first.first <= second.last and second.first <= first.last
    return None
