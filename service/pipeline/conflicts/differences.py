"""Where two sentences that report one fact do not agree: in a number, a date, a name, or in whether it is so.

A claim is held against another only if both speak of one thing: they stand in one place of two wordings, or words
beside them are shared and neither is told by the other sentence too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain import ConflictKind
from service.pipeline.claims.dates import DateMention, dates_differ, same_date
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.names import NameKind, same_name, stand_for_one
from service.pipeline.claims.quantity import AGE, IDENTIFIER, Quantity, count_none
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.claims.synonyms import FATES, canonical_stem, content_stems
from service.pipeline.claims.units import CURRENCIES, convert
from service.pipeline.conflicts.comparison import Claim, Difference, claims_agree
from service.pipeline.conflicts.denials import find_denied
from service.pipeline.conflicts.slots import Slots, find_slots
from service.pipeline.text.tokens import Token
from service.pipeline.text.watching import look_at_clock

_CONTEXT = 7
"""Tokens to each side of a number among which a word must be shared."""
_LEAST_SHARED = 2
"""Words that must be shared beside two claims that neither name the same nor fill one place of two copies."""
_DATE_CONTEXT = 10
"""The same for a date, which may stand far from its verb."""
_SPOKEN = frozenset({"said", "told", "says", "added"})
"""Verbs whose day is that of the interview, not of the fact."""
_ZONES = frozenset(
    {"gmt", "utc", "cet", "cest", "bst", "ist", "jst", "et", "est", "edt", "ct", "cst", "pt", "pst", "pdt"}
)
"""Names of time zones: times in two of them are not compared."""
_SPOKEN_REACH = 2
_VAGUE = 5.0
"""A number whose upper end is so many times the lower one ("thousands") settles nothing."""
_NO_QUANTITY = frozenset({"no", "none", "zero"})
_BESIDE = 4
"""Characters that a place may hold beside a name, as in "the"."""
_BESIDE_IN_COPY = 16
"""The same where one sentence is all but a copy of the other: "Prime Minister"."""


def find_differences(one: Claims, other: Claims, lexicon: Lexicon) -> tuple[Difference, ...]:
    """The differences of two sentences of one fact, by kind. lexicon: the story's names and abbreviations.

    Cost: the product of the sentences' lengths at worst.
    """
    look_at_clock()
    # The alignment has a direction: it is always made the same way round, so that the differences have none.
    turned = _reads_before(other.tokens, one.tokens)
    slots = find_slots(other.tokens, one.tokens).swap() if turned else find_slots(one.tokens, other.tokens)
    return (
        *_compare_quantities(one, other, slots),
        *_compare_dates(one, other, slots),
        *_compare_names(one, other, slots, lexicon),
        *find_denied(one, other, slots, lexicon),
        *(difference.swap() for difference in find_denied(other, one, slots.swap(), lexicon)),
    )


def _reads_before(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether `repr(one) < repr(other)`, which the first tokens that are unlike decide where there are any."""
    unlike = next(((own, theirs) for own, theirs in zip(one, other, strict=False) if own != theirs), (one, other))
    return repr(unlike[0]) < repr(unlike[1])


def _compare_quantities(one: Claims, other: Claims, slots: Slots) -> Iterator[Difference]:
    """Of the numbers that differ, each with the one that it has most in common with."""
    amounts, other_amounts = (*one.quantities, *_zeros(one)), (*other.quantities, *_zeros(other))
    candidates = []
    for first in amounts:
        for second in other_amounts:
            if not _is_comparable(first, second) or same_quantity(first, second):
                continue
            counted = frozenset(map(canonical_stem, first.counted & second.counted)) - AGE
            about = counted | (_context(one, first, _CONTEXT) & _context(other, second, _CONTEXT))
            slot = _share_slot(first, second, slots)
            told = _is_told(first, other_amounts) or _is_told(second, amounts)
            if about and (slot or (not told and _is_one_thing(first, second, counted, about))):
                rank = (not slot, not counted, -len(about), first.start + second.start)
                candidates.append((rank, first, second, about))
    taken: list[Quantity] = []
    for _, first, second, about in sorted(candidates, key=lambda candidate: candidate[0]):
        if not any(amount is first or amount is second for amount in taken):
            taken += [first, second]
            yield Difference(kind=ConflictKind.QUANTITY, first=first, second=second, about=about)


