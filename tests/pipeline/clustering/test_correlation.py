from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.clustering.correlation import cluster_by_correlation
from service.pipeline.clustering.pairs import SimilarPairs

Scores = dict[tuple[int, int], float]


def pairs(sentences: int, scores: Scores, order: Sequence[tuple[int, int]] | None = None) -> SimilarPairs:
    ordered = sorted(scores) if order is None else order
    return SimilarPairs(
        sentences=sentences,
        first=np.array([a for a, _ in ordered], np.int64),
        second=np.array([b for _, b in ordered], np.int64),
        score=np.array([scores[pair] for pair in ordered], np.float64),
    )


def test_a_doubtful_pair_is_outweighed_by_the_others_of_its_group() -> None:
    # Beside 0 and 1, sentence 2 earns 0.3 with the one and loses 0.2, or 0.4, with the other.
    assert cluster_by_correlation(pairs(3, {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.3}), threshold=0.5) == ((0, 1, 2),)
    assert cluster_by_correlation(pairs(3, {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.1}), threshold=0.5) == ((0, 1), (2,))


def test_a_pair_that_is_no_candidate_keeps_a_chain_apart() -> None:
    scores = {(0, 1): 0.9, (1, 2): 0.9, (2, 3): 0.9}
    assert cluster_by_correlation(pairs(4, scores), threshold=0.1) == ((0, 1), (2, 3))


def test_the_middle_of_a_chain_goes_where_it_earns_more_and_stays_where_it_earns_the_same() -> None:
    assert cluster_by_correlation(pairs(3, {(0, 1): 0.9, (1, 2): 0.95}), threshold=0.5) == ((0,), (1, 2))
    assert cluster_by_correlation(pairs(3, {(0, 1): 0.9, (1, 2): 0.9}), threshold=0.5) == ((0, 1), (2,))


def test_of_two_groups_that_earn_the_same_the_earlier_is_taken() -> None:
    # Sentence 4 earns 0.2 beside 0 and 1 and beside 2 and 3.
    scores = {(0, 1): 0.9, (2, 3): 0.9} | {(i, 4): 0.6 for i in range(4)}
    assert cluster_by_correlation(pairs(5, scores), threshold=0.5) == ((0, 1, 4), (2, 3))


def test_a_pair_at_the_threshold_earns_nothing() -> None:
    assert cluster_by_correlation(pairs(2, {(0, 1): 0.5}), threshold=0.5) == ((0,), (1,))
    assert cluster_by_correlation(pairs(2, {(0, 1): 0.500001}), threshold=0.5) == ((0, 1),)


def test_sums_are_exact() -> None:
    # 0.1 above and 0.1 below the threshold are nothing, though in binary fractions (0.4 - 0.3) + (0.2 - 0.3) > 0.
    scores = {(0, 1): 0.9, (0, 2): 0.4, (1, 2): 0.2}
    assert cluster_by_correlation(pairs(3, scores), threshold=0.3) == ((0, 1), (2,))


def test_sentences_without_pairs_stand_alone() -> None:
    assert cluster_by_correlation(pairs(2, {}), threshold=0.5) == ((0,), (1,))
    assert cluster_by_correlation(pairs(0, {}), threshold=0.5) == ()


@st.composite
def graphs(draw: st.DrawFn) -> tuple[int, Scores]:
    """Up to 8 sentences and scores in tenths, of some of their pairs."""
    sentences = draw(st.integers(2, 8))
    possible = list(itertools.combinations(range(sentences), 2))
    values = draw(st.lists(st.integers(0, 10), min_size=len(possible), max_size=len(possible)))
    return sentences, {pair: value / 10 for pair, value in zip(possible, values, strict=True) if value > 2}


def earn(sentence: int, group: Sequence[int], scores: Scores) -> int | None:
    """Tenths that a sentence earns beside the others of `group` at a threshold of a half; None if it may not join."""
    couples = [(min(sentence, other), max(sentence, other)) for other in group if other != sentence]
    return sum(round(10 * scores[pair]) - 5 for pair in couples) if all(pair in scores for pair in couples) else None


@given(graphs())
def test_groups_partition_the_sentences_and_none_would_do_better_elsewhere(graph: tuple[int, Scores]) -> None:
    sentences, scores = graph
    groups = cluster_by_correlation(pairs(sentences, scores), threshold=0.5)
    assert sorted(i for group in groups for i in group) == list(range(sentences))
    assert list(groups) == sorted(tuple(sorted(group)) for group in groups)
    for own in groups:
        for sentence in own:
            earned = earn(sentence, own, scores)
            assert earned is not None, "two sentences in one group are no candidates"
            assert earned >= 0
            assert all(earned >= (earn(sentence, other, scores) or 0) for other in groups if other != own)


@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_changes_nothing(graph: tuple[int, Scores], chance: random.Random) -> None:
    sentences, scores = graph
    order = sorted(scores)
    chance.shuffle(order)
    assert cluster_by_correlation(pairs(sentences, scores, order), threshold=0.5) == cluster_by_correlation(
        pairs(sentences, scores), threshold=0.5
    )
