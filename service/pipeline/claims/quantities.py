"""Quantities of a sentence: how many, of what."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service.pipeline.claims.bounds import Bound, read_bound
from service.pipeline.claims.numerals import Numeral, find_numerals
from service.pipeline.claims.units import CURRENCY_PREFIXES, CURRENCY_SIGNS, PERCENT, POINT, convert, read_unit
from service.pipeline.text.tokens import Token

ORDINAL = "ordinal"
IDENTIFIER = "#"
"""Unit of a number that names something: "Flight 8501", "lane 2"."""
AGE = frozenset({"age"})
"""What the years of a person count."""

_COUNTED_WORDS = 4
_NUMBERED = frozenset(
    """
    flight route lane group room gate highway interstate section article chapter page no number apartment phase level
    """.split()  # noqa: SIM905
)
"""Words whose number names one of several."""
_WIDEST_RANGE = 100
"""How many times the lower end the upper one may be; beyond, as in "14-7505", it is no range."""
_MAX_AGE = 120
_FROM = re.compile(r"\bfrom (?:(?:about|around|just|nearly|almost) )?$")
_SPANNING = re.compile(r"\b(?:rang(?:es?|ed|ing)|span(?:s|ned|ning)?|runs?|running|anywhere|ages?|aged)\b")
"""Words in front of the "from" of a range."""
_BEFORE_CHANGE = 32
"""Characters in front of a number among which these stand."""
_FROM_FORMER = re.compile(
    r"(?P<turned>,? (?:up|down))? from (?:(?:an?|the|its|their|his|her) (?:[\w-]+ ){1,3}of )?(?:about |around |just )?"
)
"""What stands between a value and what it was: "2.9 per cent, up from its first estimate of 2.6"."""
_IN_PLACE_OF = re.compile(r"(?: each)?,? (?:rather than|instead of|and not|not) (?:the )?")
_REACHED = re.compile(r"\b(?:to|at) $")
_DASHES = frozenset("-–—‑")
_HALF_OF_ONE = frozenset({"a", "an", "of"})
"""Words between "half" and the unit that it is half of: "half a percentage point", "a quarter of a point"."""
_ONE = frozenset({"a", "an", "one"})
_STOPPED = re.compile(r"(?<!\bat )(?<![\d:])\b(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?![:\d])")
_MINUS = frozenset({"-", "−", "–"})
_NO_COUNT = frozenset({"no", "any", "this", "that", "which", "the", "each", "every", "another", "only"})
"""In front of "one", they make it stand for a thing, not for a number."""
_CUTS = frozenset({"/", "s", ":", "'"})
"""What, touching a number, makes it a part of something else: "9/11", "the 1980s"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number with what it counts; the span holds its currency or unit too.

    low, high: in `unit`; equal unless a range or a vague word. step: what its last figure that counts is worth.
    unit: one of `units`, an ISO 4217 currency, "%", ORDINAL, IDENTIFIER, or "" for things counted.
    counted: stems of the words that it counts ("people"), or that it names (IDENTIFIER), or {"age"}.
    """

    start: int
    end: int
    low: float
    high: float
    step: float
    unit: str
    counted: frozenset[str]
    bound: Bound


def count_none(start: int, end: int, counted: str) -> Quantity:
    """None of what is counted, as a number: "no arrests" are zero of them. counted: a stem."""
    return Quantity(
        start=start,
        end=end,
        low=0.0,
        high=0.0,
        step=1.0,
        unit="",
        counted=frozenset({counted}),
        bound=Bound.EXACT,
    )


def find_quantities(tokens: Sequence[Token], text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in order; `tokens` are those of it that are no part of a date. Cost: linear."""
    quantities: list[Quantity] = []
    for numeral in find_numerals(tokens, language):
        if not _counts(tokens, numeral):
            continue
        quantity = _read(tokens, numeral, text)
        if quantities and _is_range(quantities[-1], quantity, text):
            quantity = _join(quantities.pop(), quantity)
        elif quantities and (rest := _find_rest(quantities[-1], quantity, text)):
            quantity = rest
            quantities.pop()
        elif quantities and _is_change(quantities[-1], quantity, text):
            quantities[-1] = replace(quantities[-1], unit=quantity.unit)
        for place in [k for k, one in enumerate(quantities) if one.unit != ORDINAL][-1:]:
            if _replaces(quantities[place], quantity, text):
                unit = quantities[place].unit or quantity.unit
                quantities[place], quantity = (replace(one, unit=unit) for one in (quantities[place], quantity))
        quantities.append(quantity)
    return tuple(sorted((*quantities, *_find_stopped_times(text)), key=lambda quantity: quantity.start))


