"""What stands in front of a sentence and is none of it: labels, date stamps, datelines."""

from __future__ import annotations

import re
from functools import partial

from service.domain import BoilerplateKind
from service.pipeline.text.calendar import MONTH, WEEKDAY
from service.pipeline.text.newsroom import AGENCY

_LETTER, _MIN_LETTERS = re.compile(r"[^\W\d_]"), 2
_MONTH = rf"(?:{MONTH})"
TIME = r"\d{1,2}(?::\d{2})?(?:\s*+(?:[ap]\.?m\.?|[AP]M))?(?:\s*+(?:\(?[ECMP][SD]?T\)?|GMT|UTC|BST))?"
_YEAR = r"(?:,?\s++\d{4})?"
DAY = (
    rf"(?:{_MONTH}\s++\d{{1,2}}(?:st|nd|rd|th)?{_YEAR}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s++{_MONTH}{_YEAR})"
)
ISO_DAY = r"\d{4}[-/]\d{2}[-/]\d{2}"
DATE = rf"(?:{WEEKDAY},?\s++)?(?:{DAY}|{ISO_DAY})(?:,?\s++(?:at\s++)?{TIME})?"
_CITY = r"[A-Z][A-Z.'’\-]+(?:[ ][A-Z][A-Z.'’\-]+){0,3}"
_PLACE = rf"{_CITY}(?:,\s++(?:[A-Z][\w.'’\-]*)(?:\s[A-Z][\w.'’\-]*){{0,2}})?"
_DASH = r"(?:--|[—–―:-])"

_DATED_PLACE = rf"{_PLACE}(?:,?\s++{_MONTH}\.?\s++\d{{1,2}})?"
_AGENCY_DATELINE = re.compile(
    rf"^(?!FILE\b)(?:{_DATED_PLACE}\s*+\([^()]{{2,40}}\)\s*+(?:—|–|--|―|(?<=\s)-\s|_\s)\s*+"
    rf"|(?:[A-Z][\w.'’\-]+(?:,?\s[A-Z][\w.'’\-]+){{0,4}})?(?:,?\s++{_MONTH}\.?\s++\d{{1,2}})?\s*+"
    rf"\({AGENCY}[^)]{{0,40}}\)\s*+{_DASH}{{1,9}}\s*+"
    rf"|\({AGENCY}\)\s*+{_DASH}{{0,9}}\s*+)(?=[\"“'‘A-Z0-9])"
)
_PLACE_DATELINE = re.compile(
    rf"^(?!FILE\b)(?P<place>{_DATED_PLACE})(?P<mark>\s++[–-]\s++|\s*+(?:—|--|―)\s*+|\s*+_\s++)(?=[\"“'‘A-Z0-9])"
)
_LONE_WORD = re.compile(r"[A-Z.]+")
_MOST_ACRONYM_LETTERS = 4
"""A single name in capitals that is so short may be no place: "UN", "NATO"."""
_LABEL = re.compile(
    r"^(?:(?:BREAKING|UPDATE(?: \d+)?|EXCLUSIVE|WATCH|VIDEO|CORRECTED|RPT)(?: NEWS)?(?::| ?[-–—]| )|CLOSE "
    r"|(?:Updated?|Breaking|Developing)(?: \d| news)?:)\s*+"
    r"(?=[“\"A-Z])"
)
_DATE_STAMP = re.compile(
    rf"^(?:(?:Updated|Published|Posted|Last updated|First published|Modified)(?:\s++(?:at|on))?:?\s++)?"
    rf"(?:{TIME},?\s++)?(?:date\s++)?(?:{WEEKDAY},\s++{DAY}|{_MONTH}\s++\d{{1,2}},\s++\d{{4}}|{ISO_DAY})"
    rf"(?:,?\s++(?:at\s++)?{TIME})?\s*+(?:{_DASH}\s*+)?(?=[\"“'‘A-Z])"
)


def name_prefix(text: str, *, first: bool) -> BoilerplateKind:
    """What is in front of a sentence; first: whether it opens its paragraph."""
    if _LABEL.match(text):
        return BoilerplateKind.HEADING
    return BoilerplateKind.DATELINE if _match_dateline(text, first=first) else BoilerplateKind.DATE


def content_start(text: str, *, first: bool) -> int:
    """Characters of `text` before its sentence proper; first: whether it opens its paragraph."""
    start = 0
    for match_prefix in (_LABEL.match, _DATE_STAMP.match, partial(_match_dateline, first=first), _DATE_STAMP.match):
        if match := match_prefix(text[start:]):
            start += match.end()
    return start if len(text) - start >= _MIN_LETTERS else 0


def _match_dateline(text: str, *, first: bool) -> re.Match[str] | None:
    """A dateline; without an agency only in the first sentence of a paragraph, and not where it may be a subject.

    An acronym is one in front of a number, where its dash joins it to a word, and where a second dash closes what
    is put in behind it; with a third one, two are of a parenthesis and the first of a dateline.
    """
    if match := _AGENCY_DATELINE.match(text):
        return match
    match = _PLACE_DATELINE.match(text) if first else None
    if match is None or not _is_acronym(match["place"]):
        return match
    rest, mark = text[match.end() :], match["mark"]
    spaced = mark[0].isspace() and mark[-1].isspace()
    return match if spaced and rest.count(mark) % 2 == 0 and not rest[0].isdigit() else None


def _is_acronym(place: str) -> bool:
    return _LONE_WORD.fullmatch(place) is not None and len(_LETTER.findall(place)) <= _MOST_ACRONYM_LETTERS
