"""Gaps: where a sentence and one that it repeats differ, between the runs of words that both have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from service.pipeline.verification.clauses import Word, clause_before, clause_behind, read_words
from service.pipeline.verification.statements import Statement

_RETOLD = 0.6
"""Share of a sentence's words that stand in one of the evidence, in its order, from which it repeats that one."""
_LONGEST_CHANGE = 8
"""Words that may be in the place of others; more are another clause."""
_DENIED_BEHIND = 4
"""Words behind a "not" that it may deny, across a quotation mark too."""
_DENYING = re.compile(r"not|never|cannot|\b\w*n['’]t")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
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


def find_gaps(written: Statement, source: Statement) -> tuple[Gap, ...] | None:
    """The gaps in order; None where the source does not tell the sentence in nearly the same words."""
    words, others = read_words(written), read_words(source)
    stems, other_stems = [word.token.stem for word in words], [word.token.stem for word in others]
    # No blocks hold more than the longest common subsequence. That is found far sooner, and seldom long enough.
    if LCSseq.similarity(stems, other_stems) < _RETOLD * len(words):
        return None
    # Blocks begin with the longest run, as people copy; the longest subsequence breaks runs up for single words.
    matcher = SequenceMatcher(None, stems, other_stems, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or sum(block.size for block in blocks) < _RETOLD * len(words):
        return None
    gaps = []
    for first, second in pairwise((None, *blocks, None)):
        start, copied_start = (first.a + first.size, first.b + first.size) if first else (0, 0)
        end, copied_end = (second.a, second.b) if second else (len(words), len(others))
        gap = Gap(
            source=source,
            written=words[start:end],
            copied=_cut_clause(others, copied_start, copied_end, opening=not first, closing=not second),
            opening=not first,
            inner=bool(first and second),
            denied=any(denies(word) for word in others[max(0, copied_start - _DENIED_BEHIND) : copied_start]),
        )
        if 0 < max(len(gap.written), len(gap.copied)) <= _LONGEST_CHANGE:
            gaps.append(gap)
    return tuple(gaps)


def count_additions(retellings: Iterable[Sequence[Gap]]) -> int:
    """Words of content that a sentence has between those that it repeats, beside the source from which it has most.

    retellings: its gaps to each source that it repeats.
    """
    return min((sum(word.content for gap in gaps for word in gap.written) for gaps in retellings), default=0)


def denies(word: Word) -> bool:
    """Whether it is a "not"."""
    return bool(_DENYING.fullmatch(word.token.lower))


def _cut_clause(words: Sequence[Word], start: int, end: int, *, opening: bool, closing: bool) -> Sequence[Word]:
    """What stands between two runs; at the ends of a sentence only what belongs to the clause of the run there."""
    if opening:
        return clause_before(words, end)
    return clause_behind(words, start) if closing else words[start:end]
