"""Substitutions in copied words: a name, number or date for another one, a denial more or less."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from service.pipeline.claims.dates import same_date
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.names import Name
from service.pipeline.claims.negation import IMPLIED_DENIALS
from service.pipeline.verification.check_numbers import CALENDAR, holds_quantity
from service.pipeline.verification.clauses import (
    Word,
    clause_before,
    clause_behind,
    list_names,
    opens_with_anaphor,
    read_words,
    share_name,
)
from service.pipeline.verification.statements import Check, Finding, Statement

_RETOLD = 0.6
"""Share of a sentence's words that stand in one of the evidence, in its order, from which it repeats that one."""
_LONGEST_CHANGE = 8
"""Words that may be in the place of others; more are another clause."""
_SHORT_CUT = 3
"""Words that may be left out with a "not" for its denial to be taken back; more are a clause of its own."""
_MAIN = 5
"""How often an article names whom it is about, so that "she" may be her wherever it stands."""
_DENIED_BEHIND = 4
"""Words behind a "not" that it may deny, across a quotation mark too."""
_DENYING = re.compile(r"not|never|cannot|\b\w*n['’]t")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """What stands in the sentence, and what in the evidence, between two runs that they share.

    opening: whether there is no run in front. inner: whether there is one on both sides. denied: whether a "not" of
    the evidence stands shortly before it.
    """

    source: Statement
    written: Sequence[Word]
    copied: Sequence[Word]
    opening: bool
    inner: bool
    denied: bool


def check_substitutions(written: Statement, evidence: Sequence[Statement]) -> Finding | None:
    """Where the sentence repeats one of the evidence but for a name, number, date or "not"."""
    found: list[list[str]] = []
    for source in evidence:
        gaps = _find_gaps(written, source)
        if gaps is not None:
            found.append([change for gap in gaps for change in _list_changes(gap, written)])
    words = min(found, key=len, default=[])
    return Finding(check=Check.CHANGE, words=tuple(dict.fromkeys(words))) if words else None


def find_resolved_anaphora(written: Statement, evidence: Sequence[Statement]) -> frozenset[Name]:
    """Names that stand where the evidence points back ("she", "the company") at what its article named before."""
    return frozenset(
        name
        for source in evidence
        for gap in _find_gaps(written, source) or ()
        if _stands_for(gap)
        for name in list_names(gap.written, written)
        if _is_named(name, source)
    )


def count_additions(written: Statement, evidence: Sequence[Statement]) -> int:
    """Words of content that the sentence has between those that it repeats, where it repeats one of the evidence."""
    counts = [
        sum(word.content for gap in gaps for word in gap.written)
        for source in evidence
        if (gaps := _find_gaps(written, source)) is not None
    ]
    return min(counts, default=0)


def _stands_for(gap: _Gap) -> bool:
    return opens_with_anaphor(gap.copied) and not list_names(gap.copied, gap.source)


def _is_named(name: Name, source: Statement) -> bool:
    """Whether the article names it shortly before, or again and again."""
    last = name.words[-1]
    return last in source.lead.lower() or source.context.lower().count(last) >= _MAIN


def _list_changes(gap: _Gap, written: Statement) -> list[str]:
    return [
        *_change_names(gap, written),
        *_change_quantities(gap, written),
        *_change_days(gap, written),
        *_change_denials(gap, written),
        *_change_subject(gap, written),
    ]


def _find_gaps(written: Statement, source: Statement) -> list[_Gap] | None:
    """None where the source does not tell the sentence in nearly the same words."""
    words, others = read_words(written), read_words(source)
    matcher = SequenceMatcher(None, [w.token.stem for w in words], [w.token.stem for w in others], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or sum(block.size for block in blocks) < _RETOLD * len(words):
        return None
    gaps = []
    for first, second in pairwise((None, *blocks, None)):
        start, copied_start = (first.a + first.size, first.b + first.size) if first else (0, 0)
        end, copied_end = (second.a, second.b) if second else (len(words), len(others))
        gap = _Gap(
            source=source,
            written=words[start:end],
            copied=_cut_clause(others, copied_start, copied_end, opening=not first, closing=not second),
            opening=not first,
            inner=bool(first and second),
            denied=any(_denies(word) for word in others[max(0, copied_start - _DENIED_BEHIND) : copied_start]),
        )
        if 0 < max(len(gap.written), len(gap.copied)) <= _LONGEST_CHANGE:
            gaps.append(gap)
    return gaps


def _cut_clause(words: Sequence[Word], start: int, end: int, *, opening: bool, closing: bool) -> Sequence[Word]:
    """What stands between two runs; at the ends of a sentence only what belongs to the clause of the run there."""
    if opening:
        return clause_before(words, end)
    return clause_behind(words, start) if closing else words[start:end]


def _change_names(gap: _Gap, written: Statement) -> list[str]:
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


def _change_quantities(gap: _Gap, written: Statement) -> list[str]:
    own = [q for q in written.claims.quantities if _is_inside(q.start, gap.written)]
    other = [q for q in gap.source.claims.quantities if _is_inside(q.start, gap.copied)]
    return [
        f"{written.text[q.start : q.end]} for {gap.source.text[other[0].start : other[0].end]}"
        for q in own
        if other and not any(holds_quantity(one, q) for one in other)
    ]


def _change_subject(gap: _Gap, written: Statement) -> list[str]:
    """A name that opens the sentence where the evidence has another subject, or a pronoun not known to be it."""
    names = [name for name in list_names(gap.written[:1], written) if name.certain or _is_proper(name, gap.source)]
    if not gap.opening or not names or not gap.copied or list_names(gap.copied, gap.source):
        return []
    if _stands_for(gap) and (_is_named(names[0], gap.source) or not gap.source.lead):
        return []
    return [f"{names[0].text} for {' '.join(word.token.text for word in gap.copied)}"]


def _change_days(gap: _Gap, written: Statement) -> list[str]:
    if _names_same_day(gap, written):
        return []
    own, other = ([word.token for word in words if _is_day(word)] for words in (gap.written, gap.copied))
    same = {token.lower for token in other}
    return [f"{token.text} for {other[0].text}" for token in own if other and token.lower not in same]


def _names_same_day(gap: _Gap, written: Statement) -> bool:
    """Whether both name one day, as "September 9" and "Monday" do on the day after."""
    read = extract_claims(written.text, language=written.language, published_at=gap.source.published_at)
    own = [mention for mention in read.dates if _is_inside(mention.start, gap.written)]
    other = [mention for mention in gap.source.claims.dates if _is_inside(mention.start, gap.copied)]
    return bool(own) and all(any(same_date(one, two) for two in other) for one in own)


def _change_denials(gap: _Gap, written: Statement) -> list[str]:
    own, other = ([word.token.text for word in words if _denies(word)] for words in (gap.written, gap.copied))
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


def _denies(word: Word) -> bool:
    return bool(_DENYING.fullmatch(word.token.lower))


def _is_day(word: Word) -> bool:
    return word.token.capitalized and word.token.lower in CALENDAR


def _is_inside(start: int, words: Sequence[Word]) -> bool:
    return bool(words) and words[0].token.start <= start < words[-1].token.end
