"""Wrong fusion: parts of different sentences joined where no clause ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.pipeline.verification.clauses import Word, clause_before, list_names, opens_with_anaphor, share_name
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.decomposition import Decomposition, Run
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.statements import Statement

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


def check_fusion(comparison: Comparison) -> Finding | None:
    """Where what is copied from one sentence goes on, inside a clause, with what is copied from another one."""
    written, evidence = comparison.written, comparison.evidence
    decomposition = comparison.decomposition
    places = [
        " ".join(
            word.token.text for word in (*decomposition.read(first)[-_SHOWN:], *decomposition.read(second)[:_SHOWN])
        )
        for first, second in pairwise(decomposition.runs)
        if _is_joined(first, second, decomposition, written) and not _is_fused(second, decomposition, written, evidence)
    ]
    return Finding(kind=Inconsistency.SPLICE, words=tuple(places)) if places else None


def count_joints(comparison: Comparison) -> int:
    """How often words in a row of one sentence are followed, inside a clause, by words in a row of another one."""
    decomposition = comparison.decomposition
    return sum(
        _follows(first, second, decomposition) and len(decomposition.read(second)) >= _LEAST_BEFORE
        for first, second in pairwise(decomposition.runs)
    )


def _is_joined(first: Run, second: Run, decomposition: Decomposition, written: Statement) -> bool:
    """Whether the second run, more than a name, goes on with the clause of the first, or with its subject."""
    between, behind = decomposition.words[first.end : second.start], decomposition.read(second)
    added = (*between, *behind)[0].token.lower in _PREPOSITIONS and second.end < len(decomposition.words)
    return (
        (_follows(first, second, decomposition) or _lacks_subject(first, second, decomposition))
        and not added
        and sum(not word.hyphened for word in behind) >= _LEAST_WORDS
        and sum(word.content and not word.hyphened for word in behind) >= _LEAST_CONTENT
        and any(word.content for word in _leave_out_names(behind, written))
    )


def _follows(first: Run, second: Run, decomposition: Decomposition) -> bool:
    """Whether runs of two sentences follow each other with no clause or word of content between them."""
    before = decomposition.read(first)
    return (
        first.source != second.source
        and not any(word.joint for word in decomposition.words[first.end : second.start + 1])
        and not any(word.content for word in decomposition.words[first.end : second.start])
        and len(before) >= _LEAST_BEFORE
        and any(word.content for word in before)
    )


def _lacks_subject(first: Run, second: Run, decomposition: Decomposition) -> bool:
    """Whether a run of another sentence opens a clause with its verb: its subject is that of the clauses before."""
    opening = decomposition.read(second)[0]
    return (
        first.source != second.source
        and first.end == second.start
        and opening.joint
        and bool(_VERB.fullmatch(opening.token.lower))
        and len(decomposition.read(first)) >= _LEAST_BEFORE
    )


def _is_fused(second: Run, decomposition: Decomposition, written: Statement, evidence: Sequence[Statement]) -> bool:
    """Whether a named subject of one sentence stands for the pronoun, or the same name, of the other one."""
    opened = decomposition.words[second.start].joint
    subject = decomposition.words[: second.start] if opened else clause_before(decomposition.words, second.start)
    names = list_names(subject, written)
    if not opened and (len(subject) > _LONGEST_SUBJECT or not names):
        return False
    replaced = clause_before(decomposition.sources[second.source], second.copied)
    others = list_names(replaced, evidence[second.source])
    pointing = (
        not any(word.content for word in replaced) or opens_with_anaphor(replaced) or opens_with_anaphor(replaced[1:])
    )
    return pointing or share_name(names, others) or (opened and not others)


def _leave_out_names(words: Sequence[Word], statement: Statement) -> list[Word]:
    names = list_names(words, statement)
    return [word for word in words if not any(name.start <= word.token.start < name.end for name in names)]
