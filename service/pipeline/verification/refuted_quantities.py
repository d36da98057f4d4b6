"""Quantities that arithmetic refutes: the figure of the evidence in another unit, or a bound turned round.

What a model concludes does not outvote these, so that they are told only where nothing in the cited articles agrees.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.pipeline.claims.bounded_quantities import (
    BoundedQuantity,
    count_alike,
    exclude,
    list_bounded,
    list_shares,
)
from service.pipeline.claims.bounds import Side
from service.pipeline.claims.quantities import find_quantities
from service.pipeline.claims.quantity import AGE, IDENTIFIER, ORDINAL, Quantity
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.claims.units import convert, measure_alike
from service.pipeline.text.recall import remembered
from service.pipeline.text.tokens import tokenize
from service.pipeline.text.watching import look_at_clock
from service.pipeline.verification.statements import Statement, list_told

_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "HKD"})
"""Currencies that a sentence may all call dollars."""
_ALIKE = 1.2
"""How many of one unit a like one may be: tons and tonnes, miles and nautical miles are told for each other."""
_RETOLD = 0.5
"""Share of a sentence's words from which another one tells of the same, so that their bounds are of one thing."""
_NO_MEASURE = frozenset({ORDINAL, IDENTIFIER})


def is_refuted(quantity: Quantity, written: Statement, evidence: Sequence[Statement]) -> bool:
    """Whether evidence has its figure, of the same thing, in another unit, or a bound on the other side of it.

    False where any quantity of the evidence or of its articles agrees. Cost: linear in the articles.
    """
    if quantity.unit in _NO_MEASURE or quantity.low != quantity.high or quantity.counted == AGE:
        return False
    own = _read_own(quantity, written)
    refuted = any(_refutes(told, own, source, written) for source in evidence for told in list_told(source))
    return refuted and not any(_agrees(own, told) for source in evidence for told in _list_all(source))


def _refutes(told: BoundedQuantity, own: BoundedQuantity, source: Statement, written: Statement) -> bool:
    """Whether what `source` tells refutes what `written` does, if both tell of one thing."""
    other_unit = _is_other_unit(own, told)
    if not other_unit and not exclude(own, told):
        return False
    words = _read_words(written)
    shared = len(words & _read_words(source))
    return shared > 0 if other_unit else shared >= _RETOLD * len(words)


def _read_own(quantity: Quantity, written: Statement) -> BoundedQuantity:
    """The quantity with its side; without one where something is denied, but for "no more than"."""
    (own,) = list_bounded(written.text, [quantity])
    denied = any(not own.start <= negation.start < quantity.start for negation in written.claims.negations)
    return replace(own, side=None) if denied else own


def _list_all(source: Statement) -> Iterator[BoundedQuantity]:
    """The quantities of the sentence, and of its article."""
    yield from list_told(source)
    yield from _read_article(source.context, source.language)


@remembered(maxsize=64)
def _read_article(text: str, language: str) -> tuple[BoundedQuantity, ...]:
    """The quantities of an article. Cached: several sentences of a text are held against one article."""
    look_at_clock()
    tokens = tokenize(text, language)
    quantities = find_quantities(tokens, text, language)
    shares = list_shares(text, tokens, quantities) if language == "en" else ()
    return (*list_bounded(text, quantities), *shares)


def _read_words(statement: Statement) -> frozenset[str]:
    """Canonical stems of its words of content, but for those of its quantities."""
    spans = [(quantity.start, quantity.end) for quantity in statement.claims.quantities]
    return frozenset(
        canonical_stem(token.stem)
        for token in statement.claims.tokens
        if token.content and not any(start <= token.start < end for start, end in spans)
    )


def _is_other_unit(own: BoundedQuantity, told: BoundedQuantity) -> bool:
    """Whether both have one figure in two units of one measure that are not told for each other."""
    unit, other = own.quantity.unit, told.quantity.unit
    if not unit or not other or unit == other or {unit, other} <= _DOLLARS or not measure_alike(unit, other):
        return False
    converted = convert(1.0, unit, other)
    alike = converted is not None and 1 / _ALIKE <= abs(converted) <= _ALIKE
    return not alike and (own.quantity.low, own.quantity.high) == (told.quantity.low, told.quantity.high)


def _agrees(own: BoundedQuantity, told: BoundedQuantity) -> bool:
    """Whether what is told leaves room for `own`, whatever it counts."""
    if own.quantity.unit != told.quantity.unit:
        return same_quantity(own.quantity, told.quantity)
    if own.quantity.unit == "" and not count_alike(own.quantity, told.quantity):
        return told.quantity.low == own.quantity.low and told.side is own.side
    if own.side is Side.ABOVE:
        return told.quantity.high >= own.quantity.low and told.side is not Side.BELOW
    if own.side is Side.BELOW:
        return told.quantity.low <= own.quantity.high and told.side is not Side.ABOVE
    return same_quantity(own.quantity, told.quantity)
