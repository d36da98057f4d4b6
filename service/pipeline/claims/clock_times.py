"""Times of day in the forms that English news has: "4:12 a.m.", "18.05", "half past six", "two in the morning"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.pipeline.claims.numerals import SCALES
from service.pipeline.claims.units import read_unit
from service.pipeline.text.calendar import WEEKDAY, ZONE

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PARTS_OF_HOUR = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_HALF_DAY, _HOUR, _DAY = 12 * 60, 60, 24 * 60
_LAST_HOUR, _LAST_MINUTE = 23, 59
_NIGHT_ENDS, _EVENING_BEGINS = 6, 6
"""Hours: "three at night" is in the small hours, "nine at night" is before midnight."""
_MARGIN_OF_HOUR, _MARGIN_OF_ABOUT = 15, 30
"""Minutes by which a time may be off that is told by its hour alone, or as "about", "shortly after" and the like."""

_ABOUT = (
    r"(?P<about>(?:about|around|roughly|nearly|almost|some\s?time|shortly|just|soon|not long)\s(?:after\s|before\s)?)?"
)
_WORD = "|".join(_NUMBERS)
_HALF = r"\s?[ap]\.?m\b\.?"
_WORDED = (
    r"\s(?:this|that|in the|on \w{1,9}day|yesterday|tomorrow) (?:morning|afternoon|evening)|\sat night\b|\stonight\b"
)
_PART = rf"(?P<part>{_HALF}|{_WORDED})"
_QUARTER = r"(?:a\s)?quarter"
_FEW = "five|ten|twenty|twenty-five"
_ZONE = rf"(?P<zone>\s?(?:GMT|UTC|CES?T|[BIJ]ST|[ECP][SD]?T|local time|(?-i:{ZONE}))\b)"
_AHEAD_OF_UTC = {
    "gmt": 0, "utc": 0, "bst": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes by which zones are ahead, those of one name alone: "ET" is two, "IST" three."""
_ZONE_BEHIND = re.compile(_ZONE)
_AT = r"\b(?:at|by|until|till|since|after|before|around|about)\s"
_AT_HOUR = (
    rf"\b(?:(?:at|by|until|till|since|from|after|before|as of|it is|it was|it['’]s|between (?:{_WORD}|\d{{1,2}}) and)\s"
    r"|(?=(?:about|around|some\s?time|shortly|just|soon|not long)\s))"
)
"""What stands in front of an hour, and not of a count: "at six this morning", but "killed six this morning"."""
_AT_SHARE = rf"\b(?:(?:at|until|till|since|before|after|around|about)\s|(?<!from )(?=(?:{_FEW})\sminutes\s))"
"""The same of "five to ten", which are votes, years and persons, too."""
_OPENING = r"(?P<opening>\b(?-i:At|By|Until|Since|From|After|Before|Around|About)\s)"
_GOES_ON = (
    r"(?=\s?(?:[.,;:!?)\"'”’—]|$)|\s(?:[–-]|on|in|at|near|when|while|as|and|or|but|before|after|until|till|local|the"
    rf"|yesterday|today|tomorrow|tonight|{WEEKDAY})(?!\w))"
)
"""How a sentence goes on behind a time of day; behind an amount its unit follows, or what it is held against."""

