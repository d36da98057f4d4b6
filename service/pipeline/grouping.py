"""Groups of sentences that report the same main fact, from the similarity of pairs.

Average linkage (Sokal and Michener, 1958) over candidate pairs, with a bound on the farthest pair: two groups merge
only if every pair between them is a candidate, so that no chain of near neighbours joins two different facts.
"""

from __future__ import annotations

import heapq

from service.pipeline.similarity import SimilarPairs

_MILLIONTHS = 1_000_000
"""Scores are summed as integers, in millionths, so that a sum does not depend on its order."""
_PAIR = 1 << 48
"""What stands between two groups is one integer: _PAIR for each candidate pair, plus the sum of their scores."""


def group_sentences(pairs: SimilarPairs, *, threshold: float) -> tuple[tuple[int, ...], ...]:
    """A partition of the sentences: groups of indices, each ascending, ordered by their first index.

    pairs: the candidate pairs, each scored in [0, 1]; a pair that is missing is never in one group.
    threshold: least average score between two groups that merge, in [0, 1].
    Ties go to the earlier sentences. Cost: O(p log p) for p candidate pairs.
    """
    groups: dict[int, tuple[int, ...]] = {i: (i,) for i in range(pairs.sentences)}
    links: list[dict[int, int]] = [{} for _ in range(pairs.sentences)]
    heap: list[tuple[float, int, int, int, int]] = []
    for first, second, score in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True):
        links[first][second] = links[second][first] = _PAIR + round(score * _MILLIONTHS)
        if score >= threshold:
            heap.append((-score, first, second, 1, 1))
    heapq.heapify(heap)
    while heap:
        _, a, b, size_a, size_b = heapq.heappop(heap)
        if a not in groups or b not in groups or (len(groups[a]), len(groups[b])) != (size_a, size_b):
            continue
        groups[a] += groups.pop(b)
        _merge_links(a, b, links)
        for other, link in links[a].items():
            pairs_between, total = divmod(link, _PAIR)
            possible = len(groups[a]) * len(groups[other])
            if pairs_between == possible and total >= threshold * _MILLIONTHS * possible:
                one, two = min(a, other), max(a, other)
                entry = (-total / (_MILLIONTHS * possible), one, two, len(groups[one]), len(groups[two]))
                heapq.heappush(heap, entry)
    return tuple(tuple(sorted(groups[first])) for first in sorted(groups))


def _merge_links(a: int, b: int, links: list[dict[int, int]]) -> None:
    """Adds what links group `b` to others to what links `a`; a merged group keeps the lesser index."""
    links[a].pop(b)
    links[b].pop(a)
    for other, link in links[b].items():
        del links[other][b]
        links[a][other] = links[other][a] = links[a].get(other, 0) + link
    links[b] = {}
