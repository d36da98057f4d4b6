"""How much of a sentence the evidence says in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.checks.findings import Statement

_LEAST_RUN = 4
"""Stems that two sentences must have in a row for the one to be copied from the other. With 4, two thirds of halves
joined at random are seen and one human sentence in a hundred is taken for such; with 3, 70% and two."""
_JOINTS = frozenset(",;:—–-“”\"'()") | {
    "and",
    "but",
    "or",
    "while",
    "as",
    "when",
    "who",
    "which",
    "that",
    "after",
    "before",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Shares in [0, 1] of a sentence's content words, pairs and triples of stems that stand in one of the evidence.

    splices: how often a run copied from one sentence goes on, inside a clause, with a run of another sentence.
    missing: words of content that no evidence has, as written.
    """

    words: float
    pairs: float
    triples: float
    splices: int
    missing: tuple[str, ...]


def measure_overlap(written: Statement, evidence: Sequence[Statement]) -> Overlap:
    """The overlap of a sentence with its evidence. Cost: its length times that of the evidence."""
    held = frozenset[str]().union(*(source.terms.content for source in evidence))
    content = written.terms.content
    return Overlap(
        words=len(content & held) / len(content) if content else 1.0,
        pairs=_share(written, evidence, 2),
        triples=_share(written, evidence, 3),
        splices=_count_splices(written, evidence),
        missing=tuple(
            dict.fromkeys(
                token.text
                for token in written.claims.tokens
                if token.content and token.stem in content and token.stem not in held
            )
        ),
    )


def _share(written: Statement, evidence: Sequence[Statement], length: int) -> float:
    own = _grams(written.terms.stems, length)
    held = frozenset[tuple[str, ...]]().union(*(frozenset(_grams(source.terms.stems, length)) for source in evidence))
    return sum(gram in held for gram in own) / len(own) if own else 1.0


def _grams(stems: Sequence[str], length: int) -> list[tuple[str, ...]]:
    return [tuple(stems[i : i + length]) for i in range(len(stems) - length + 1)]


def _count_splices(written: Statement, evidence: Sequence[Statement]) -> int:
    stems = [token.stem for token in written.claims.tokens]
    sources = [[token.stem for token in source.claims.tokens] for source in evidence]
    splices, place, last = 0, 0, -1
    previous: frozenset[int] = frozenset()
    while place < len(stems):
        run, homes = _longest_run(stems, place, sources)
        if run >= _LEAST_RUN:
            joined = last == place and not _JOINTS & {stems[place], stems[place - 1]}
            splices += bool(joined and previous and not previous & homes)
            previous, last = homes, place + run
            place += run
        else:
            place += 1
    return splices


def _longest_run(stems: Sequence[str], place: int, sources: Sequence[Sequence[str]]) -> tuple[int, frozenset[int]]:
    """The longest run from `place` that a source holds, and which sources hold it."""
    best, homes = 0, set[int]()
    for number, source in enumerate(sources):
        for start in range(len(source)):
            run = 0
            while place + run < len(stems) and start + run < len(source) and stems[place + run] == source[start + run]:
                run += 1
            if run > best:
                best, homes = run, {number}
            elif run == best and run:
                homes.add(number)
    return best, frozenset(homes)
