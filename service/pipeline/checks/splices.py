"""Parts of different sentences joined where no clause ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.pipeline.checks.clauses import Word, clause_before, list_names, points_back, share_name
from service.pipeline.checks.copying import Run, Tracing, trace_copies
from service.pipeline.checks.findings import Check, Finding, Statement

_LEAST_WORDS, _LEAST_CONTENT = 4, 2
"""Words in a row, and those of content among them, that go on with another sentence. With 3 in a row 70% of random
halves were seen instead of 67%, and twice as many human sentences taken for such."""
_LEAST_BEFORE = 2
"""Words in a row in front of them."""
_LONGEST_SUBJECT = 6
"""Words of a subject that may stand for the pronoun of another sentence."""
_PREPOSITIONS = frozenset(
    {"in", "on", "at", "with", "by", "from", "for", "to", "of", "near", "during", "about", "into"}
)
"""They open what people add from another sentence. What goes on to the end is rather the end of another sentence."""
_VERB = re.compile(r"is|are|was|were|has|have|had|will|would|can|could|may|said|says|told|\b\w{2,}ed")
"""What opens a clause that has no subject of its own, in English."""
_SHOWN = 2
"""Words on each side of the joint that a reason names."""


def check_splices(written: Statement, evidence: Sequence[Statement]) -> Finding | None:
    """Where what is copied from one sentence goes on, inside a clause, with what is copied from another one."""
    tracing = trace_copies(written, evidence)
    places = [
        " ".join(word.token.text for word in (*tracing.read(first)[-_SHOWN:], *tracing.read(second)[:_SHOWN]))
        for first, second in pairwise(tracing.runs)
        if _is_joined(first, second, tracing, written) and not _is_fused(second, tracing, written, evidence)
    ]
    return Finding(check=Check.SPLICE, words=tuple(places)) if places else None


def count_joints(written: Statement, evidence: Sequence[Statement]) -> int:
    """How often words in a row of one sentence are followed, inside a clause, by words in a row of another one."""
    tracing = trace_copies(written, evidence)
    return sum(
        _follows(first, second, tracing) and len(tracing.read(second)) >= _LEAST_BEFORE
        for first, second in pairwise(tracing.runs)
    )


def _is_joined(first: Run, second: Run, tracing: Tracing, written: Statement) -> bool:
    """Whether the second run, more than a name, goes on with the clause of the first, or with its subject."""
    between, behind = tracing.words[first.end : second.start], tracing.read(second)
    added = (*between, *behind)[0].token.lower in _PREPOSITIONS and second.end < len(tracing.words)
    return (
        (_follows(first, second, tracing) or _lacks_subject(first, second, tracing))
        and not added
        and sum(not word.hyphened for word in behind) >= _LEAST_WORDS
        and sum(word.content and not word.hyphened for word in behind) >= _LEAST_CONTENT
        and any(word.content for word in _leave_out_names(behind, written))
    )


def _follows(first: Run, second: Run, tracing: Tracing) -> bool:
    """Whether runs of two sentences follow each other with no clause or word of content between them."""
    before = tracing.read(first)
    return (
        first.source != second.source
        and not any(word.joint for word in tracing.words[first.end : second.start + 1])
        and not any(word.content for word in tracing.words[first.end : second.start])
        and len(before) >= _LEAST_BEFORE
        and any(word.content for word in before)
    )


def _lacks_subject(first: Run, second: Run, tracing: Tracing) -> bool:
    """Whether a run of another sentence opens a clause with its verb: its subject is that of the clauses before."""
    opening = tracing.read(second)[0]
    return (
        first.source != second.source
        and first.end == second.start
        and opening.joint
        and bool(_VERB.fullmatch(opening.token.lower))
        and len(tracing.read(first)) >= _LEAST_BEFORE
    )


def _is_fused(second: Run, tracing: Tracing, written: Statement, evidence: Sequence[Statement]) -> bool:
    """Whether a named subject of one sentence stands for the pronoun, or the same name, of the other one."""
    opened = tracing.words[second.start].joint
    subject = tracing.words[: second.start] if opened else clause_before(tracing.words, second.start)
    names = list_names(subject, written)
    if not opened and (len(subject) > _LONGEST_SUBJECT or not names):
        return False
    replaced = clause_before(tracing.sources[second.source], second.copied)
    others = list_names(replaced, evidence[second.source])
    pointing = not any(word.content for word in replaced) or points_back(replaced) or points_back(replaced[1:])
    return pointing or share_name(names, others) or (opened and not others)


def _leave_out_names(words: Sequence[Word], statement: Statement) -> list[Word]:
    names = list_names(words, statement)
    return [word for word in words if not any(name.start <= word.token.start < name.end for name in names)]
