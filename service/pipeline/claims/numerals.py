"""Numbers of a sentence, in figures and in words, before anything is known of what they count."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from text_to_num import find_numbers

from service.pipeline.claims.units import CURRENCY_SIGNS, CURRENCY_WORDS, read_unit
from service.pipeline.text.tokens import Token

_LANGUAGES_WITH_NUMBER_WORDS = frozenset({"de", "en", "es", "fr", "it", "nl", "pt"})
"""Those that text2num reads."""
_DECIMAL_COMMA = frozenset({"ca", "da", "de", "es", "fr", "it", "nl", "no", "pl", "pt", "ru", "sv", "tr", "uk"})
SCALES = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9,
    "tn": 1e12, "trillion": 1e12, "hundred": 1e2, "dozen": 12.0, "crore": 1e7, "lakh": 1e5,
    "tausend": 1e3, "mille": 1e3, "mil": 1e3, "mio": 1e6, "millionen": 1e6, "millones": 1e6, "milioni": 1e6,
    "milhões": 1e6, "miljoen": 1e6, "miljoner": 1e6, "millioner": 1e6, "mrd": 1e9, "md": 1e9,
    "milliarden": 1e9, "milliard": 1e9,
    "milliards": 1e9, "miliardi": 1e9, "miljard": 1e9, "miljarder": 1e9, "milliarder": 1e9, "bilhões": 1e9,
}  # fmt: skip
"""Words behind a number, and how many of it they make."""
_LETTER_SCALES = frozenset({"k", "m", "b"})
"""They scale a number only where they touch it ("$5m"); apart they are other words."""
_VAGUE = {
    "couple": (2.0, 2.0), "dozen": (12.0, 12.0), "dozens": (24.0, 99.0), "scores": (40.0, 199.0),
    "hundreds": (200.0, 999.0), "thousands": (2e3, 99_999.0), "millions": (2e6, 999e6), "billions": (2e9, 999e9),
}  # fmt: skip
"""What such words span; the bounds are where another word would be used."""
_SHARES = {
    "half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fifth": 0.2, "fifths": 0.2,
    "tenth": 0.1, "tenths": 0.1,
}  # fmt: skip
_NO_NUMBERS = (["second"], ["o"], ["oh"])
"""Words that text2num takes for numbers and articles seldom do."""
_ONE = frozenset({"a", "an", "one"})
_TO_SCALE = frozenset({"-", "of", "a"})
"""Words between a share and what it is of: "half a million", "a quarter of a million"."""
_OF_EVERY = frozenset({"in", "of", "out", "every"})
"""Words between the two numbers of "one in seven" and "nine out of every ten"."""
_MAX_WHOLE = 1000
"""The largest number that such a share is told by."""
_LEAST_SCALE = 100
"""A half is added to smaller numbers alone."""
_GROUP = 3
"""Figures of a group of thousands."""
_ROUND = "000"
"""Figures that are no decimals: who writes "45.000 euros" means thousands, in whatever language."""
_IN_RANGE = frozenset({"m", "-", "–", "to", "and", "or"})
_RANGE_TOKENS = 4
"""What may stand between a currency and the last number that is told in it: "$5m to 10m"."""
_ATTRIBUTES = frozenset({"the", "s"})
"""In front of a length that tells one thing from others: "the 100m hurdles", "the women's 100m heats"."""
_PLURALS = ("s", "people", "men", "women", "children")
_ORDINAL_ENDING = re.compile(r"st|nd|rd|th", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’]\d{3})+|\d{1,2}(?:,\d{2}){1,4},\d{3}")
"""Thousands set apart as in most countries, or lakhs and crores as in India."""
_APOSTROPHES = re.compile(r"['’]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeral:
    """A number, tokens `first` to `last` (exclusive).

    low, high: equal unless it is vague ("dozens"). step: what its last figure that counts is worth: 1,000 in 973,000.
    ordinal: "43rd". share: a part of a whole ("half", "two-thirds"), as a fraction. figures: written in figures.
    """

    first: int
    last: int
    low: float
    high: float
    step: float
    ordinal: bool = False
    share: bool = False
    figures: bool = False


class _Word:
    """A token as text2num takes it; what is written in figures or is a sign cuts a number in words."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def text(self) -> str:
        return self._token.text

    def nt_separated(self, _previous: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return not (self._token.word or self._token.text == "-")


def find_numerals(tokens: Sequence[Token], language: str) -> tuple[Numeral, ...]:
    """The numbers of a sentence in order, none overlapping another. Cost: linear."""
    found = {numeral.first: numeral for numeral in _read_words(tokens, language)}
    found |= {i: _read_figures(tokens, i, language) for i, token in enumerate(tokens) if token.text[0].isdecimal()}
    numerals: list[Numeral] = []
    place = 0
    while place < len(tokens):
        numeral = _read_share(tokens, place) or found.get(place) or _read_vague(tokens, place)
        if numeral is None:
            place += 1
            continue
        numeral = _scale(tokens, numeral)
        if numerals and _is_share(tokens, numerals[-1], numeral):
            part = numerals.pop()
            share = part.low / numeral.low
            numeral = replace(numeral, first=part.first, low=share, high=share, step=0.01, share=True)
        if numerals and _is_part_more(tokens, numerals[-1], numeral):
            numeral = _add_part(numerals.pop(), numeral)
        numerals.append(numeral)
        place = max(numeral.last, place + 1)
    return tuple(numerals)


def _read_words(tokens: Sequence[Token], language: str) -> Iterator[Numeral]:
    if language not in _LANGUAGES_WITH_NUMBER_WORDS:
        return
    for number in find_numbers([_Word(token) for token in tokens], language, 0.0):
        words = [token.lower for token in tokens[number.start : number.end]]
        in_plural = language == "en" and len(words) == 1 and words[0].endswith("s")  # "the ones", "in his sixties"
        if in_plural or words in _NO_NUMBERS or words[-1] in _SHARES or words[0] in _VAGUE:
            continue
        value = float(number.value)
        yield Numeral(
            first=number.start,
            last=number.end,
            low=value,
            high=value,
            step=_step_of(value),
            ordinal=bool(number.is_ordinal),
        )


def _read_figures(tokens: Sequence[Token], place: int, language: str) -> Numeral:
    value, decimals = _read_digits(tokens[place].text, "," if language in _DECIMAL_COMMA else ".")
    last = place + 1
    while _is_group_behind(tokens, place, last):  # "12 500"
        value, last = value * 1000 + int(tokens[last].text), last + 1
    following = tokens[last].text if last < len(tokens) and _touches(tokens, last - 1) else ""
    ordinal = bool(_ORDINAL_ENDING.fullmatch(following))
    return Numeral(
        first=place,
        last=last + ordinal,
        low=value,
        high=value,
        step=10.0**-decimals if decimals else _step_of(value),
        ordinal=ordinal,
        figures=True,
    )


def _read_digits(text: str, decimal: str) -> tuple[float, int]:
    """The value of figures with separators, and how many of them are decimals."""
    thousands = "." if decimal == "," else ","
    text = _APOSTROPHES.sub("", text)
    if {".", ","} <= set(text):
        thousands, decimal = sorted(".,", key=text.rfind)
    elif _GROUPED.fullmatch(text) and (thousands in text or text.count(decimal) > 1 or _is_round(text)):
        return float(text.replace(thousands, "").replace(decimal, "")), 0
    elif text.count(thousands) == 1:  # "1,50" holds no thousands
        thousands, decimal = decimal, thousands
    whole, _, fraction = text.replace(thousands, "").partition(decimal)
    if not fraction.isdecimal():  # as in "2.11.2024", which is no number
        return float(whole), 0
    return float(f"{whole}.{fraction}"), len(fraction)


def _is_round(text: str) -> bool:
    return text.endswith(_ROUND) and text[0] != "0"


def _read_vague(tokens: Sequence[Token], place: int) -> Numeral | None:
    word = tokens[place].lower
    following = tokens[place + 1].lower if place + 1 < len(tokens) else ""
    if word in _VAGUE:
        low, high = _VAGUE[word]
        multiple = _VAGUE.get(tokens[place + 2].lower) if place + 2 < len(tokens) and following == "of" else None
        if multiple:
            return Numeral(
                first=place, last=place + 3, low=low * multiple[0] / 2, high=high * multiple[0] / 2, step=1.0
            )
        return Numeral(first=place, last=place + 1, low=low, high=high, step=1.0)
    if word == "half":
        return Numeral(first=place, last=place + 1, low=_SHARES[word], high=_SHARES[word], step=0.01, share=True)
    return None


def _read_share(tokens: Sequence[Token], place: int) -> Numeral | None:
    """A share with its article ("a third of", "a quarter point", "and a quarter"); quarters are something else, too."""
    words = [token.lower for token in tokens[place : place + 4] if token.text != "-"]
    if len(words) < 2 or words[0] not in _ONE or words[1] not in _SHARES or words[1].endswith("s"):  # noqa: PLR2004
        return None
    added = place > 1 and tokens[place - 1].lower == "and" and tokens[place - 2].text[0].isalnum()
    if words[1] == "half" or not (added or words[2:3] in (["of"], ["point"], ["percentage"])):
        return None
    share = _SHARES[words[1]]
    last = next(k for k in range(place + 1, len(tokens)) if tokens[k].text != "-") + 1
    return Numeral(first=place, last=last, low=share, high=share, step=0.01, share=True)


def _is_group_behind(tokens: Sequence[Token], place: int, last: int) -> bool:
    """Whether three figures more stand apart by one blank: no number has a blank and three figures behind it else."""
    opening = tokens[place].text
    return (
        last < len(tokens)
        and len(opening) <= _GROUP
        and opening.isdecimal()
        and not opening.startswith("0")
        and len(tokens[last].text) == _GROUP
        and tokens[last].text.isdecimal()
        and tokens[last].start == tokens[last - 1].end + 1
    )


def _scale(tokens: Sequence[Token], numeral: Numeral) -> Numeral:
    """The numeral with the scale behind it: "2.5" and "million", "half" and "a million", "two" and "thirds"."""
    place = numeral.last
    while numeral.share and place + 1 < len(tokens) and tokens[place].lower in _TO_SCALE:
        place += 1
    if place < len(tokens) and tokens[place].text == "-":
        place += 1
    if place >= len(tokens):
        return numeral
    word = tokens[place].lower
    if word in _SHARES and word.endswith("s") and not numeral.ordinal:
        share = numeral.low * _SHARES[word]
        return Numeral(first=numeral.first, last=place + 1, low=share, high=share, step=0.01, share=True)
    factor = SCALES.get(word)
    if factor is None or numeral.ordinal or (word in _LETTER_SCALES and not _touches(tokens, place - 1)):
        return numeral
    if tokens[place].text == "m" and not _means_millions(tokens, numeral.first, place + 1):
        return numeral
    return Numeral(
        first=numeral.first,
        last=place + 1,
        low=numeral.low * factor,
        high=numeral.high * factor,
        step=factor * (min(numeral.step, 1.0) if numeral.figures else min(numeral.step, 0.1)),
        figures=numeral.figures,
    )


def _means_millions(tokens: Sequence[Token], first: int, behind: int) -> bool:
    """Whether an "m" is of money or of what is counted ("$5m", "5m euros", "5m voters"), not of a length ("100m away").

    first: of the number. behind: the place behind the letter.
    """
    before = first - 1
    while before >= max(0, first - _RANGE_TOKENS) and (
        tokens[before].text[0].isdecimal() or tokens[before].lower in _IN_RANGE
    ):
        before -= 1
    priced = before >= 0 and (tokens[before].text in CURRENCY_SIGNS or tokens[before].lower in CURRENCY_WORDS)
    following = [token.lower for token in tokens[behind : behind + 3]]
    counted = behind < len(tokens) and tokens[behind].content and following[0].endswith(_PLURALS)
    named = first > 0 and tokens[first - 1].lower in _ATTRIBUTES
    return priced or bool(read_unit(following)[1]) or (counted and not named)


def _is_share(tokens: Sequence[Token], part: Numeral, whole: Numeral) -> bool:
    """Whether two numbers say a share: "one in seven", "nine out of every ten", not "three in 2014", "in 12 hours"."""
    between = [token.lower for token in tokens[part.last : whole.first]]
    measured = between == ["in"] and read_unit([token.lower for token in tokens[whole.last : whole.last + 3]])[1]
    if part.ordinal or measured:
        return False
    return bool(between) and set(between) <= _OF_EVERY and between != ["of"] and part.low < whole.low <= _MAX_WHOLE


def _is_part_more(tokens: Sequence[Token], whole: Numeral, part: Numeral) -> bool:
    """Whether a part is added to the number in front of it: "one and a half million", "two and three quarters"."""
    between = [token.lower for token in tokens[whole.last : part.first]]
    small = whole.low == whole.high < _LEAST_SCALE and not whole.share
    half = between == ["and", "a"] and tokens[part.first].lower == "half"
    return small and (half or (between == ["and"] and part.share and part.low < 1))


def _add_part(whole: Numeral, part: Numeral) -> Numeral:
    """Both together; what scales the part scales the whole: "one and a half million"."""
    factor = 1.0 if part.share else part.low / _SHARES["half"]
    value = whole.low * factor + part.low
    return replace(part, first=whole.first, low=value, high=value, step=min(1.0, factor / 10), share=False)


def _touches(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].end == tokens[place + 1].start


def _step_of(value: float) -> float:
    """What the last figure of a whole number that is not zero is worth: 1,000 for 973,000, 1 for 20 and below 100."""
    step = 1.0
    while value >= 100 and value % (step * 10) == 0 and step * 10 <= value:  # noqa: PLR2004
        step *= 10
    return step
