from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse

from service.pipeline.clustering.candidates import find_candidates
from service.pipeline.clustering.pairs import CandidatePairs
from service.pipeline.text.terms import Terms, extract_terms
from service.pipeline.text.tfidf import multiply_rows, normalize_rows, weigh_rare
from tests.doubles import WordSameFactModel

UNLIKE = ("harbour", "council", "storm", "bridge", "engineer")


def read_terms(*texts: str) -> list[Terms]:
    return [extract_terms(text, "en") for text in texts]


def turn(*degrees: float) -> NDArray[np.float32]:
    """Embeddings in the plane, at these angles."""
    return np.array([(math.cos(math.radians(d)), math.sin(math.radians(d))) for d in degrees], np.float32)


def couples(pairs: CandidatePairs) -> list[tuple[int, int]]:
    return list(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True))


def test_a_pair_has_the_cosines_of_its_embeddings_and_words_and_a_score_of_both() -> None:
    terms = read_terms("storm closed bridge", "storm closed bridge", "storm")
    found = find_candidates(turn(0, 60, -60), terms, neighbours=3)
    # Of 3 sentences the storm is in all, the others in two: log(4/3.5) beside log(4/2.5) twice.
    common, rare = math.log(4 / 3.5), math.log(4 / 2.5)
    share = common / math.sqrt(common**2 + 2 * rare**2)
    assert couples(found) == [(0, 1), (0, 2), (1, 2)]
    assert found.cosine.tolist() == pytest.approx([0.5, 0.5, -0.5], abs=1e-6)
    assert found.words.tolist() == pytest.approx([1.0, share, share])
    assert found.score.tolist() == pytest.approx([0.2 + 0.6, 0.2 + 0.6 * share, 0.0], abs=1e-6)


def test_a_pair_alike_neither_in_meaning_nor_in_words_is_no_candidate() -> None:
    # Cosines: 0.26 for 0 and 1, less for the others.
    assert couples(find_candidates(turn(0, 75, 160), read_terms(*UNLIKE[:3]), neighbours=9)) == [(0, 1)]
    # All words of the one in the other: a cosine of the words of 0.41.
    terms = read_terms("storm harbour council", "storm harbour council bridge")
    assert couples(find_candidates(turn(0, 90), terms, neighbours=9)) == [(0, 1)]


def test_a_sentence_keeps_its_nearest_and_those_that_it_is_nearest_to() -> None:
    embeddings = turn(0, 40, 70)
    terms = read_terms(*UNLIKE[:3])
    assert couples(find_candidates(embeddings, terms, neighbours=1)) == [(0, 1), (1, 2)]
    assert couples(find_candidates(embeddings, terms, neighbours=2)) == [(0, 1), (0, 2), (1, 2)]


def test_what_is_clearly_alike_is_kept_beyond_the_nearest() -> None:
    angles = turn(0, 5, 12, 21)
    # Equal words alone are worth 0.6; embeddings without a common word at most 0.4.
    assert len(find_candidates(angles, read_terms("storm closed bridge") * 4, neighbours=1).first) == 6
    assert couples(find_candidates(angles, read_terms(*UNLIKE[:4]), neighbours=1)) == [(0, 1), (1, 2), (2, 3)]


def test_candidates_are_bounded_where_all_sentences_are_alike() -> None:
    chance = np.random.default_rng(7)
    embeddings = chance.normal(size=(700, 8)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    found = find_candidates(embeddings, read_terms("storm closed bridge") * 700, neighbours=3)
    assert 700 * 256 / 2 <= len(found.first) <= 700 * 256
    assert np.all(found.first < found.second)
    assert couples(found) == sorted(set(couples(found)))


@pytest.mark.parametrize("texts", [(), ("…", "it is", "!")])
def test_sentences_that_are_not_there_or_have_no_words_have_no_pairs(texts: tuple[str, ...]) -> None:
    found = find_candidates(np.eye(len(texts), 4, dtype=np.float32), read_terms(*texts), neighbours=3)
    assert found.sentences == len(texts)
    assert couples(found) == []


@given(st.lists(st.sampled_from(UNLIKE), min_size=2, max_size=24), st.randoms(use_true_random=False))
def test_the_order_of_the_sentences_changes_no_pair(words: list[str], chance: random.Random) -> None:
    texts = [" ".join(words[: i + 1]) + f" {i}" for i in range(len(words))]
    order = list(range(len(texts)))
    chance.shuffle(order)
    read = WordSameFactModel().read(texts, check=lambda: None)
    one = find_candidates(read.embeddings, read_terms(*texts), neighbours=2)
    other = find_candidates(read.embeddings[order], read_terms(*(texts[i] for i in order)), neighbours=2)
    assert sorted(zip(couples(one), one.score.tolist(), one.cosine.tolist(), strict=True)) == sorted(
        ((min(order[a], order[b]), max(order[a], order[b])), score, cosine)
        for (a, b), score, cosine in zip(couples(other), other.score.tolist(), other.cosine.tolist(), strict=True)
    )


def test_the_rarer_an_item_the_more_it_weighs() -> None:
    rows = weigh_rare([{"storm", "bridge"}, {"storm"}, set()])
    # Columns in order: bridge in one of 3 sentences, storm in two.
    expected = [[math.log(4 / 1.5), math.log(4 / 2.5)], [0.0, math.log(4 / 2.5)], [0.0, 0.0]]
    np.testing.assert_allclose(rows.toarray(), expected)


def test_rows_are_normalized_but_for_those_without_items() -> None:
    rows = normalize_rows(sparse.csr_array(np.array([[3.0, 4.0], [0.0, 0.0], [0.0, 2.0]])))
    np.testing.assert_allclose(rows.toarray(), [[0.6, 0.8], [0.0, 0.0], [0.0, 1.0]])


def test_rows_are_multiplied_pair_by_pair() -> None:
    left = sparse.csr_array(np.array([[1.0, 2.0], [0.0, 3.0]]))
    right = sparse.csr_array(np.array([[5.0, 0.0], [7.0, 1.0]]))
    products = multiply_rows(left, right, np.array([0, 1, 0]), np.array([1, 1, 0]))
    assert products.tolist() == [9.0, 3.0, 5.0]


def test_of_hundreds_that_are_equally_alike_each_sentence_keeps_256() -> None:
    count = 700
    found = find_candidates(turn(*[0] * count), read_terms(*["storm closed bridge"] * count), neighbours=24)
    first = np.bincount(found.first[found.second == count - 1], minlength=count)
    assert first.sum() == 256
    assert len(found.first) < 256 * count
