"""Finds the dates and times that a sentence names, resolved by the day of publication where that is known."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

import dateparser

from service.pipeline.claims.bounds import Bound, read_bound
from service.pipeline.claims.clock_times import find_clock_times, find_figure_times
from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.synonyms import PERSONS, canonical_stem
from service.pipeline.claims.units import read_unit
from service.pipeline.text.calendar import DATING, GIVEN_NAMES, MONTH, MONTHS, WEEKDAY, WEEKDAYS
from service.pipeline.text.terms import is_function_word, stem_word

_SMALL_NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTH = rf"(?P<month>{MONTH})"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)\b(?![,.]\d)"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PART = r"(?:\s+(?P<part>morning|afternoon|evening|night))?\b"
_IN = r"\b(?:in|since|until|last|this|next|past|early|late|mid|by|of|from|for)[\s-]+"
_REACH = 40
"""Characters on either side of a year among which the words beside it stand."""
_ABBREVIATED = 3
"""Letters of a unit that has no plural of its own: "km", "mph"."""
_NOMINAL = frozenset(
    """
    the a an this that these those my your his her its our their in on of since until till by during from before after
    for with to at as
    """.split()  # noqa: SIM905
)
"""Words in front of an adjective, and not of a verb."""
_NO_LAST_ONE = r"(?<!\b[Tt]he\s)(?<!\b[Hh]is\s)(?<!\b[Ii]ts\s)(?<!\b[Tt]heir\s)(?<!['’]s\s)"
"""Behind these a night is the last of several; "her" is an object, too: "Police arrested her last night"."""
_SURNAME = re.compile(r"\s[A-Z][a-z]")
"""What follows the given name of a person."""
_COUNT = rf"(?P<count>\d{{1,3}}|an?|{'|'.join(_SMALL_NUMBERS[1:])})"

Reader = Callable[[re.Match[str], str, date | None], DateMention]


def find_dates(text: str, *, language: str, published_at: datetime | None) -> tuple[DateMention, ...]:
    """The dates and times of `text` in order, none overlapping another.

    A day without a year is the one nearest to `published_at`, a weekday the last one up to it. English is read by
    rules of its own; in other languages figures and "20 novembre 2024", whose months dateparser knows.
    """
    published = published_at.date() if published_at else None
    times = find_clock_times(text) if language == "en" else find_figure_times(text)
    found: list[DateMention] = []
    for time in times:
        if not any(time.start < mention.end and mention.start < time.end for mention in found):
            found.append(
                DateMention(start=time.start, end=time.end, text=text[time.start : time.end].lower(), time=time)
            )
    for pattern, read in _ENGLISH if language == "en" else _OTHER:
        for match in pattern.finditer(text):
            if any(match.start() < mention.end and mention.start < match.end() for mention in found):
                continue
            try:
                found.append(read(match, language, published))
            except (ValueError, OverflowError):  # no such day or hour, as in "May 99", or none in the calendar
                continue
    return tuple(sorted(found, key=lambda mention: mention.start))


def _read_iso(match: re.Match[str], _language: str, _published: date | None) -> DateMention:
    return _name_day(match, date.fromisoformat(match.group()))


def _read_day(match: re.Match[str], _language: str, published: date | None) -> DateMention:
    month, day, year = _month_number(match["month"]), int(match["day"]), match["year"]
    if year:
        return _name_day(match, date(int(year), month, day))
    if published:
        return _name_day(match, _nearest(month, day, published))
    monthrange_of_leap_year = monthrange(2000, month)[1]
    if not 1 <= day <= monthrange_of_leap_year:
        raise ValueError(f"no day {day} in month {month}")
    return _mention(match, month=month, day=day)


def _read_month(match: re.Match[str], _language: str, _published: date | None) -> DateMention:
    """Raises: ValueError if it is the given name of a person."""
    year, month = match.groupdict().get("year"), _month_number(match["month"])
    start = match.start("month")
    if not year and _is_given_name(match):
        raise ValueError(f"no month: {match.group()}")
    if not year:
        return _mention(match, start=start, month=month)
    first = date(int(year), month, 1)
    return _mention(match, start=start, year=int(year), month=month, first=first, last=_end_of_month(first))


def _is_given_name(match: re.Match[str]) -> bool:
    """Whether a month is one of a name: "the letter of June Carter", but not "in June Carter", "By August Ukraine"."""
    before = match.string[match.start() : match.start("month")].strip()
    dating = before.lower() in DATING or before == "By"
    return match["month"].lower() in GIVEN_NAMES and not dating and bool(_SURNAME.match(match.string, match.end()))


def _read_weekday(match: re.Match[str], _language: str, published: date | None) -> DateMention:
    weekday = next(k for k, name in enumerate(WEEKDAYS) if name.startswith(match["weekday"][:3].lower()))
    day = published - timedelta(days=(published.weekday() - weekday) % 7) if published else None
    return _mention(match, weekday=weekday, part=match["part"], first=day, last=day)


def _read_deictic(match: re.Match[str], _language: str, published: date | None) -> DateMention:
    if published is None:
        return _mention(match, part=match["part"])
    days = {"yesterday": -1, "tomorrow": 1}.get(match["deictic"].lower(), 0)
    return _name_day(match, published + timedelta(days=days), part=match["part"])


def _read_last_night(match: re.Match[str], _language: str, published: date | None) -> DateMention:
    """The night before, which may have been past midnight."""
    first = published - timedelta(days=1) if published else None
    return _mention(match, part="night", first=first, last=published)


def _read_ago(match: re.Match[str], _language: str, published: date | None) -> DateMention:
    """Days are exact; "two weeks ago" spans a week, as vague as it is said."""
    if published is None:
        return _mention(match)
    word = match["count"].lower()
    count = int(word) if word.isdecimal() else _SMALL_NUMBERS.index(word) if word in _SMALL_NUMBERS else 1
    days = {"day": 1, "week": 7, "month": 30, "year": 365}[match["unit"].lower()]
    try:
        day = published - timedelta(days=days * count)
    except OverflowError as error:
        raise ValueError(f"no day {count} {match['unit']}s before {published}") from error
    if days == 1:
        return _name_day(match, day)
    return _mention(match, first=day - timedelta(days=days // 2), last=day + timedelta(days=days // 2))


def _read_period(match: re.Match[str], _language: str, published: date | None) -> DateMention:
    if published is None:
        return _mention(match)
    moved = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    if match["period"].lower() == "year":
        return _mention(match, first=date(published.year + moved, 1, 1), last=date(published.year + moved, 12, 31))
    if match["period"].lower() == "month":
        month = published.year * 12 + published.month - 1 + moved
        first = date(month // 12, month % 12 + 1, 1)
        return _mention(match, first=first, last=_end_of_month(first))
    monday = published + timedelta(days=7 * moved - published.weekday())
    return _mention(match, first=monday, last=monday + timedelta(days=6))


def _read_year(match: re.Match[str], language: str, _published: date | None) -> DateMention:
    """Raises: ValueError if the number counts what stands behind it."""
    if _is_count(match, language):
        raise ValueError(f"no year: {match.group()}")
    year = int(match["year"])
    return _mention(match, year=year, first=date(year, 1, 1), last=date(year, 12, 31))


def _is_count(match: re.Match[str], language: str) -> bool:
    """Whether a number that may be a year has a unit or persons behind it, or else is the object of a verb and has a
    plural behind it: "2000 miles", "of 2000 people", "evacuated 2000 homes", but "the disputed 2020 elections".
    """
    text, start, end = match.string, match.start(), match.end()
    behind = [word.strip('.,;:!?)"”’') for word in text[end : end + _REACH].split()[:3]]
    if not behind or not text[end].isspace():
        return False
    unit = behind[0] if read_unit([word.lower() for word in behind])[1] else ""
    if unit and (len(unit) <= _ABBREVIATED or not read_unit([f"{unit}s"])[1]):
        return True
    if language != "en" or not behind[0].islower():
        return False
    if canonical_stem(stem_word(behind[0], language)) in PERSONS:
        return True
    before = ["", "", *text[max(0, start - _REACH) : start].split()][-2:]
    governed = before[1].isalpha() and before[1].islower() and not is_function_word(before[1])
    modified = before[0].lower() in _NOMINAL or before[0].endswith(("'s", "’s"))
    plural = behind[0].endswith(("s", "men", "women", "children")) and not is_function_word(behind[0])
    return plural and ((governed and not modified) or read_bound(text, start, end) is Bound.ABOUT)


def _read_written(match: re.Match[str], language: str, published: date | None) -> DateMention:
    """English months stand in front between strokes, but not between full stops ("11.3.2025").

    Raises: ValueError if dateparser does not know the language or sees no date.
    """
    order = "MDY" if language == "en" and "." not in match.group() else "DMY"
    settings = {"DATE_ORDER": order, "REQUIRE_PARTS": ["day", "month"], "RELATIVE_BASE": _LEAP_YEAR}
    found = dateparser.parse(" ".join(match.group().split()), languages=[language], settings=settings)
    if found is None:
        raise ValueError(f"no date: {match.group()}")
    if re.search(r"\d{4}$", match.group()):
        return _name_day(match, found.date())
    if published is None:
        return _mention(match, month=found.month, day=found.day)
    return _name_day(match, _nearest(found.month, found.day, published))


_LEAP_YEAR = datetime(2000, 1, 1)  # noqa: DTZ001
"""The year of a day that is written without one, until `_nearest` finds it: any that has all days will do."""


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_ISO = (_compile(r"\b\d{4}-\d{2}-\d{2}(?![\d-])"), _read_iso)
_NUMERIC = (_compile(r"(?<![\d./])\d{1,2}([./])\d{1,2}\1(?:19|20)\d\d\b"), _read_written)
_BARE_YEAR = (
    _compile(r"(?<![\d$€£.,#-])\b(?P<year>(?:1[89]|20)\d\d)\b(?![,.]?\d|-|\s?%)"),
    _read_year,
)
_ENGLISH: tuple[tuple[re.Pattern[str], Reader], ...] = (
    _ISO,
    _NUMERIC,
    (_compile(rf"\b{_MONTH}\s+{_DAY}\b(?![:.,]?\d)(?:,?\s+{_YEAR})?"), _read_day),
    (_compile(rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w)(?:,?\s+{_YEAR})?"), _read_day),
    (_compile(rf"\b{_MONTH}(?:,|\s+of)?\s+{_YEAR}"), _read_month),
    (_compile(rf"(?i:{_IN}){_MONTH}(?!\w|\s+\d)"), _read_month),
    (_compile(rf"\b(?P<weekday>{WEEKDAY}){_PART}"), _read_weekday),
    (_compile(r"\b(?P<weekday>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.(?P<part>)(?=[\s,;)]|$)"), _read_weekday),
    (_compile(rf"(?i)\b(?P<deictic>today|tonight|yesterday|tomorrow){_PART}"), _read_deictic),
    (_compile(r"\b(?P<deictic>[Tt]his)\s+(?P<part>morning|afternoon|evening)\b"), _read_deictic),
    (_compile(rf"{_NO_LAST_ONE}\b[Ll]ast\s+night\b"), _read_last_night),
    (_compile(rf"(?i)\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+ago\b"), _read_ago),
    (_compile(r"(?i)\b(?P<which>last|this|next)\s+(?P<period>week|month|year)\b"), _read_period),
    _BARE_YEAR,
)
_OTHER: tuple[tuple[re.Pattern[str], Reader], ...] = (
    _ISO,
    _NUMERIC,
    (_compile(r"\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?(?:\s+(?:de\s+)?(?:19|20)\d\d)?(?!\w)"), _read_written),
    _BARE_YEAR,
)


def _mention(
    match: re.Match[str],
    *,
    start: int | None = None,
    year: int | None = None,
    month: int | None = None,
    day: int | None = None,
    weekday: int | None = None,
    part: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> DateMention:
    return DateMention(
        start=match.start() if start is None else start,
        end=match.end(),
        text=match.group().lower(),
        year=year,
        month=month,
        day=day,
        weekday=weekday,
        part=part.lower() if part else None,
        first=first,
        last=last,
    )


def _name_day(match: re.Match[str], day: date, *, part: str | None = None) -> DateMention:
    return _mention(
        match,
        year=day.year,
        month=day.month,
        day=day.day,
        weekday=day.weekday(),
        part=part,
        first=day,
        last=day,
    )


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, start=1) if month.startswith(name[:3].lower()))


def _end_of_month(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def _nearest(month: int, day: int, published: date) -> date:
    """Raises: ValueError if no year around `published` has such a day."""
    years = [year for year in range(published.year - 1, published.year + 2) if day <= monthrange(year, month)[1]]
    return min((date(year, month, day) for year in years), key=lambda candidate: abs((candidate - published).days))
