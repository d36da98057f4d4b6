"""A quantity, and two in a row that belong together: the ends of a range, what changed into what, two units of one."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from service.pipeline.claims.bounds import Bound
from service.pipeline.claims.units import convert

ORDINAL = "ordinal"
IDENTIFIER = "#"
"""Unit of a number that names something: "Flight 8501", "lane 2"."""
AGE = frozenset({"age"})
"""What the years of a person count."""

_WIDEST_RANGE = 100
"""How many times the lower end the upper one may be; beyond, as in "14-7505", it is no range."""
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
DASHES = frozenset("-–—‑")


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


def is_range(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether two numbers of `text` are the ends of one range: "10 to 15 percent", "between 10 and 15"."""
    between = text[first.end : second.start].strip().lower()
    joined = not is_change(first, second, text) and (
        between in DASHES
        or between in {"to", "or"}
        or (between == "and" and "between" in text[max(0, first.start - 9) : first.start].lower())
    )
    wide = second.high > _WIDEST_RANGE * first.low
    return joined and not wide and first.unit in {"", second.unit} and first.low < second.high


def is_change(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether the first number is what the second one came from: "rose from 8 to 10 percent", not "ranges from"."""
    if text[first.end : second.start].strip().lower() != "to" or first.unit not in {"", second.unit}:
        return False
    before = text[max(0, first.start - _BEFORE_CHANGE) : first.start].lower()
    return _FROM.search(before) is not None and _SPANNING.search(before) is None


def replaces(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether two numbers are a value and what it was, or is not, one of which has no unit of its own."""
    bare = [one for one in (first, second) if not one.unit]
    if len(bare) != 1 or bare[0].counted:
        return False
    between = text[first.end : second.start]
    former = _FROM_FORMER.fullmatch(between)
    before = text[max(0, first.start - _BEFORE_CHANGE) : first.start]
    turned = former is not None and bool(former["turned"] or _REACHED.search(before))
    return turned or _IN_PLACE_OF.fullmatch(between) is not None


def find_rest(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    """Both as one where the second tells what is over in a smaller unit: "two hours and ten minutes"."""
    between = text[first.end : second.start].replace(",", " ").split()
    factor = convert(1.0, first.unit, second.unit) if first.unit != second.unit and between in ([], ["and"]) else None
    exact = first.low == first.high and second.low == second.high
    if factor is None or not math.isclose(factor, round(factor)) or not exact or not 0 <= second.high < factor:
        return None
    whole = first.low * round(factor) + second.low
    return replace(second, start=first.start, low=whole, high=whole, bound=first.bound)


def join(first: Quantity, second: Quantity) -> Quantity:
    """The range of its two ends."""
    return replace(second, start=first.start, low=first.low, bound=first.bound, step=min(first.step, second.step))
