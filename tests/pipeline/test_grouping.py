from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.grouping import group_sentences
from service.pipeline.similarity import SimilarPairs


def pairs(sentences: int, scores: dict[tuple[int, int], float]) -> SimilarPairs:
    ordered = sorted(scores)
    return SimilarPairs(
        sentences=sentences,
        first=np.array([a for a, _ in ordered], np.int64),
        second=np.array([b for _, b in ordered], np.int64),
        score=np.array([scores[pair] for pair in ordered], np.float64),
    )


def test_the_nearest_merge_first() -> None:
    scores = {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.2}
    # {0, 1} first; then sentence 2 is at (0.8 + 0.2) / 2 = 0.5 from them.
    assert group_sentences(pairs(3, scores), threshold=0.5) == ((0, 1, 2),)
    assert group_sentences(pairs(3, scores), threshold=0.51) == ((0, 1), (2,))


def test_a_missing_pair_keeps_a_chain_apart() -> None:
    scores = {(0, 1): 0.9, (1, 2): 0.9}
    assert group_sentences(pairs(3, scores), threshold=0.4) == ((0, 1), (2,))


def test_two_pairs_merge_by_the_average_of_all_four() -> None:
    scores = {(0, 1): 0.9, (2, 3): 0.9, (0, 2): 0.6, (0, 3): 0.4, (1, 2): 0.6, (1, 3): 0.4}
    assert group_sentences(pairs(4, scores), threshold=0.5) == ((0, 1, 2, 3),)
    assert group_sentences(pairs(4, scores), threshold=0.55) == ((0, 1), (2, 3))


def test_sentences_without_pairs_stand_alone() -> None:
    assert group_sentences(pairs(2, {}), threshold=0.5) == ((0,), (1,))
    assert group_sentences(pairs(0, {}), threshold=0.5) == ()


@given(
    st.integers(2, 7).flatmap(lambda n: st.tuples(st.just(n), st.lists(st.integers(0, 10), min_size=21, max_size=21)))
)
def test_groups_partition_the_sentences_and_hold_candidates_only(drawn: tuple[int, list[int]]) -> None:
    sentences, values = drawn
    scores = {
        pair: value / 10
        for pair, value in zip(itertools.combinations(range(sentences), 2), values, strict=False)
        if value > 2
    }
    groups = group_sentences(pairs(sentences, scores), threshold=0.5)
    assert sorted(i for group in groups for i in group) == list(range(sentences))
    for group in groups:
        inside = [scores.get(pair, 0.0) for pair in itertools.combinations(group, 2)]
        assert all(inside)