def _find_stopped_times(text: str) -> Iterator[Quantity]:
    """Times of races and the like, "2:07:41", in seconds."""
    for match in _STOPPED.finditer(text):
        seconds = int(match["hours"]) * 3600.0 + int(match["minutes"]) * 60.0 + int(match["seconds"])
        yield Quantity(
            start=match.start(),
            end=match.end(),
            low=seconds,
            high=seconds,
            step=1.0,
            unit="second",
            counted=frozenset(),
            bound=Bound.EXACT,
        )


def _counts(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether the number says how many; "one of them", "9/11" and "the 1980s" do not."""
    before = tokens[numeral.first - 1] if numeral.first else None
    after = tokens[numeral.last] if numeral.last < len(tokens) else None
    if numeral.figures:
        touching = before is not None and before.end == tokens[numeral.first].start
        cut_before = before is not None and touching and (before.word or before.text in _CUTS | {"#"})
        cut_after = after is not None and after.start == tokens[numeral.last - 1].end and after.lower in _CUTS
        return not (cut_before or cut_after)
    if numeral.low != 1 or numeral.share:
        return True
    if before and before.lower in _NO_COUNT:
        return False
    befell = before is not None and before.lower.endswith(("ing", "ed")) and before.content
    following = after is not None and after.content and not after.capitalized
    return following or (befell and (after is None or after.lower in {"and", ",", "."}))


def _read(tokens: Sequence[Token], numeral: Numeral, text: str) -> Quantity:
    first, last = numeral.first, numeral.last
    unit, first = _currency_before(tokens, first)
    scale = 1.0
    if not unit:
        place = last + (last < len(tokens) and tokens[last].text in _DASHES)
        unit, taken = read_unit([token.lower for token in tokens[place : place + 3]])
        last = place + taken if taken else last
    if not unit and numeral.figures and _is_in_meters(tokens, last):
        unit, last = "meter", last + 1
    if numeral.share and not unit:
        unit, last = _read_whole(tokens, last)
    if numeral.share and not unit and (more := _read_more(tokens, numeral)):
        unit, first, numeral = more
    if numeral.share and not unit:
        unit, scale = PERCENT, 100.0
    if unit and not numeral.share and _is_negative(tokens, first):
        scale, first = -scale, first - 1
    if numeral.ordinal:
        unit = ORDINAL
    counted = read_counted(tokens, last)
    if unit == "year" and last < len(tokens) and _is_old(tokens, last):
        counted = AGE
    if not unit and not numeral.ordinal:
        unit, counted = _identify(tokens, first, last, numeral) or (unit, counted)
    return Quantity(
        start=tokens[first].start,
        end=tokens[last - 1].end,
        low=numeral.low * scale,
        high=numeral.high * scale,
        step=numeral.step * abs(scale),
        unit=unit,
        counted=counted,
        bound=read_bound(text, tokens[first].start, tokens[last - 1].end),
    )


def _is_in_meters(tokens: Sequence[Token], last: int) -> bool:
    """Whether an "m" that scales nothing touches a number: "the 100m final"."""
    return last < len(tokens) and tokens[last].text == "m" and tokens[last].start == tokens[last - 1].end


def _read_whole(tokens: Sequence[Token], last: int) -> tuple[str, int]:
    """The unit that something is a share of, and where it ends: "half a mile", "a quarter of a percentage point"."""
    place = last
    while place < len(tokens) and (tokens[place].lower in _HALF_OF_ONE or tokens[place].text in _DASHES):
        place += 1
    words = [token.lower for token in tokens[place : place + 3]]
    if words[:1] in (["point"], ["points"]):
        return POINT, place + 1
    unit, taken = read_unit(words)
    return (unit, place + taken) if taken and (place > last or unit == POINT) else ("", last)


def _read_more(tokens: Sequence[Token], numeral: Numeral) -> tuple[str, int, Numeral] | None:
    """What a share is added to where the unit stands between: "an hour and a half"."""
    first = numeral.first - (numeral.first > 0 and tokens[numeral.first - 1].lower in _ONE)
    if first < 3 or tokens[first - 1].lower != "and" or tokens[first - 3].lower not in _ONE:  # noqa: PLR2004
        return None
    unit, taken = read_unit([tokens[first - 2].lower])
    more = 1 + numeral.low
    return (unit, first - 3, replace(numeral, low=more, high=more, share=False)) if taken else None


def _is_negative(tokens: Sequence[Token], first: int) -> bool:
    """Whether a minus stands in front: the word, or a sign that touches the number and nothing else."""
    if not first:
        return False
    sign = tokens[first - 1]
    free = first == 1 or tokens[first - 2].end < sign.start
    return sign.lower == "minus" or (sign.text in _MINUS and free and sign.end == tokens[first].start)


def _currency_before(tokens: Sequence[Token], first: int) -> tuple[str, int]:
    sign = CURRENCY_SIGNS.get(tokens[first - 1].text) if first else None
    if not sign:
        return "", first
    before = tokens[first - 2] if first > 1 and tokens[first - 2].end == tokens[first - 1].start else None
    letters = before.lower.replace(".", "") if before and sign == "USD" else ""
    return (CURRENCY_PREFIXES[letters], first - 2) if letters in CURRENCY_PREFIXES else (sign, first - 1)


def _is_old(tokens: Sequence[Token], last: int) -> bool:
    following = [token.lower for token in tokens[last : last + 2] if token.text not in _DASHES]
    return bool(following) and following[0] in {"old", "olds"}


def read_counted(tokens: Sequence[Token], last: int) -> frozenset[str]:
    """Stems of the words behind the number, up to the first that is neither a word of content nor a hyphen."""
    stems: list[str] = []
    place = last + (last < len(tokens) and tokens[last].lower in {"of", "other", "more", "-"})
    place += place < len(tokens) and tokens[place].lower in {"the", "its", "his", "her", "their"}
    for token in tokens[place : place + _COUNTED_WORDS]:
        if token.content or token.lower == "others":
            stems.append(token.stem)
        elif token.text not in _DASHES:
            break
    return frozenset(stems)


def _identify(tokens: Sequence[Token], first: int, last: int, numeral: Numeral) -> tuple[str, frozenset[str]] | None:
    """What a number without a unit is if not a count: an age ("Smith, 68,"), or a name ("Flight 8501")."""
    before = tokens[first - 1] if first else None
    after = tokens[last].text if last < len(tokens) else "."
    if before is None:
        return None
    apposed = before.text == "," and after in {",", ")", "."} and first > 1 and tokens[first - 2].capitalized
    if (apposed or before.lower == "aged") and numeral.low < _MAX_AGE:
        return "year", AGE
    bare = numeral.figures and not read_counted(tokens, last)
    if before.lower in _NUMBERED or (bare and before.capitalized and before.content and first > 1):
        return IDENTIFIER, frozenset({before.stem})
    return None


def _is_range(first: Quantity, second: Quantity, text: str) -> bool:
    between = text[first.end : second.start].strip().lower()
    joined = not _is_change(first, second, text) and (
        between in _DASHES
        or between in {"to", "or"}
        or (between == "and" and "between" in text[max(0, first.start - 9) : first.start].lower())
    )
    wide = second.high > _WIDEST_RANGE * first.low
    return joined and not wide and first.unit in {"", second.unit} and first.low < second.high


def _is_change(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether the first number is what the second one came from: "rose from 8 to 10 percent", not "ranges from"."""
    if text[first.end : second.start].strip().lower() != "to" or first.unit not in {"", second.unit}:
        return False
    before = text[max(0, first.start - _BEFORE_CHANGE) : first.start].lower()
    return _FROM.search(before) is not None and _SPANNING.search(before) is None


def _replaces(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether two numbers are a value and what it was, or is not, one of which has no unit of its own."""
    bare = [one for one in (first, second) if not one.unit]
    if len(bare) != 1 or bare[0].counted:
        return False
    between = text[first.end : second.start]
    former = _FROM_FORMER.fullmatch(between)
    turned = former is not None and bool(former["turned"] or _REACHED.search(text[: first.start][-_BEFORE_CHANGE:]))
    return turned or _IN_PLACE_OF.fullmatch(between) is not None


def _find_rest(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    """Both as one where the second tells what is over in a smaller unit: "two hours and ten minutes"."""
    between = text[first.end : second.start].replace(",", " ").split()
    factor = convert(1.0, first.unit, second.unit) if first.unit != second.unit and between in ([], ["and"]) else None
    exact = first.low == first.high and second.low == second.high
    if factor is None or not math.isclose(factor, round(factor)) or not exact or not 0 <= second.high < factor:
        return None
    whole = first.low * round(factor) + second.low
    return replace(second, start=first.start, low=whole, high=whole, bound=first.bound)


def _join(first: Quantity, second: Quantity) -> Quantity:
    return replace(second, start=first.start, low=first.low, bound=first.bound, step=min(first.step, second.step))
