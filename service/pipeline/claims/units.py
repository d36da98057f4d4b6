"""Units of measure and currencies as articles write them; conversion by pint."""

from __future__ import annotations

from functools import cache

import pint

from service.pipeline.text.recall import remembered

CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₽": "RUB", "₪": "ILS", "₩": "KRW"}
CURRENCY_PREFIXES = {"us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "hk": "HKD"}
"""Letters in front of a dollar sign ("A$5"), which say whose dollars they are."""
CURRENCY_WORDS = {
    "dollar": "USD", "dollars": "USD", "usd": "USD", "euro": "EUR", "euros": "EUR", "eur": "EUR", "gbp": "GBP",
    "yen": "JPY", "yuan": "CNY", "rupee": "INR", "rupees": "INR", "ruble": "RUB", "rubles": "RUB", "roubles": "RUB",
    "hryvnia": "UAH", "hryvnias": "UAH", "franc": "CHF", "francs": "CHF", "peso": "MXN", "pesos": "MXN",
    "cent": "US cent", "cents": "US cent",
}  # fmt: skip
"""A dollar is taken for an American one, a peso for a Mexican one, where nothing says otherwise."""
CURRENCIES = frozenset({*CURRENCY_SIGNS.values(), *CURRENCY_PREFIXES.values(), *CURRENCY_WORDS.values()})

PERCENT, POINT, BASIS_POINT = "%", "percentage point", "basis point"
_SHARE_WORDS = {
    "%": PERCENT, "percent": PERCENT, "pct": PERCENT, "pc": PERCENT, "per cent": PERCENT, "prozent": PERCENT,
    "por ciento": PERCENT, "pour cent": PERCENT, "per cento": PERCENT, "por cento": PERCENT, "procent": PERCENT,
    "percentage point": POINT, "percentage points": POINT, "pp": POINT, "ppt": POINT, "ppts": POINT, "% point": POINT,
    "% points": POINT, "basis point": BASIS_POINT, "basis points": BASIS_POINT, "bp": BASIS_POINT, "bps": BASIS_POINT,
}  # fmt: skip
"""A share that rises from 4 to 5 percent rises by a point, which is a hundred basis points, and by 25 percent."""

_UNITS = {
    "mile": "mile miles mi", "kilometer": "kilometer kilometers kilometre kilometres km kms",
    "meter": "meter meters metre metres", "centimeter": "centimeter centimeters centimetre centimetres cm",
    "millimeter": "millimeter millimeters mm", "foot": "foot feet ft", "inch": "inch inches", "yard": "yard yards",
    "nautical_mile": "nautical-mile", "acre": "acre acres", "hectare": "hectare hectares",
    "pound": "pound pounds lb lbs", "ounce": "ounce ounces oz", "kilogram": "kilogram kilograms kilo kilos kg",
    "gram": "gram grams", "metric_ton": "tonne tonnes", "short_ton": "ton tons",
    "liter": "liter liters litre litres", "gallon": "gallon gallons", "barrel": "barrel barrels",
    "second": "second seconds", "minute": "minute minutes", "hour": "hour hours", "day": "day days",
    "week": "week weeks", "month": "month months", "year": "year years", "decade": "decade decades",
    "mile/hour": "mph", "kilometer/hour": "kph kmh",
    "fortnight": "fortnight fortnights", "century": "century centuries",
    "degF": "fahrenheit", "degC": "celsius centigrade",
    "watt": "watt watts", "megawatt": "megawatt megawatts mw", "gigawatt": "gigawatt gigawatts gw",
}  # fmt: skip
"""Names of pint and the words that stand for them. "Degrees" alone are what is counted; a ton is a short one."""
_UNIT_OF_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_OF = frozenset({"de", "di"})
_SQUARE = {"square", "sq"}
_SPEED = {"an hour", "per hour", "/ h", "/ hour", "/ hr"}
_EQUAL = (("USD", "US cent", 100.0), (POINT, BASIS_POINT, 100.0), ("GBP", "pound", 1.0))
"""Units of which the first holds so many of the second; pounds may be money."""


def read_unit(words: list[str]) -> tuple[str, int]:
    """The unit that lower-cased `words` open with, as pint or ISO 4217 names it, and how many words it takes.

    ("", 0) if they open with none.
    """
    first = words[0] if words else ""
    pair = " ".join(words[:2])
    if len(words) > 1 and pair in _SHARE_WORDS:
        return _SHARE_WORDS[pair], 2
    if first in _SHARE_WORDS:
        return _SHARE_WORDS[first], 1
    of = int(first in _OF and len(words) > 1)
    currency = CURRENCY_WORDS.get(words[of].removeprefix("d'").removeprefix("d’")) if words else None
    return (currency, of + 1) if currency else _read_measure(first, words[1:])


def _read_measure(first: str, rest: list[str]) -> tuple[str, int]:
    second = rest[0] if rest else ""
    if first in {"degree", "degrees", "°"} and _UNIT_OF_WORD.get(_degree(second), "").startswith("deg"):
        return _UNIT_OF_WORD[_degree(second)], 2
    if first in _SQUARE and second in _UNIT_OF_WORD:
        return f"{_UNIT_OF_WORD[second]}**2", 2
    if first.endswith("²") and first[:-1] in _UNIT_OF_WORD:
        return f"{_UNIT_OF_WORD[first[:-1]]}**2", 1
    unit = _UNIT_OF_WORD.get(first, "")
    if unit in {"mile", "kilometer"} and " ".join(rest[:2]) in _SPEED:
        return f"{unit}/hour", 3
    return unit, int(bool(unit))


def _degree(word: str) -> str:
    return {"f": "fahrenheit", "c": "celsius"}.get(word, word)


@remembered(maxsize=4096)
def convert(value: float, unit: str, target: str) -> float | None:
    """`value` in `unit` expressed in `target`, or None where one does not measure what the other does."""
    if unit == target:
        return value
    for larger, smaller, count in _EQUAL:
        if {unit, target} == {larger, smaller}:
            return value / count if unit == smaller else value * count
    if unit not in _known() or target not in _known():
        return None
    try:
        return float(_registry().Quantity(value, unit).to(target).magnitude)
    except pint.DimensionalityError:
        return None


@cache
def _known() -> frozenset[str]:
    return frozenset(_UNITS) | {f"{unit}**2" for unit in _UNITS}


@cache
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry(cache_folder=None)
