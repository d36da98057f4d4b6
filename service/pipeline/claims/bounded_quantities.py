"""Quantities with the side of their number on which what they count lies, and what follows from that alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from service.pipeline.claims.bounds import Bound, Side, find_bound, read_side
from service.pipeline.claims.quantities import read_counted
from service.pipeline.claims.quantity import IDENTIFIER, ORDINAL, Quantity
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.claims.units import PERCENT
from service.pipeline.text.tokens import Token

_MAJORITY = re.compile(r"\b(?:(?:an?|the) (?:\w{1,12} )?majority|most)(?= of\b)", re.IGNORECASE)
_SOME = re.compile(r"\b(?:some|a few|several)(?= of (?:the|its|their|his|her|them)\b)", re.IGNORECASE)
_OF_WHOLE = re.compile(r" of (?:(?:the|its|their|his|her|all) )?")
"""What stands between a part and its whole: "seven of the nine beaches"."""
_HALF, _WHOLE = 50.0, 100.0
_FURTHEST = 2.0
"""How many times the one number the other may be of two that are of one thing."""
_ABOUT = 0.1
"""What "about" leaves open, as a share of the number."""
_NO_MEASURE = frozenset({ORDINAL, IDENTIFIER})


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundedQuantity:
    """A quantity as a text tells it.

    side: of its number, where what it counts lies; None: on it, or about there. start: of the words of its bound.
    """

    quantity: Quantity
    side: Side | None
    start: int


def list_bounded(text: str, quantities: Sequence[Quantity]) -> tuple[BoundedQuantity, ...]:
    """The quantities of a text, with their sides."""
    return tuple(
        BoundedQuantity(quantity=one, side=read_side(text, one.start, one.end), start=find_bound(text, one.start))
        for one in quantities
    )


def list_shares(text: str, tokens: Sequence[Token], quantities: Sequence[Quantity]) -> Iterator[BoundedQuantity]:
    """What an English text tells as a share of a whole, in percent. Cost: linear.

    More than half in words ("a majority of the nurses", "most of them"), and so many of so many, at the place of the
    former: "seven of the nine beaches".
    """
    for match in _MAJORITY.finditer(text):
        yield _read_share(match, tokens, _HALF)
    for part, whole in pairwise(quantities):
        exact = part.low == part.high and whole.low == whole.high
        between = text[part.end : whole.start]
        if exact and _OF_WHOLE.fullmatch(between) and part.unit == whole.unit == "" and 0 < part.low < whole.low:
            share = _WHOLE * part.low / whole.low
            (own,) = list_bounded(text, [part])
            quantity = replace(part, low=share, high=share, step=1.0, unit=PERCENT, counted=whole.counted)
            yield replace(own, quantity=quantity)


def list_some(text: str, tokens: Sequence[Token]) -> Iterator[BoundedQuantity]:
    """What an English text says of "some of the nurses", which any share of them is. Cost: linear."""
    for match in _SOME.finditer(text):
        yield _read_share(match, tokens, 0.0)


def _read_share(match: re.Match[str], tokens: Sequence[Token], least: float) -> BoundedQuantity:
    """More than `least` percent of what is counted behind a match."""
    last = next((place for place, token in enumerate(tokens) if token.start >= match.end()), len(tokens))
    quantity = Quantity(
        start=match.start(),
        end=match.end(),
        low=least,
        high=least,
        step=1.0,
        unit=PERCENT,
        counted=read_counted(tokens, last),
        bound=Bound.AT_LEAST,
    )
    return BoundedQuantity(quantity=quantity, side=Side.ABOVE, start=match.start())


def follows(own: BoundedQuantity, other: BoundedQuantity) -> bool:
    """Whether `own`, which has a side, is so where `other` is, as they count one thing: 600 are "more than 500"."""
    if own.side is None or not count_alike(own.quantity, other.quantity):
        return False
    rough = other.side is None and other.quantity.bound is Bound.ABOUT
    margin = _ABOUT if rough else 0.0
    value, low, high = own.quantity.low, other.quantity.low * (1 - margin), other.quantity.high * (1 + margin)
    if own.side is Side.ABOVE:
        told = low > value or (low == value and other.side is Side.ABOVE)
        return told and other.side is not Side.BELOW and (value == 0 or high <= _FURTHEST * value)
    told = high < value or (high == value and other.side is Side.BELOW)
    return told and other.side is not Side.ABOVE and low * _FURTHEST >= value


def exclude(one: BoundedQuantity, other: BoundedQuantity) -> bool:
    """Whether no number is on the side of both, which count one thing: "nearly 500" and "more than 500"."""
    if one.side is None or other.side in (None, one.side) or not count_alike(one.quantity, other.quantity):
        return False
    below, above = (other, one) if one.side is Side.ABOVE else (one, other)
    return below.quantity.high <= above.quantity.low


def count_alike(one: Quantity, other: Quantity) -> bool:
    """Whether both count one thing, in one unit."""
    if one.unit != other.unit or other.unit in _NO_MEASURE:
        return False
    first, second = ({canonical_stem(stem) for stem in quantity.counted} for quantity in (one, other))
    return bool(first & second) or bool(one.unit and not (first or second))
