"""Groups that may report one fact and were not joined, so that nobody takes a fact for one source's own too soon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from service.pipeline.clustering import SimilarPairs
from service.pipeline.sources import RankedGroup
from service.pipeline.text.watching import look_at_clock

_MOST_NEAR = 5


def find_near_groups(
    groups: Sequence[RankedGroup], pairs: SimilarPairs, wording: Sequence[int], *, least: float
) -> list[tuple[tuple[int, float], ...]]:
    """Of each group, the places of those that come nearest to it and how near, at most 5, the nearest first.

    How near: the highest score of a pair of their wordings, at least `least`. pairs: of wordings. wording: of each
    sentence, its number in `pairs`. Of those equally near, the better supported comes first.
    """
    group_of = {wording[member]: place for place, group in enumerate(groups) for member in group.members}
    nearest: defaultdict[tuple[int, int], float] = defaultdict(float)
    for first, second, score in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True):
        look_at_clock()
        one, other = group_of.get(first), group_of.get(second)
        if score >= least and one is not None and other is not None and one != other:
            nearest[one, other] = nearest[other, one] = max(score, nearest[one, other])
    near: list[list[tuple[int, float]]] = [[] for _ in groups]
    for (one, other), score in nearest.items():
        near[one].append((other, score))
    return [tuple(sorted(found, key=lambda one: (-one[1], one[0]))[:_MOST_NEAR]) for found in near]
