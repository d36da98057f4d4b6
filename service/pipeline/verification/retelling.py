"""A sentence with its figures and days told as its evidence tells them, for a model that does not convert.

"1.2 tonnes" is 2,650 pounds, "a dozen" is 12, and Monday is the ninth of September: arithmetic knows, a model guesses.
Only what is equal is told otherwise; what is rounded or bounded stays for the model to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from service.pipeline.claims.bounds import Bound
from service.pipeline.claims.dates import DateMention, same_date
from service.pipeline.claims.extraction import Claims, extract_claims
from service.pipeline.claims.quantities import AGE, Quantity
from service.pipeline.claims.units import convert
from service.pipeline.text.corpus import Evidence

_JOINED = re.compile(r"\w-[^\W\d_]")
_CONVERTED = 0.01
"""Share of a number by which a conversion may be off, if its own last figure leaves less."""


def tell_alike(sentence: str, language: str, evidence: Sequence[Evidence]) -> str:
    """`sentence` with each quantity and day that the evidence has in other words told in those. Cost: their product."""
    told: dict[tuple[int, int], list[str]] = {}
    for one in evidence:
        held = extract_claims(one.text, language=one.language, published_at=one.published_at)
        for span, words in _match(sentence, _read(sentence, language, one.published_at), held, one.text):
            told.setdefault(span, []).append(words)
    retold = sentence
    for (start, end), wordings in sorted(told.items(), reverse=True):
        if sentence[start:end].lower() not in {words.lower() for words in wordings}:
            retold = retold[:start] + wordings[0] + retold[end:]
    return retold


def _read(sentence: str, language: str, published_at: datetime | None) -> tuple[Quantity | DateMention, ...]:
    """Its quantities and dates, as they are read on the day of its evidence."""
    claims = extract_claims(sentence, language=language, published_at=published_at)
    return (*claims.quantities, *claims.dates)


def _match(
    sentence: str, own: Iterable[Quantity | DateMention], held: Claims, text: str
) -> Iterator[tuple[tuple[int, int], str]]:
    """The place of each quantity and day of a sentence that its evidence has too, with the words of the evidence."""
    for claim in own:
        others = held.quantities if isinstance(claim, Quantity) else held.dates
        for other in others:
            if _are_one(claim, other) and _is_attribute(claim, sentence) == _is_attribute(other, text):
                yield (claim.start, claim.end), text[other.start : other.end]


def _is_attribute(claim: Quantity | DateMention, text: str) -> bool:
    """Whether a quantity is joined to its unit, as in front of a noun: no "12 miles" stands for a "12-mile" run."""
    measured = isinstance(claim, Quantity) and claim.unit
    return bool(measured and _JOINED.search(text[claim.start : claim.end]))


def _are_one(claim: Quantity | DateMention, other: Quantity | DateMention) -> bool:
    if isinstance(claim, Quantity) and isinstance(other, Quantity):
        return _is_equal(claim, other)
    return isinstance(claim, DateMention) and isinstance(other, DateMention) and _is_one_day(claim, other)


def _is_equal(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are equal, or are once converted and rounded as they are; and bounded alike.

    Ages have forms of their own, none of which fits the place of another: "Kohl, 68," and "68-year-old".
    """
    if one.bound is not other.bound or one.bound is Bound.ABOUT or AGE in (one.counted, other.counted):
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
    return _names_day(one) and _names_day(other) and one.time is None and same_date(one, other)


def _names_day(date: DateMention) -> bool:
    return date.day is not None or date.weekday is not None