def _is_one_thing(first: Quantity, second: Quantity, counted: frozenset[str], about: frozenset[str]) -> bool:
    """Whether two numbers count by one name, tell of one fate, or share enough words nearby; "no" needs its noun."""
    if any(amount.high == 0.0 and not about & set(map(canonical_stem, amount.counted)) for amount in (first, second)):
        return False
    return bool(counted or about & FATES) or len(about) >= _least_shared(first.unit)


def _zeros(claims: Claims) -> Iterator[Quantity]:
    """Nothing as a number: "no arrests" are zero of them."""
    for negation in claims.negations:
        if negation.cue in _NO_QUANTITY and negation.predicate:
            yield count_none(negation.start, negation.end, negation.predicate)


def _is_comparable(first: Quantity, second: Quantity) -> bool:
    if IDENTIFIER in (first.unit, second.unit):
        return first.unit == second.unit and first.counted == second.counted
    if AGE in (first.counted, second.counted) and first.counted != second.counted:
        return False
    return first.unit == second.unit or convert(second.low, second.unit, first.unit) is not None


def _least_shared(unit: str) -> int:
    """Words that must be shared beside two numbers that count nothing by the same name; money is more telling."""
    return 1 if unit in CURRENCIES else _LEAST_SHARED


def _is_told(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    return any(same_quantity(quantity, other) for other in others if other.high < _VAGUE * max(other.low, 1.0))


def _compare_dates(one: Claims, other: Claims, slots: Slots) -> Iterator[Difference]:
    for first in one.dates:
        for second in other.dates:
            if not dates_differ(first, second) or _zone(one, first) != _zone(other, second):
                continue
            told = any(same_date(first, date) for date in other.dates) or any(
                same_date(second, date) for date in one.dates
            )
            spoken = _is_spoken(one, first) or _is_spoken(other, second)
            about = _context(one, first, _DATE_CONTEXT) & _context(other, second, _DATE_CONTEXT)
            if _share_slot(first, second, slots) or (about and not told and not spoken):
                yield Difference(kind=ConflictKind.DATE, first=first, second=second, about=about)


def _zone(claims: Claims, date: DateMention) -> str:
    """The time zone behind a time of day, in lower case; "" where none is named, or it is no time of day."""
    behind = [token.lower for token in claims.tokens if token.start >= date.end][:1]
    return behind[0] if date.time is not None and behind and behind[0] in _ZONES else ""


def _is_spoken(claims: Claims, date: DateMention) -> bool:
    before = [token for token in claims.tokens if token.end <= date.start][-_SPOKEN_REACH:]
    return any(token.lower in _SPOKEN for token in before)


def _compare_names(one: Claims, other: Claims, slots: Slots, lexicon: Lexicon) -> Iterator[Difference]:
    for first in one.names:
        for second in other.names:
            if not _share_slot(first, second, slots, beside=_BESIDE_IN_COPY if slots.near else _BESIDE):
                continue
            if not (lexicon.is_name(first) and lexicon.is_name(second)):
                continue
            if claims_agree(first, second, lexicon) or stand_for_one(first, second):
                continue
            about = _context(one, first, _CONTEXT) & _context(other, second, _CONTEXT)
            told = [
                any(same_name(first, name) for name in other.names),
                any(same_name(second, name) for name in one.names),
            ]
            if slots.near or (len(about) >= _LEAST_SHARED and not any(told)):
                kind = ConflictKind.PLACE if NameKind.PLACE in (first.kind, second.kind) else ConflictKind.NAME
                yield Difference(kind=kind, first=first, second=second, about=about)


def _share_slot(first: Claim, second: Claim, slots: Slots, *, beside: int | None = None) -> bool:
    """Whether both stand in one place, with at most `beside` characters more on each side if that is given."""
    return any(
        slot.start < first.end
        and first.start < slot.end
        and slot.other_start < second.end
        and second.start < slot.other_end
        and (
            beside is None
            or max(
                slot.end - slot.start - (first.end - first.start),
                slot.other_end - slot.other_start - (second.end - second.start),
            )
            <= beside
        )
        for slot in slots.slots
    )


def _context(claims: Claims, place: Claim, reach: int) -> frozenset[str]:
    """Canonical stems of the words of content within `reach` tokens of a place."""
    inside = [i for i, token in enumerate(claims.tokens) if place.start < token.end and token.start < place.end]
    before = claims.tokens[max(0, inside[0] - reach) : inside[0]]
    return content_stems(before + claims.tokens[inside[-1] + 1 : inside[-1] + 1 + reach])