_FIGURES = re.compile(r"(?<![\d:.,])\b(?P<hour>\d{1,2}):(?P<minutes>\d\d)(?![:\d])")
_FORMS = tuple(
    (re.compile(part, re.IGNORECASE), re.compile(whole, re.IGNORECASE))
    for part, whole in (
        (
            rf"\d{_HALF}",
            rf"(?<![\d:.,]){_ABOUT}\b(?P<hour>\d{{1,2}})(?:[:.](?P<minutes>\d\d))?(?P<part>{_HALF})",
        ),
        (
            r"\d:\d\d",
            rf"(?<![\d:.,]){_ABOUT}\b(?P<hour>\d{{1,2}}):(?P<minutes>\d\d)(?P<part>{_WORDED})",
        ),
        (
            "morning|afternoon|evening|night",
            rf"{_AT_HOUR}{_ABOUT}(?P<hour>{_WORD}|\d{{1,2}})(?:[:.](?P<minutes>\d\d))?(?P<part>{_WORDED})",
        ),
        (
            rf"\d{_ZONE}",
            rf"(?<![\d:.,]){_ABOUT}\b(?P<hour>\d{{1,2}})[:.]?(?P<minutes>\d\d){_ZONE}",
        ),
        (
            r"\d\s?(?:hrs|hours)",
            rf"{_AT}(?P<hour>\d{{2}})[:.]?(?P<minutes>\d\d)(?P<zone>\s?(?:hrs|hours)){_GOES_ON}",
        ),
        (r"\d:\d\d", _FIGURES.pattern),
        (r"\d\.\d\d", rf"{_AT}(?P<hour>\d{{1,2}})\.(?P<minutes>\d\d)(?![.,]?\d){_GOES_ON}"),
        (r"\d\.\d\d", rf"{_OPENING}(?P<hour>\d{{1,2}})\.(?P<minutes>\d\d)(?![.,]?\d)"),
        (
            r"\spast\s",
            rf"{_ABOUT}\b(?P<share>half|{_QUARTER}|{_FEW})(?:\sminutes)?\s(?P<side>past)\s(?P<hour>{_WORD}|\d{{1,2}})\b{_PART}?",
        ),
        (
            r"quarter\sto\s",
            rf"{_ABOUT}\b(?P<share>{_QUARTER})\s(?P<side>to)\s(?P<hour>{_WORD}|\d{{1,2}})\b(?:{_PART}|{_GOES_ON})",
        ),
        (
            rf"(?:{_FEW})(?:\sminutes)?\sto\s",
            (
                rf"{_AT_SHARE}{_ABOUT}(?P<share>{_FEW})(?:\sminutes)?\s(?P<side>to)\s(?P<hour>{_WORD}|\d{{1,2}})\b"
                rf"(?:{_PART}|{_GOES_ON})"
            ),
        ),
        (
            r"\so['’]clock|\ssharp",
            rf"{_ABOUT}\b(?P<hour>{_WORD}|\d{{1,2}})(?P<oclock>\so['’]clock|\ssharp)\b{_PART}?",
        ),
        (_HALF, rf"{_ABOUT}\b(?P<hour>{_WORD})(?P<part>{_HALF})"),
        ("noon|midday|midnight", r"\b(?P<named>noon|midday|midnight)\b"),
    )
)
"""Forms of a time of day, each behind a part of it that is looked for first: to search for the form takes ten times as
long, and few texts have any."""
_BEHIND = re.compile(r"[^\W\d_]+|\S")
_REACH = 40
"""Characters behind a number among which its unit stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTime:
    """A time of day and its place. minute: of the day, from 0. margin: minutes by which it may be off.

    half_told: whether it says which half of the day is meant; without it "4.21" is either.
    ahead: minutes by which its zone is ahead of UTC; None where it names no zone that is known.
    """

    start: int
    end: int
    minute: int
    margin: int
    half_told: bool
    ahead: int | None = None


def find_clock_times(text: str) -> Iterator[ClockTime]:
    """The times of day of an English text, those that its most telling forms name first; they may overlap."""
    matches = (match for part, whole in _FORMS if part.search(text) for match in whole.finditer(text))
    for match in matches:
        if match.groupdict().get("opening") and _is_measured(text[match.end() : match.end() + _REACH].lower()):
            continue
        time = _read(match)
        if time is not None:
            yield time


def find_figure_times(text: str) -> Iterator[ClockTime]:
    """The times of day that are written "18:05", as in any language."""
    yield from (time for match in _FIGURES.finditer(text) if (time := _read(match)) is not None)


def same_time(one: ClockTime, other: ClockTime) -> bool:
    """Whether two times may be one, as exactly as both are told."""
    period = _DAY if one.half_told and other.half_told else _HALF_DAY
    moved = one.ahead - other.ahead if one.ahead is not None and other.ahead is not None else 0
    apart = abs(one.minute - other.minute - moved) % period
    return min(apart, period - apart) <= max(one.margin, other.margin)


def read_zone(text: str, end: int) -> str:
    """The zone behind a time of day that ends at `end`, in lower case; "" where none stands there."""
    return text[end : find_zone(text, end)].strip().lower()


def find_zone(text: str, end: int) -> int:
    """Where the zone ends that stands behind a time of day; `end` where none does."""
    match = _ZONE_BEHIND.match(text, end)
    return match.end() if match else end


def _is_measured(behind: str) -> bool:
    """Whether what stands behind a number says that it is an amount: a unit, or what scales it."""
    words = _BEHIND.findall(behind)
    return bool(words) and (words[0] in {*SCALES, "per"} or read_unit(words)[1] > 0)


def _read(match: re.Match[str]) -> ClockTime | None:
    """The time; None if there is no such time of day."""
    told = match.groupdict()
    if told.get("named"):
        minute = 0 if told["named"].lower() == "midnight" else _HALF_DAY
        return ClockTime(start=match.start(), end=match.end(), minute=minute, margin=_MARGIN_OF_HOUR, half_told=True)
    word = told["hour"].lower()
    hour = _NUMBERS.index(word) + 1 if word in _NUMBERS else int(word)
    minutes = int(told.get("minutes") or 0)
    if share := told.get("share"):
        part = _PARTS_OF_HOUR[share.lower().removeprefix("a").strip()]
        minutes = part if told["side"].lower() == "past" else -part
    part_of_day = (told.get("part") or "").lower().replace(".", "").strip()
    if hour > _LAST_HOUR or minutes > _LAST_MINUTE or (part_of_day and not 1 <= hour <= _HALF_DAY // _HOUR):
        return None
    half_told = bool(part_of_day) or hour == 0 or hour > _HALF_DAY // _HOUR or bool(told.get("zone"))
    if part_of_day:
        hour = hour % 12 + (12 if _is_after_noon(part_of_day, hour) else 0)
    exact = told.get("minutes") or told.get("share") or (told.get("oclock") or "").strip() == "sharp"
    margin = _MARGIN_OF_ABOUT if told.get("about") else 0 if exact else _MARGIN_OF_HOUR
    start = match.start("share") if told.get("share") else match.start("hour")
    end = match.end("part") if part_of_day else match.start("zone") if told.get("zone") else match.end()
    zone = (told.get("zone") or read_zone(match.string, match.end())).strip().lower()
    return ClockTime(
        start=start,
        end=end,
        minute=(hour * _HOUR + minutes) % _DAY,
        margin=margin,
        half_told=half_told,
        ahead=_AHEAD_OF_UTC.get(zone),
    )


def _is_after_noon(part: str, hour: int) -> bool:
    if part.startswith(("a", "p")) and part.endswith("m"):
        return part.startswith("p")
    if part.endswith("morning"):
        return False
    if part.endswith("night"):
        return _EVENING_BEGINS <= hour < _HALF_DAY // _HOUR
    return True
