"""A sentence with its figures and days told as its evidence tells them, for a model that does not convert.

"1.2 tonnes" is 2,650 pounds, "a dozen" is 12, and Monday is the ninth of September: arithmetic knows, a model guesses.
Only what is equal is told otherwise; what is rounded or bounded stays for the model to judge.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from service.pipeline.claims.bounds import Bound
from service.pipeline.claims.dates import DateMention, same_date
from service.pipeline.claims.extraction import Claims, extract_claims
from service.pipeline.claims.quantities import Quantity
from service.pipeline.claims.units import convert
from service.pipeline.text.corpus import Evidence

_CONVERTED = 0.01
"""Share of a number by which a conversion may be off, if its own last figure leaves less."""

_Replacement = tuple[int, int, str]


def tell_alike(sentence: str, language: str, evidence: Sequence[Evidence]) -> str:
    """`sentence` with each quantity and day that the evidence has in other words told in those. Cost: their product."""
    own = extract_claims(sentence, language=language, published_at=None)
    if not own.quantities and not own.dates:
        return sentence
    held = [
        (one.text, extract_claims(one.text, language=one.language, published_at=one.published_at)) for one in evidence
    ]
    told = sentence
    for start, end, words in sorted(_list_replacements(sentence, own, held), reverse=True):
        told = told[:start] + words + told[end:]
    return told


def _list_replacements(sentence: str, own: Claims, held: Sequence[tuple[str, Claims]]) -> Iterator[_Replacement]:
    for quantity in own.quantities:
        words = [text[e.start : e.end] for text, claims in held for e in claims.quantities if _is_equal(quantity, e)]
        yield from _replace(sentence, quantity.start, quantity.end, words)
    for date in own.dates:
        words = [text[e.start : e.end] for text, claims in held for e in claims.dates if _is_one_day(date, e)]
        yield from _replace(sentence, date.start, date.end, words)


def _replace(sentence: str, start: int, end: int, told: Iterable[str]) -> Iterator[_Replacement]:
    """The first of the wordings in place of the sentence's own, unless this is among them."""
    words = list(told)
    own = sentence[start:end].lower()
    if words and own not in {word.lower() for word in words}:
        yield start, end, words[0]


def _is_equal(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are equal, or are once converted and rounded as they are; and bounded alike."""
    if one.bound is not other.bound or one.bound is Bound.ABOUT:
        return False
    if one.unit == other.unit:
        return (one.low, one.high) == (other.low, other.high)
    low, high, further = (
        convert(value, other.unit, one.unit) for value in (other.low, other.high, other.low + other.step)
    )
    if low is None or high is None or further is None:
        return False
    margin = max(one.step / 2, abs(further - low) / 2, _CONVERTED * abs(one.low))
    return abs(low - one.low) <= margin and abs(high - one.high) <= margin


def _is_one_day(one: DateMention, other: DateMention) -> bool:
    return _names_day(one) and _names_day(other) and one.minute is None and same_date(one, other)


def _names_day(date: DateMention) -> bool:
    return date.day is not None or date.weekday is not None
