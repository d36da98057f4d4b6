"""Pairs of sentences that typed claims cannot decide, left to a model: denials in other words, opposites, other doings.

The model is optional; without it the rules stand alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Protocol

from service.domain import ConflictKind
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.conflicts.comparison import Difference, Predicate
from service.pipeline.conflicts.disputes import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights

_COSINE = 2.0
_NEEDED = 2.4
"""Rare words, or nearness, that two sentences need in common for the model to be asked about them."""
_MOST_ASKED = 256
"""Pairs that the model is asked about, the nearest first: what a request can afford."""
_CONTRADICTED = 0.5
"""Probability from which two sentences contradict each other, in both directions."""
_PASSING = frozenset({"is", "are", "has", "have", "will", "would", "still", "yet", "remain", "remains", "may", "could"})
"""Words of what is so, or is to come, as of a report. Two in three sentences whose value was replaced have one, and one
in five of those that others contradict."""


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
    batches, may raise. Cost: at most twice `_MOST_ASKED` judgements, and few more than that.
    """
    near = sorted(_list_candidates(statements, decided, weights, nearness))[:_MOST_ASKED]
    pairs = [(one, other) for _, one, other in near]
    pairs = _keep_contradicting(pairs, statements, model, check)
    back = _keep_contradicting([(other, one) for one, other in pairs], statements, model, check)
    for other, one in back:
        yield one, other, _differ(statements, one, other)


def _keep_contradicting(
    pairs: Sequence[tuple[int, int]],
    statements: Sequence[MemberClaims],
    model: ContradictionModel,
    check: Callable[[], None],
) -> list[tuple[int, int]]:
    texts = [(_flatten(statements[one].text), _flatten(statements[other].text)) for one, other in pairs]
    judged = model.judge(texts, check=check)
    return [pair for pair, own in zip(pairs, judged, strict=True) if own.contradicted >= _CONTRADICTED]


def _differ(statements: Sequence[MemberClaims], one: int, other: int) -> Difference:
    """What two statements disagree about as wholes; those of one group stand on one side, unless it holds both."""
    first, second = statements[one], statements[other]
    apart = first.group_id == second.group_id
    claims = [
        Predicate(
            start=statement.claims.tokens[0].start,
            end=statement.claims.tokens[0].end,
            stem=f"{statement.group_id}/{place}" if apart else statement.group_id,
        )
        for place, statement in ((one, first), (other, second))
    ]
    about = content_stems(first.claims.tokens) & content_stems(second.claims.tokens)
    return Difference(
        kind=ConflictKind.NEGATION, first=claims[0], second=claims[1], about=about, moves=_has_moved(first, second)
    )


def _has_moved(first: MemberClaims, second: MemberClaims) -> bool:
    """Whether the earlier report tells what is so or is to come, which a later one may tell otherwise."""
    one, other = first.article.published_at, second.article.published_at
    if one is None or other is None or one == other:
        return False
    earlier = first if one < other else second
    return any(token.lower in _PASSING for token in earlier.claims.tokens)


def _flatten(text: str) -> str:
    return " ".join(text.split())


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
