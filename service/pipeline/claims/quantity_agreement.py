"""Whether two quantities agree: after rounding, after conversion, and by what "about" and "at least" leave open."""

from __future__ import annotations

from dataclasses import replace

from service.pipeline.claims.bounds import Bound
from service.pipeline.claims.quantity import IDENTIFIER, ORDINAL, Quantity
from service.pipeline.claims.units import PERCENT, convert
from service.pipeline.text.watching import look_at_clock

_ROUNDING = 0.05
"""A round number stands for others up to a twentieth of it away: 10,000 for 9,750."""
_ABOUT = 0.1
"""What "about" and "nearly" leave open, as a share of the number."""
_AT_LEAST = 0.25
"""How far a number may lie above one that is said to be exceeded, as a share of it."""
_CONVERSION = 0.05
"""Least tolerance between numbers in different units, which writers round after converting."""

_EXACT = 0.02
"""Share of a number that its last figure is worth at most where "about" leaves little open: 2.15 billion."""

_FLOAT_ERROR = 1e-9
"""What converting to and fro may leave."""
_LEAST_SLIP, _ZERO = 10.0, 10.0
"""Numbers of two figures at least, and what a zero more makes of one."""


def same_quantity(first: Quantity, second: Quantity) -> bool:
    """Whether two quantities agree in number after rounding and conversion; what they count is not compared."""
    look_at_clock()
    if {first.unit, second.unit} & {ORDINAL, IDENTIFIER}:
        return first.unit == second.unit and first.low == second.low
    if second.unit == first.unit:
        return _agree(first, second)
    first, second = sorted((first, second), key=lambda quantity: quantity.unit)
    low, high = (convert(value, second.unit, first.unit) for value in (second.low, second.high))
    if low is None or high is None:
        return False
    step = second.step * abs(high / second.high) if second.high else second.step
    converted = replace(second, low=low, high=high, step=step, unit=first.unit)
    return _overlap(first, converted, least=_CONVERSION)


def leave_bounds_out(quantity: Quantity) -> Quantity:
    """The quantity as its figures say it, without "at least", and without "about" where they are exact enough."""
    rough = quantity.bound is Bound.ABOUT and quantity.step > _EXACT * quantity.high
    return quantity if rough or quantity.unit == PERCENT else replace(quantity, bound=Bound.EXACT)


def _agree(first: Quantity, second: Quantity) -> bool:
    if (first.low, first.high) == (second.low, second.high):
        return True
    bounds = {first.bound, second.bound}
    if bounds == {Bound.EXACT} or (len(bounds) == 1 and Bound.ABOUT not in bounds):
        ranges = (first.low != first.high) + (second.low != second.high)
        if ranges:
            return ranges == 1 and first.low <= second.high and second.low <= first.high
        coarser, finer = (first, second) if first.step >= second.step else (second, first)
        rounded = coarser.step > finer.step
        return rounded and abs(first.low - second.low) <= min(coarser.step / 2, _ROUNDING * abs(coarser.low))
    return _overlap(first, second, least=0.0)


def _overlap(first: Quantity, second: Quantity, *, least: float) -> bool:
    (low, high), (other_low, other_high) = _interval(first, least), _interval(second, least)
    return low <= other_high and other_low <= high


def _interval(quantity: Quantity, least: float) -> tuple[float, float]:
    margin = max(min(quantity.step / 2, _ROUNDING * abs(quantity.high)), least * abs(quantity.high), _FLOAT_ERROR)
    if quantity.bound is Bound.ABOUT:
        margin = max(margin, _ABOUT * abs(quantity.high))
    low, high = quantity.low - margin, quantity.high + margin
    if quantity.bound is Bound.AT_LEAST:
        high = quantity.high * (1 + _AT_LEAST)
    if quantity.bound is Bound.AT_MOST:
        low = quantity.low * (1 - _AT_LEAST)
    return low, high


def may_be_slip(first: Quantity, second: Quantity) -> bool:
    """Whether one number may be a slip of the pen for the other: the same figures in another order, or a zero more.

    "27" and "72", "9,000" and "90,000". Few values that move with time move so.
    """
    if first.unit != second.unit or not all(one.low == one.high and one.low.is_integer() for one in (first, second)):
        return False
    one, other = sorted((first.low, second.low))
    if one < _LEAST_SLIP or one == other:
        return False
    return other == one * _ZERO or sorted(f"{one:.0f}") == sorted(f"{other:.0f}")
