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

PERCENT = "%"
_PERCENT_WORDS = {"%": 1, "percent": 1, "pct": 1, "per cent": 2, "percentage point": 2, "percentage points": 2}

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
    "mile/hour": "mph", "kilometer/hour": "kph kmh", "degF": "fahrenheit", "degC": "celsius centigrade",
    "watt": "watt watts", "megawatt": "megawatt megawatts mw", "gigawatt": "gigawatt gigawatts gw",
}  # fmt: skip
"""Names of pint and the words that stand for them. "Degrees" alone are what is counted; a ton is a short one."""
_UNIT_OF_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_SQUARE = {"square", "sq"}
_SPEED = {"an hour": 2, "per hour": 2}


def read_unit(words: list[str]) -> tuple[str, int]:
    """The unit that lower-cased `words` open with, as pint or ISO 4217 names it, and how many words it takes.

    ("", 0) if they open with none.
    """
    first, rest = words[0] if words else "", words[1:]
    pair = " ".join(words[:2])
    if pair in _PERCENT_WORDS or first in _PERCENT_WORDS:
        return PERCENT, _PERCENT_WORDS.get(pair) or _PERCENT_WORDS[first]
    if first in CURRENCY_WORDS:
        return CURRENCY_WORDS[first], 1
    if first in {"degree", "degrees", "°"} and rest and _UNIT_OF_WORD.get(_degree(rest[0]), "").startswith("deg"):
        return _UNIT_OF_WORD[_degree(rest[0])], 2
    if first in _SQUARE and rest and rest[0] in _UNIT_OF_WORD:
        return f"{_UNIT_OF_WORD[rest[0]]}**2", 2
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
    if {unit, target} == {"USD", "US cent"}:
        return value / 100 if unit == "US cent" else value * 100
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
