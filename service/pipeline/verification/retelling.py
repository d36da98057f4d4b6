"""A sentence with its figures and days told as its evidence tells them, for a model that does not convert.

"1.2 tonnes" is 2,650 pounds, "a dozen" is 12, and Monday is the ninth of September: arithmetic knows, a model guesses.
Told otherwise is what is equal, is so once it is converted and rounded, or follows for whatever is counted ("more than
half" from 58 percent); what else is rounded or bounded stays for the model to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from service.pipeline.claims.bounded_quantities import (
    BoundedQuantity,
    follows,
    list_bounded,
    list_shares,
    list_some,
)
from service.pipeline.claims.bounds import Bound, read_side
from service.pipeline.claims.clock_times import read_zone
from service.pipeline.claims.dates import DateMention, same_date
from service.pipeline.claims.extraction import Claims, extract_claims
from service.pipeline.claims.quantity import AGE, Quantity
from service.pipeline.claims.units import convert
from service.pipeline.text.corpus import Evidence
from service.pipeline.text.folding import fold_marks

_Place = tuple[int, int]
_ENDS = frozenset({"", '"', "”", "'", "’"})
"""What may stand behind the full stop that ends a sentence."""
_SHORTENED = (".m", ".M")
_JOINED = re.compile(r"\w-[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_CONVERTED = 0.01
"""Share of a number by which a conversion may be off, if its own last figure leaves less."""


def tell_alike(sentence: str, language: str, evidence: Sequence[Evidence]) -> str:
    """`sentence` with each quantity, day and hour that the evidence has in other words told in those, and what follows
    from a quantity as that quantity: "more than half" as "58%"; names with the marks that they have there. Cost: their
    product.
    """
    sentence = _mark_alike(sentence, evidence)
    told: dict[_Place, list[str]] = {}
    implying: dict[_Place, list[str]] = {}
    for one in evidence:
        held = extract_claims(one.text, language=one.language, published_at=one.published_at)
        own = extract_claims(sentence, language=language, published_at=one.published_at)
        for place, words in _match(sentence, (*own.quantities, *own.dates), held, one.text):
            told.setdefault(place, []).append(words)
        if language == one.language == "en":
            for place, words in _match_implying(_list_bounded(sentence, own), _list_bounded(one.text, held), one.text):
                implying.setdefault(place, []).append(words)
    for place, wordings in implying.items():
        if not any(place[0] < end and start < place[1] for start, end in told):
            told[place] = wordings
    retold = sentence
    for (start, end), wordings in sorted(told.items(), reverse=True):
        if sentence[start:end].lower() not in {words.lower() for words in wordings}:
            retold = _put(retold, start, end, wordings[0])
    return retold


def _mark_alike(sentence: str, evidence: Sequence[Evidence]) -> str:
    """`sentence` with its names as the evidence writes them: "Lukasz" for "Łukasz", or the other way round.

    A name that the evidence writes so too, or in two ways, stays as it is.
    """
    written: dict[str, set[str]] = {}
    for one in evidence:
        for word in filter(_is_name, _WORD.findall(one.text)):
            written.setdefault(fold_marks(word), set()).add(word)

    def write(match: re.Match[str]) -> str:
        word = match[0]
        forms = written.get(fold_marks(word), set()) if _is_name(word) else set()
        known = {form.casefold() for form in forms}
        return word if word.casefold() in known or len(known) != 1 else min(forms)

    return _WORD.sub(write, sentence)


def _is_name(word: str) -> bool:
    return word[0].isupper()


def _put(text: str, start: int, end: int, words: str) -> str:
    """`text` with `words` from `start` to `end`; what ends in "p.m." has its full stop in common with a sentence."""
    words, behind = words.removesuffix("."), text[end:]
    ends = behind in _ENDS and text[end - 1] == "."
    stop = "." if not behind.startswith(".") and (ends or words.endswith(_SHORTENED)) else ""
    return text[:start] + words + stop + behind


def _match(
    sentence: str, own: Iterable[Quantity | DateMention], held: Claims, text: str
) -> Iterator[tuple[_Place, str]]:
    """The place of each quantity, day and hour of a sentence that its evidence has too, with the words of that."""
    for claim in own:
        others = held.quantities if isinstance(claim, Quantity) else held.dates
        for other in others:
            if _are_one(claim, other, sentence, text) and _is_attribute(claim, sentence) == _is_attribute(other, text):
                yield (claim.start, claim.end), text[other.start : other.end]


def _list_bounded(text: str, claims: Claims) -> tuple[BoundedQuantity, ...]:
    tokens, quantities = claims.tokens, claims.quantities
    return (*list_bounded(text, quantities), *list_shares(text, tokens, quantities), *list_some(text, tokens))


def _match_implying(
    own: Sequence[BoundedQuantity], held: Sequence[BoundedQuantity], text: str
) -> Iterator[tuple[_Place, str]]:
    """The place of each quantity that follows from one of the evidence, its bound with it, with the words of that."""
    for claim in own:
        for other in held:
            if follows(claim, other):
                yield (claim.start, claim.quantity.end), text[other.start : other.quantity.end]


def _is_attribute(claim: Quantity | DateMention, text: str) -> bool:
    """Whether a quantity is joined to its unit, as in front of a noun: no "12 miles" stands for a "12-mile" run."""
    measured = isinstance(claim, Quantity) and claim.unit
    return bool(measured and _JOINED.search(text[claim.start : claim.end]))


def _are_one(claim: Quantity | DateMention, other: Quantity | DateMention, sentence: str, text: str) -> bool:
    if isinstance(claim, Quantity) and isinstance(other, Quantity):
        return _is_equal(claim, other) or (_is_about(claim, sentence) and _is_equal(_sharpen(claim), _sharpen(other)))
    if not isinstance(claim, DateMention) or not isinstance(other, DateMention):
        return False
    return _is_one_day(claim, other) or _is_one_minute(claim, other, sentence, text)


def _is_about(claim: Quantity, sentence: str) -> bool:
    """Whether a measure is told as "about" so much, neither more nor less."""
    near = claim.bound is Bound.ABOUT and read_side(sentence, claim.start, claim.end) is None
    return near and bool(claim.unit)


def _sharpen(quantity: Quantity) -> Quantity:
    return replace(quantity, bound=Bound.EXACT) if quantity.bound is Bound.ABOUT else quantity


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


def _is_one_minute(one: DateMention, other: DateMention, sentence: str, text: str) -> bool:
    """Whether both name one minute of the day: "6.20pm" and "18:20"; in two zones they name two."""
    if one.time is None or other.time is None or not (one.time.half_told and other.time.half_told):
        return False
    zones = {zone for zone in (read_zone(sentence, one.end), read_zone(text, other.end)) if zone}
    return one.time.minute == other.time.minute and len(zones) <= 1


def _names_day(date: DateMention) -> bool:
    return date.day is not None or date.weekday is not None
