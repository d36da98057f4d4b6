from __future__ import annotations

import math

import numpy as np
import pytest

from service.pipeline.similarity import find_similar_pairs, weigh_words
from service.pipeline.terms import extract_terms


def test_scores_are_cosine_and_weighted_words_worked_out_by_hand() -> None:
    terms = [extract_terms(text, "en") for text in ("storm closed bridge", "storm closed bridge", "storm")]
    embeddings = np.array([[1, 0], [0.5, math.sqrt(0.75)], [0.5, -math.sqrt(0.75)]], np.float32)
    found = find_similar_pairs(embeddings, terms, articles=2, threshold=0.4)
    # 0 and 1: cosine 0.5, equal words: 0.4 * 0.5 + 0.6 * 1.
    # 0 and 2: cosine 0.5, words (4/3.5) beside (4/2.5) twice: log(8/7)/sqrt(log(8/7)^2 + 2 log(8/5)^2).
    rare, common = math.log(4 / 2.5), math.log(4 / 3.5)
    share = common / math.sqrt(common**2 + 2 * rare**2)
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 1), (0, 2)]
    assert found.score.tolist() == pytest.approx([0.8, 0.2 + 0.6 * share], abs=1e-6)


def test_word_weights_have_rows_of_length_one() -> None:
    rows = weigh_words([extract_terms(text, "en") for text in ("storm closed bridge", "the of it", "bridge")])
    assert np.sqrt(rows.multiply(rows).sum(axis=1)).ravel().tolist() == pytest.approx([1.0, 0.0, 1.0])


def test_candidates_are_bounded_without_comparing_all_pairs() -> None:
    rng = np.random.default_rng(7)
    embeddings = rng.normal(size=(3000, 8)).astype(np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    terms = [extract_terms("storm closed bridge", "en")] * 3000
    found = find_similar_pairs(embeddings, terms, articles=10, threshold=0.2)
    assert len(found.first) <= 3000 * 32
    assert np.all(found.first < found.second)
    assert len(set(zip(found.first.tolist(), found.second.tolist(), strict=True))) == len(found.first)


def test_no_sentences_have_no_pairs() -> None:
    found = find_similar_pairs(np.zeros((0, 4), np.float32), [], articles=0, threshold=0.5)
    assert found.first.tolist() == []
