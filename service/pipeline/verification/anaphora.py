"""Anaphora of the evidence that a sentence resolves: the name that stands for "she", or whom a quotation quotes."""

from __future__ import annotations

from service.pipeline.claims.names import Name
from service.pipeline.text.quotations import has_quotation_mark, stands_alone
from service.pipeline.text.segmentation import split_text
from service.pipeline.verification.check_quotations import read_quoted
from service.pipeline.verification.clauses import list_names, opens_with_anaphor
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.gaps import Gap
from service.pipeline.verification.statements import Statement

_MAIN = 5
"""How often an article names whom it is about, so that "she" may be her wherever it stands."""
_BEFORE = 400
"""Characters in which the sentence before a quotation is looked for."""


def find_resolved_anaphora(comparison: Comparison) -> frozenset[Name]:
    """Names that stand where the evidence points back ("she", "the company") at what its article named before."""
    return frozenset(
        name
        for gaps in comparison.retellings
        for gap in gaps
        if stands_for(gap)
        for name in list_names(gap.written, comparison.written)
        if is_named(name, gap.source)
    )


def find_implied_speakers(comparison: Comparison) -> frozenset[Name]:
    """Names of whom the sentence before a quotation quotes, where the quotation itself is put in nobody's mouth."""
    return frozenset(
        name
        for source in comparison.evidence
        if stands_alone(source.text) and has_quotation_mark(before := _last_sentence(source.lead))
        for name in comparison.written.claims.names
        if name.words[-1] in read_quoted(before)
    )


def stands_for(gap: Gap) -> bool:
    """Whether what the evidence has in a gap points back and names nothing."""
    return opens_with_anaphor(gap.copied) and not list_names(gap.copied, gap.source)


def is_named(name: Name, source: Statement) -> bool:
    """Whether the article names it shortly before the sentence, or again and again."""
    last = name.words[-1]
    return last in source.lead.lower() or source.context.lower().count(last) >= _MAIN


def _last_sentence(lead: str) -> str:
    sentences = split_text(lead[-_BEFORE:])
    return sentences[-1] if sentences else ""
