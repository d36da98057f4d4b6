"""Units of measure and currencies as articles write them, and conversion between them."""

from __future__ import annotations

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
"""The units, and the words that stand for them. "Degrees" alone are what is counted; a ton is a short one."""
_MEASURES = {
    "length": {
        "mile": 1609.344, "kilometer": 1000.0, "meter": 1.0, "centimeter": 0.01, "millimeter": 0.001, "foot": 0.3048,
        "inch": 0.0254, "yard": 0.9144, "nautical_mile": 1852.0,
    },
    "area": {"acre": 4046.8564224, "hectare": 10_000.0},
    "mass": {
        "pound": 0.45359237, "ounce": 0.028349523125, "kilogram": 1.0, "gram": 0.001, "metric_ton": 1000.0,
        "short_ton": 907.18474,
    },
    "volume": {"liter": 1.0, "gallon": 3.785411784, "barrel": 158.987294928},
    "time": {
        "second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86_400.0, "week": 604_800.0, "fortnight": 1_209_600.0,
        "month": 2_629_800.0, "year": 31_557_600.0, "decade": 315_576_000.0, "century": 3_155_760_000.0,
    },
    "speed": {"mile/hour": 0.44704, "kilometer/hour": 1 / 3.6},
    "power": {"watt": 1.0, "megawatt": 1e6, "gigawatt": 1e9},
}  # fmt: skip
"""By what they measure, how many of the base unit each is; a barrel is one of oil.

Source: NIST Special Publication 811, appendix B."""
_MEASURE_OF = {unit: (name, size) for name, sizes in _MEASURES.items() for unit, size in sizes.items()}
_DEGREES = {("degC", "degF"): (9 / 5, 32.0), ("degF", "degC"): (5 / 9, -160 / 9)}
"""The factor and the offset from one scale to the other."""
_UNIT_OF_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_OF = frozenset({"de", "di"})
_SQUARE = {"square", "sq"}
_SPEED = {"an hour", "per hour", "/ h", "/ hour", "/ hr"}
_EQUAL = (("USD", "US cent", 100.0), (POINT, BASIS_POINT, 100.0), ("GBP", "pound", 1.0))
"""Units of which the first holds so many of the second; pounds may be money."""


def read_unit(words: list[str]) -> tuple[str, int]:
    """The unit that lower-cased `words` open with, as it is named here or in ISO 4217, and how many words it takes.

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


def convert(value: float, unit: str, target: str) -> float | None:
    """`value` in `unit` expressed in `target`, or None where one does not measure what the other does."""
    if unit == target:
        return value
    for larger, smaller, count in _EQUAL:
        if {unit, target} == {larger, smaller}:
            return value / count if unit == smaller else value * count
    if (unit, target) in _DEGREES:
        factor, offset = _DEGREES[unit, target]
        return value * factor + offset
    own, other = _measure(unit), _measure(target)
    return value * own[1] / other[1] if own and other and own[0] == other[0] else None


def measure_alike(unit: str, other: str) -> bool:
    """Whether two units are of one measure, or both are currencies: what has so many of one may have been so many of
    the other.
    """
    if unit in CURRENCIES and other in CURRENCIES:
        return True
    return convert(1.0, unit, other) is not None


def _measure(unit: str) -> tuple[str, float] | None:
    """What a unit measures, and how many of the base unit it is; squares of lengths measure areas."""
    if unit.endswith("**2"):
        side = _measure(unit.removesuffix("**2"))
        return ("area", side[1] ** 2) if side and side[0] == "length" else None
    return _MEASURE_OF.get(unit)
