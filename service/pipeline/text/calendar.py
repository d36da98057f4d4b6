"""The calendar in English: months and days of the week, as names and as patterns."""

from __future__ import annotations

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
CALENDAR_NAMES = frozenset((*WEEKDAYS, *MONTHS))
GIVEN_NAMES = frozenset({"april", "may", "june", "august"})
"""Months that are names of persons, too: "June Carter", "Theresa May"."""
DATING = frozenset(
    """
    in since until till during last this next past early late mid through throughout before after between to every each
    """.split()  # noqa: SIM905
)
"""Words behind which such a word is a month, whatever follows: "in June Smith left", not "the letter of June Smith"."""
SHORT_MONTHS = frozenset({"jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec"})

MONTH = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
"""Alternatives: a month as sentences, datelines and stamps name it."""
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
ZONE = r"(?:[A-Z]{1,3}[SD]T|[CEMPW]E?T|[CEW]AT|(?:GM|HK|PK|SG)T|UTC|MSK)"
"""Abbreviations of time zones in capitals, as of the tz database: "EST", "CEST", "AEDT", "ET", "HKT"."""
