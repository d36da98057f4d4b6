"""Expected support: how many independent sources may be expected to say what a sentence says.

A group says which sources report a fact; some of its members say it more surely than others. Each source counts by the
likelihood that the nearest of its members tells what the sentence tells, so that of facts with equal coverage the one
that all tell alike comes first, and of a group's members the one that all others stand close to.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.pipeline.clustering import SimilarPairs
from service.pipeline.sources import RankedGroup
from service.pipeline.text.watching import look_at_clock


def expect_sources(groups: Sequence[RankedGroup], pairs: SimilarPairs, wording: Sequence[int]) -> NDArray[np.float64]:
    """The expected number of independent sources behind each sentence: 1 to its group's coverage.

    pairs: of wordings, scored by how surely both say one thing. wording: of each sentence, its number in `pairs`.
    A sentence in no group counts its own source. Shape: (sentences,).
    """
    scores = zip(pairs.first.tolist(), pairs.second.tolist(), pairs.score.tolist(), strict=True)
    score = {(first, second): value for first, second, value in scores}
    expected = np.ones(len(wording))
    for group in groups:
        look_at_clock()
        of_wording: defaultdict[int, set[int]] = defaultdict(set)
        for i, source in zip(group.members, group.source, strict=True):
            of_wording[wording[i]].add(source)
        told = {own: _expect(own, of_wording, score) for own in of_wording}
        expected[list(group.members)] = [told[wording[i]] for i in group.members]
    return expected


def _expect(own: int, of_wording: dict[int, set[int]], score: dict[tuple[int, int], float]) -> float:
    """Over a group's sources, the sum of the best score that a wording of each has with `own`, which itself has 1."""
    look_at_clock()
    best = dict.fromkeys(of_wording[own], 1.0)
    for other, sources in of_wording.items():
        value = score.get((min(own, other), max(own, other)), 0.0)
        best.update((source, value) for source in sources if value > best.get(source, 0.0))
    return math.fsum(best.values())
