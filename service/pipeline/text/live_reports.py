"""Live reports: articles whose entries open with the time of day at which each was written, newest or oldest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise

from service.domain import Sentence
from service.pipeline.text.watching import look_at_clock

_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?:\s?(?P<half>[apAP])\.?[mM]\b\.?)?"
    r"(?:\s?(?:h|Uhr|hrs)\b)?(?:\s(?:\(?[ECMP][SD]?T\)?|GMT|UTC|BST|CES?T)\b)?\s{0,2}(?:[:|–—-]\s{1,3}|\s|$)\s{0,2}"
    r"(?=$|[\"“”'‘«„(]?[^\W_a-zß-ÿ])"
)
_LEAST_ENTRIES = 3
_NOON = 12
_SLACK = timedelta(hours=1)
"""How much later than its article an entry may say it was written: clocks of other time zones, and late stamps."""
_DAY = timedelta(days=1)
_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a sentence of a live report has from the entry it stands in.

    prefix: characters of the time of day in front of it. told_at: when the entry was written, timezone-aware; None
    where its article's day is not known.
    """

    prefix: int
    told_at: datetime | None


def read_entries(sentences: Sequence[Sentence], published_at: datetime | None) -> Mapping[int, Entry]:
    """The entries that sentences of an article stand in, by place in `sentences`; empty for other articles.

    A live report has three times of day and more that open sentences, later and later or earlier and earlier, of one
    day or night. What stands in front of its first time is of no entry. Its newest entry is of the day of
    `published_at`, in the time zone of that, or of the day before where it would be later. Cost: linear.
    """
    opened = [(place, match) for place, sentence in enumerate(sentences) if (match := _match(sentence.text))]
    if len(opened) < _LEAST_ENTRIES:
        return {}
    clocks = [clock for _, match in opened if (clock := _read_clock(match)) is not None]
    newest_first = _is_one_day(clocks[::-1])
    if len(clocks) < len(opened) or not (newest_first or _is_one_day(clocks)):
        return {}
    return dict(_spread(sentences, opened, _date(clocks, published_at, newest_first=newest_first)))


def _match(text: str) -> re.Match[str] | None:
    look_at_clock()
    return _CLOCK.match(text)


def _read_clock(match: re.Match[str]) -> time | None:
    """The time of day; None where there is no such time, as "13:10 p.m."."""
    hour, half = int(match["hour"]) % (2 * _NOON), match["half"]
    if half and not 1 <= hour <= _NOON:
        return None
    return time(hour % _NOON + _NOON * (half.lower() == "p") if half else hour, int(match["minute"]))


def _is_one_day(clocks: Sequence[time]) -> bool:
    """Whether each time of day is later than the one before, by less than half a day, and all lie within one."""
    minutes = [60 * clock.hour + clock.minute for clock in clocks]
    steps = [(later - earlier) % _MINUTES for earlier, later in pairwise(minutes)]
    return 0 < sum(steps) <= _MINUTES and max(steps) < _MINUTES / 2


def _date(clocks: Sequence[time], published_at: datetime | None, *, newest_first: bool) -> list[datetime | None]:
    """The moment of each time of day, from the newest back."""
    if published_at is None:
        return [None] * len(clocks)
    latest, moments = published_at + min(_SLACK, datetime.max.replace(tzinfo=published_at.tzinfo) - published_at), []
    for clock in clocks if newest_first else reversed(clocks):
        moment = datetime.combine(latest.date(), clock, published_at.tzinfo)
        if moment > latest:
            if moment - datetime.min.replace(tzinfo=published_at.tzinfo) < _DAY:
                return [None] * len(clocks)
            moment -= _DAY
        moments.append(moment)
        latest = moment
    return list(moments if newest_first else reversed(moments))


def _spread(
    sentences: Sequence[Sentence], opened: Sequence[tuple[int, re.Match[str]]], moments: Sequence[datetime | None]
) -> Iterator[tuple[int, Entry]]:
    ends = [*(place for place, _ in opened[1:]), len(sentences)]
    for (place, match), moment, end in zip(opened, moments, ends, strict=True):
        yield place, Entry(prefix=match.end(), told_at=moment)
        for other in range(place + 1, end):
            yield other, Entry(prefix=0, told_at=moment)
