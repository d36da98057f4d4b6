"""Correlation clustering: groups of sentences that report the same main fact, from the pairs that may.

Correlation clustering by local moves: of all partitions, one in which no sentence would do better elsewhere. A pair in
a group earns its score less the threshold, so that a doubtful pair must be outweighed by the group's other pairs, and
no chain of near neighbours joins two facts. A pair that is no candidate is never in one group.
Source: Bansal, Blum and Chawla (2004), "Correlation clustering"; the moves are those of Blondel et al. (2008), phase 1.
See docs/decisions/0011-same-fact.md for how it compares with average and complete linkage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from service.pipeline.clustering.pairs import SimilarPairs
from service.pipeline.text.watching import look_at_clock

_MILLIONTHS = 1_000_000
"""Scores are summed as integers, in millionths, so that a sum does not depend on its order."""


def cluster_by_correlation(pairs: SimilarPairs, *, threshold: float) -> tuple[tuple[int, ...], ...]:
    """A partition of the sentences: groups of indices, each ascending, ordered by their first index.

    pairs: the candidate pairs, each scored in [0, 1]. threshold: the score from which a pair speaks for a group, in
    [0, 1].
    Ties go to where a sentence is, then to the earlier group. Cost: linear in pairs, a few rounds; it ends because each
    move adds to a sum of integers that is bounded.
    """
    partition = _Partition(_Links.of(pairs), threshold=round(threshold * _MILLIONTHS))
    linked = np.union1d(pairs.first, pairs.second).tolist()
    while sum(partition.move(sentence) for sentence in linked):
        pass
    return tuple(tuple(sorted(group)) for group in sorted(partition.members.values(), key=min))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Links:
    """The pairs of each sentence, both ways: those of sentence `i` from `starts[i]` to `starts[i + 1]`.

    others: the other sentence. scores: in millionths.
    """

    starts: list[int]
    others: list[int]
    scores: list[int]

    @classmethod
    def of(cls, pairs: SimilarPairs) -> _Links:
        own = np.concatenate([pairs.first, pairs.second])
        order = np.argsort(own, kind="stable")
        return cls(
            starts=np.searchsorted(own[order], np.arange(pairs.sentences + 1)).tolist(),
            others=np.concatenate([pairs.second, pairs.first])[order].tolist(),
            scores=np.rint(np.tile(pairs.score, 2)[order] * _MILLIONTHS).astype(np.int64).tolist(),
        )

    def of_sentence(self, sentence: int) -> Iterator[tuple[int, int]]:
        """The other sentence of each of its pairs, and the score."""
        own = slice(self.starts[sentence], self.starts[sentence + 1])
        return zip(self.others[own], self.scores[own], strict=True)


class _Partition:
    """Sentences in numbered groups, each alone at first."""

    def __init__(self, links: _Links, *, threshold: int) -> None:
        self._links = links
        self._threshold = threshold
        self._next_group = len(links.starts) - 1
        self._group = list(range(self._next_group))
        self.members = {sentence: {sentence} for sentence in range(self._next_group)}

    def move(self, sentence: int) -> bool:
        """Puts `sentence` where its pairs earn most; whether that is elsewhere."""
        look_at_clock()
        earned: dict[int, int] = {}
        candidates: dict[int, int] = {}
        for other, score in self._links.of_sentence(sentence):
            group = self._group[other]
            earned[group] = earned.get(group, 0) + score - self._threshold
            candidates[group] = candidates.get(group, 0) + 1
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
