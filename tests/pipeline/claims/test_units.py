from __future__ import annotations

import pytest

from service.pipeline.claims.units import convert


@pytest.mark.parametrize(("value", "unit", "target", "converted"), [
    (26.2, "mile", "kilometer", 42.165),
    (1.2, "metric_ton", "pound", 2645.5),
    (220_000, "acre", "hectare", 89_031),
    (1, "kilometer**2", "acre", 247.1),
    (2, "decade", "year", 20),
    (1, "barrel", "gallon", 42),
    (100, "kilometer/hour", "mile/hour", 62.14),
    (30, "degC", "degF", 86),
    (86, "degF", "degC", 30),
    (1.5, "gigawatt", "megawatt", 1500),
    (3, "USD", "US cent", 300),
])  # fmt: skip
def test_units_of_one_measure_convert(value: float, unit: str, target: str, converted: float) -> None:
    assert convert(value, unit, target) == pytest.approx(converted, rel=1e-4)
    assert convert(converted, target, unit) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("unit", "target"), [("mile", "hour"), ("acre", "mile"), ("USD", "EUR"), ("", "mile"), ("degC", "mile")]
)
def test_units_of_two_measures_do_not(unit: str, target: str) -> None:
    assert convert(1.0, unit, target) is None
