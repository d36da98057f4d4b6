from __future__ import annotations

import math

import numpy as np
import pytest

from service.pipeline.clustering.similarity import find_similar_pairs
from service.pipeline.text.terms import extract_terms


def test_pairs_far_below_the_threshold_are_left_out() -> None:
    terms = [extract_terms(text, "en") for text in ("storm closed bridge", "storm closed bridge", "storm")]
    embeddings = np.array([[1, 0], [0.5, math.sqrt(0.75)], [0.5, -math.sqrt(0.75)]], np.float32)
    # 0 and 1: cosine 0.5, equal words: 0.4 * 0.5 + 0.6 * 1. 1 and 2: cosine -0.5, below 0 in all.
    # 0 and 2: cosine 0.5, words log(4/3.5) beside log(4/2.5) twice.
    rare, common = math.log(4 / 2.5), math.log(4 / 3.5)
    scores = [0.8, 0.2 + 0.6 * common / math.sqrt(common**2 + 2 * rare**2)]
    for threshold, expected in ((0.4, scores), (0.51, scores), (0.53, scores[:1])):  # the second score is 0.318
        found = find_similar_pairs(embeddings, terms, threshold=threshold)
        assert found.sentences == 3
        assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 1), (0, 2)][: len(expected)]
        assert found.score.tolist() == pytest.approx(expected, abs=1e-6)


def test_scores_have_six_decimals() -> None:
    terms = [extract_terms(text, "en") for text in ("storm closed bridge", "storm closed ferry")]
    embeddings = np.array([[1.0, 0.0], [0.6, 0.8]], np.float32)
    (score,) = find_similar_pairs(embeddings, terms, threshold=0.5).score.tolist()
    # 0.4 * 0.6, and 0.6 of log(3/2.5) twice beside log(3/1.5): 0.0664823 / (0.0664823 + 0.4804530) = 0.1215542.
    assert score == 0.312933


def test_no_sentences_have_no_pairs() -> None:
    found = find_similar_pairs(np.zeros((0, 4), np.float32), [], threshold=0.5)
    assert found.first.tolist() == []
