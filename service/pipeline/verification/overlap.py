"""How much of a sentence the evidence says in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.text.watching import look_at_clock
from service.pipeline.verification.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Shares in [0, 1] of a sentence's content words, pairs and triples of stems that stand in one of the evidence.

    missing: words of content that no evidence has, as written.
    """

    words: float
    pairs: float
    triples: float
    missing: tuple[str, ...]


def measure_overlap(written: Statement, evidence: Sequence[Statement]) -> Overlap:
    """The overlap of a sentence with its evidence. Cost: linear."""
    look_at_clock()
    held = frozenset[str]().union(*(source.terms.content for source in evidence))
    content = written.terms.content
    return Overlap(
        words=len(content & held) / len(content) if content else 1.0,
        pairs=_share(written, evidence, 2),
        triples=_share(written, evidence, 3),
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
