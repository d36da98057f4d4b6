"""Numbers and dates that no evidence holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.pipeline.claims.bounded_quantities import follows, list_bounded
from service.pipeline.claims.bounds import Bound
from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.names import Name
from service.pipeline.claims.quantity import IDENTIFIER, Quantity
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.text.calendar import CALENDAR_NAMES, GIVEN_NAMES
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.refuted_quantities import is_refuted
from service.pipeline.verification.report_days import has_date
from service.pipeline.verification.statements import Statement, list_told

_VAGUE_WORDS = frozenset({"one", "zero", "couple", "a couple", "os"})
"""Words that are seldom a count: "one analyst", "the couple", "zero time"."""
_PAIR = 2
_LISTING = frozenset({",", "and", "or", "&"})
"""What stands between the members of a list."""
_ROUNDED_BY = 0.1
"""How far, as a share of the larger, a number may lie from the one that it rounds."""
_AGO = re.compile(r"^((?!an?\b)\w++)\s++\w++\s++ago$")
"""A span of time that is counted: "six weeks ago", but not "a week ago"."""
CALENDAR = CALENDAR_NAMES - {"may"}
"""Names of days and months; "may" is a verb more often."""


def check_numbers(comparison: Comparison) -> Finding | None:
    """Quantities, after rounding and conversion, that no evidence has."""
    written, evidence = comparison.written, comparison.evidence
    known = [quantity for source in evidence for quantity in source.claims.quantities]
    figures = frozenset(
        token.text for source in evidence for token in source.claims.tokens if token.text[0].isdecimal()
    )
    counts = [q for q in written.claims.quantities if _is_count(written, q) and not _is_counted(written, q)]
    refuted = [quantity for quantity in counts if is_refuted(quantity, written, evidence)]
    missing = [
        written.text[quantity.start : quantity.end]
        for quantity in counts
        if quantity in refuted
        or (
            (written.text[quantity.start : quantity.end] not in figures or _is_turned(quantity, known))
            and not any(holds_quantity(other, quantity) for other in known)
            and not _follows(quantity, written, evidence)
        )
    ]
    return Finding(kind=Inconsistency.NUMBER, words=tuple(missing), certain=bool(refuted)) if missing else None


def check_dates(comparison: Comparison) -> Finding | None:
    """Days, months, years and hours that no evidence has. "Today" and "last week" depend on the reader and pass."""
    written, evidence = comparison.written, comparison.evidence
    missing = [
        mention
        for place, mention in enumerate(written.claims.dates)
        if _names_date(mention) and not any(has_date(source, written, place) for source in evidence)
    ]
    known = frozenset(token.lower for source in evidence for token in source.claims.tokens)
    missing += [
        mention
        for mention in written.claims.dates
        if not _names_date(mention) and (ago := _AGO.match(mention.text)) and ago[1] not in known
    ]
    bare = [
        token.text
        for token in written.claims.tokens
        if token.capitalized
        and token.lower in CALENDAR - known
        and not _is_part(token.start, written.claims.dates)
        and not (token.lower in GIVEN_NAMES and _is_part(token.start, written.claims.names))
    ]
    words = (*(written.text[mention.start : mention.end] for mention in missing), *bare)
    return Finding(kind=Inconsistency.DATE, words=words) if words else None


def _is_count(written: Statement, quantity: Quantity) -> bool:
    """Whether it says how many; no count are "one analyst" and the "Six" in the name of a column."""
    words = written.text[quantity.start : quantity.end]
    named = words[0].isupper() and _is_part(quantity.start, written.claims.names) and quantity.start > 0
    return words.lower() not in _VAGUE_WORDS and not named


def _is_counted(written: Statement, quantity: Quantity) -> bool:
    """Whether the reader counts what is named: "the two", or as many names as the sentence lists in a row."""
    if quantity.low != quantity.high or quantity.unit:
        return False
    before = written.text[: quantity.start].lower().split()
    pair = quantity.low == _PAIR and before[-1:] == ["the"]
    return pair or (quantity.low > 1 and quantity.low in _count_lists(written))


def _count_lists(written: Statement) -> frozenset[int]:
    """How many names stand in each list of the sentence ("Utah, North Dakota and Indiana")."""
    counts, count = set[int](), 1
    for first, second in pairwise(written.claims.names):
        between = {token.lower for token in written.claims.tokens if first.end <= token.start < second.start}
        count = count + 1 if between and between <= _LISTING else 1
        counts.add(count)
    return frozenset(counts)


def holds_quantity(other: Quantity, quantity: Quantity) -> bool:
    """Whether `quantity` is `other`, rounded or converted; a number that names or counts nothing may be any equal."""
    if _are_opposite(quantity, other):
        return False
    same_number = (quantity.low, quantity.high) == (other.low, other.high)
    if same_number and any(one.unit == IDENTIFIER or not (one.unit or one.counted) for one in (quantity, other)):
        return True
    if quantity.low != quantity.high or other.low != other.high:
        return same_quantity(quantity, other)
    far = abs(quantity.high - other.high) > _ROUNDED_BY * max(abs(quantity.high), abs(other.high))
    return same_quantity(quantity, other) and not (far and quantity.unit == other.unit)


def _follows(quantity: Quantity, written: Statement, evidence: Sequence[Statement]) -> bool:
    """Whether the quantity, with its bound, is so where one of the evidence is."""
    (own,) = list_bounded(written.text, [quantity])
    return any(follows(own, other) for source in evidence for other in list_told(source))


def _is_turned(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether what is at least so many in the evidence is at most so many here, or the other way round."""
    return any(other.low == quantity.low and _are_opposite(other, quantity) for other in known)


def _are_opposite(first: Quantity, second: Quantity) -> bool:
    return {first.bound, second.bound} == {Bound.AT_LEAST, Bound.AT_MOST}


def _names_date(mention: DateMention) -> bool:
    fields = (mention.year, mention.month, mention.day, mention.weekday, mention.time)
    return any(field is not None for field in fields)


def _is_part(start: int, spans: Sequence[DateMention] | Sequence[Name]) -> bool:
    return any(span.start <= start < span.end for span in spans)
