"""Pairs of sentences that typed claims cannot decide, left to a model: denials in other words, opposites, other doings.

The model is optional; without it the rules stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol

from service.domain import ConflictKind
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.conflicts.comparison import Affirmation, Claim, Difference
from service.pipeline.conflicts.disputes import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights

_COSINE = 2.0
_NEEDED = 2.4
"""Rare words, or nearness, that two sentences need in common for the model to be asked about them."""
_MOST_ASKED = 256
"""Pairs that the model is asked about, the nearest first: what a request can afford."""
_CONTRADICTED = 0.5
"""Probability from which two sentences contradict each other, in both directions."""


class Judgement(Protocol):
    """What a model says of a pair; probabilities in [0, 1]."""

    @property
    def entailed(self) -> float: ...

    @property
    def contradicted(self) -> float: ...


class ContradictionModel(Protocol):
    """Judges pairs of evidence and claim, each by itself."""

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> Sequence[Judgement]: ...


def find_contradictions(
    statements: Sequence[MemberClaims],
    decided: Collection[frozenset[int]],
    weights: WordWeights,
    nearness: Nearness,
    *,
    model: ContradictionModel,
    check: Callable[[], None],
) -> Iterator[Edge]:
    """Pairs of statements of different articles, by their places, that the model finds to contradict each other.

    decided: pairs of places that claims have decided already; they are not asked about. check: called between two
    batches, may raise. Cost: at most 512 judgements.
    """
    candidates = sorted(_list_candidates(statements, decided, weights, nearness))[:_MOST_ASKED]
    texts = [(statements[one].text, statements[other].text) for _, one, other in candidates]
    there = model.judge(texts, check=check)
    back = model.judge([(other, one) for one, other in texts], check=check)
    for (_, one, other), forth, backward in zip(candidates, there, back, strict=True):
        if min(forth.contradicted, backward.contradicted) >= _CONTRADICTED:
            claims = [_whole(statements[place]) for place in (one, other)]
            about = content_stems(statements[one].claims.tokens) & content_stems(statements[other].claims.tokens)
            yield one, other, Difference(kind=ConflictKind.NEGATION, first=claims[0], second=claims[1], about=about)


def _list_candidates(
    statements: Sequence[MemberClaims],
    decided: Collection[frozenset[int]],
    weights: WordWeights,
    nearness: Nearness,
) -> Iterator[tuple[float, int, int]]:
    """Near pairs that are not decided, each with its nearness turned round, so that the nearest sort first."""
    stems = [content_stems(statement.claims.tokens) for statement in statements]
    for one, first in enumerate(statements):
        for other in range(one + 1, len(statements)):
            second = statements[other]
            if first.article.index == second.article.index or frozenset((one, other)) in decided:
                continue
            near = _COSINE * max(0.0, nearness(first.member.sentence, second.member.sentence))
            evidence = weights.weigh(stems[one] & stems[other]) + near
            if evidence >= _NEEDED:
                yield -evidence, one, other


def _whole(statement: MemberClaims) -> Claim:
    """All that a sentence says, by its first word."""
    first = statement.claims.tokens[0]
    return Affirmation(start=first.start, end=first.end)
