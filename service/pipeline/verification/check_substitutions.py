"""Substitutions in copied words: a name, number or date for another one, a denial more or less."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.claims.dates import same_date
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.names import Name
from service.pipeline.claims.negation import IMPLIED_DENIALS
from service.pipeline.claims.quantity import Quantity
from service.pipeline.verification.anaphora import is_named, stands_for
from service.pipeline.verification.check_numbers import CALENDAR, holds_quantity
from service.pipeline.verification.clauses import Word, list_names, share_name
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.gaps import Gap, denies
from service.pipeline.verification.statements import Statement

_SHORT_CUT = 3
"""Words that may be left out with a "not" for its denial to be taken back; more are a clause of its own."""


def check_substitutions(comparison: Comparison) -> Finding | None:
    """Where the sentence repeats one of the evidence but for a name, number, date or "not"."""
    found = [
        [change for gap in gaps for change in _list_changes(gap, comparison.written)] for gaps in comparison.retellings
    ]
    words = min(found, key=len, default=[])
    return Finding(kind=Inconsistency.CHANGE, words=tuple(dict.fromkeys(words))) if words else None


def _list_changes(gap: Gap, written: Statement) -> list[str]:
    return [
        *_change_names(gap, written),
        *_change_quantities(gap, written),
        *_change_days(gap, written),
        *_change_denials(gap, written),
        *_change_subject(gap, written),
    ]


def _change_names(gap: Gap, written: Statement) -> list[str]:
    names = list_names(gap.written, written)
    others = [name for name in list_names(gap.copied, gap.source) if name.certain or _is_proper(name, gap.source)]
    days = [word.token.text for word in gap.copied if _is_day(word)]
    if not names or not (others or (days and gap.inner)):
        return []
    instead = others[0].text if others else days[0]
    return [f"{name.text} for {instead}" for name in names if not share_name([name], others)]


def _is_proper(name: Name, source: Statement) -> bool:
    """Whether what opens a sentence is a name elsewhere in its article, inside a sentence."""
    return bool(re.search(rf"[a-z,] {re.escape(name.text)}\b", source.context))


def _change_quantities(gap: Gap, written: Statement) -> list[str]:
    own = [q for q in written.claims.quantities if _is_inside(q.start, gap.written)]
    other = [q for q in gap.source.claims.quantities if _is_inside(q.start, gap.copied)]
    return [
        f"{written.text[q.start : q.end]} for {gap.source.text[other[0].start : other[0].end]}"
        for q in own
        if other and not any(holds_quantity(one, q) for one in other) and not _is_of_holder(q, gap.source, written)
    ]


def _is_of_holder(quantity: Quantity, source: Statement, written: Statement) -> bool:
    """Whether the source has a number directly behind a name that is written, too: "Lunde has 17 books and Moe 31"."""
    holders = [
        name
        for other in source.claims.quantities
        if holds_quantity(other, quantity)
        for name in source.claims.names
        if name.end <= other.start and not source.text[name.end : other.start].strip(" ,:(")
    ]
    return share_name(holders, written.claims.names)


def _change_subject(gap: Gap, written: Statement) -> list[str]:
    """A name that opens the sentence where the evidence has another subject, or a pronoun not known to be it."""
    names = [name for name in list_names(gap.written[:1], written) if name.certain or _is_proper(name, gap.source)]
    if not gap.opening or not names or not gap.copied or list_names(gap.copied, gap.source):
        return []
    if stands_for(gap) and (is_named(names[0], gap.source) or not gap.source.lead):
        return []
    return [f"{names[0].text} for {' '.join(word.token.text for word in gap.copied)}"]


def _change_days(gap: Gap, written: Statement) -> list[str]:
    if _names_same_day(gap, written):
        return []
    own, other = ([word.token for word in words if _is_day(word)] for words in (gap.written, gap.copied))
    same = {token.lower for token in other}
    return [f"{token.text} for {other[0].text}" for token in own if other and token.lower not in same]


def _names_same_day(gap: Gap, written: Statement) -> bool:
    """Whether both name one day, as "September 9" and "Monday" do on the day after."""
    read = extract_claims(written.text, language=written.language, published_at=gap.source.published_at)
    own = [mention for mention in read.dates if _is_inside(mention.start, gap.written)]
    other = [mention for mention in gap.source.claims.dates if _is_inside(mention.start, gap.copied)]
    return bool(own) and all(any(same_date(one, two) for two in other) for one in own)


def _change_denials(gap: Gap, written: Statement) -> list[str]:
    own, other = ([word.token.text for word in words if denies(word)] for words in (gap.written, gap.copied))
    if (
        not gap.inner
        or gap.denied
        or len(own) == len(other)
        or len(gap.written) > _SHORT_CUT
        or len(gap.copied) > _SHORT_CUT
    ):
        return []
    balanced = _implies(gap.source, written) if own else _implies(written, gap.source)
    return [] if balanced else own or other


def _implies(one: Statement, other: Statement) -> bool:
    """Whether one denies by a verb that the other lacks: "failed to land" beside "did not land"."""
    own, others = ({token.lower for token in statement.claims.tokens} for statement in (one, other))
    return bool((own - others) & IMPLIED_DENIALS)


def _is_day(word: Word) -> bool:
    return word.token.capitalized and word.token.lower in CALENDAR


def _is_inside(start: int, words: Sequence[Word]) -> bool:
    return bool(words) and words[0].token.start <= start < words[-1].token.end
