"""Correlation clustering: groups of sentences that report the same main fact, from the pairs that may.

Correlation clustering by local moves: of all partitions, one in which no sentence would do better elsewhere. A pair in
a group earns its score less the threshold, so that a doubtful pair must be outweighed by the group's other pairs, and
no chain of near neighbours joins two facts. A pair that is no candidate is never in one group.
Source: Bansal, Blum and Chawla (2004), "Correlation clustering"; the moves are those of Blondel et al. (2008), phase 1.
See docs/decisions/0011-same-fact.md for how it compares with average and complete linkage.
"""

from __future__ import annotations

from collections import defaultdict

from service.pipeline.clustering.pairs import SimilarPairs

_MILLIONTHS = 1_000_000
"""Scores are summed as integers, in millionths, so that a sum does not depend on its order."""


def cluster_by_correlation(pairs: SimilarPairs, *, threshold: float) -> tuple[tuple[int, ...], ...]:
    """A partition of the sentences: groups of indices, each ascending, ordered by their first index.

    pairs: the candidate pairs, each scored in [0, 1]. threshold: the score from which a pair speaks for a group, in
    [0, 1].
    Ties go to where a sentence is, then to the earlier group. Cost: linear in pairs, a few rounds; it ends because each
    move adds to a sum of integers that is bounded.
    """
    links: list[dict[int, int]] = [{} for _ in range(pairs.sentences)]
    for first, second, score in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True):
        links[first][second] = links[second][first] = round(score * _MILLIONTHS)
    partition = _Partition(links, threshold=round(threshold * _MILLIONTHS))
    linked = [sentence for sentence, own in enumerate(links) if own]
    while sum(partition.move(sentence) for sentence in linked):
        pass
    return tuple(tuple(sorted(group)) for group in sorted(partition.members.values(), key=min))


class _Partition:
    """Sentences in numbered groups, each alone at first."""

    def __init__(self, links: list[dict[int, int]], *, threshold: int) -> None:
        self._links = links
        self._threshold = threshold
        self._group = list(range(len(links)))
        self._next_group = len(links)
        self.members = {sentence: {sentence} for sentence in range(len(links))}

    def move(self, sentence: int) -> bool:
        """Puts `sentence` where its pairs earn most; whether that is elsewhere."""
        earned: defaultdict[int, int] = defaultdict(int)
        candidates: defaultdict[int, int] = defaultdict(int)
        for other, score in self._links[sentence].items():
            earned[self._group[other]] += score - self._threshold
            candidates[self._group[other]] += 1
        own = self._group[sentence]
        best, target = earned.get(own, 0), own
        if best < 0:
            best, target = 0, self._next_group
        for group in sorted(earned):
            if earned[group] > best and candidates[group] == len(self.members[group]):
                best, target = earned[group], group
        if target == own:
            return False
        self._next_group += target == self._next_group
        self.members[own].discard(sentence)
        if not self.members[own]:
            del self.members[own]
        self.members.setdefault(target, set()).add(sentence)
        self._group[sentence] = target
        return True
