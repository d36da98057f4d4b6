from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from service.errors import DeadlineExceededError
from service.features import ContextFeatures, PairFeatures, name_features
from service.pipeline.clustering.pair_features import StorySentences
from service.pipeline.clustering.pairs import SimilarPairs
from service.pipeline.clustering.same_fact import compare_pairs, judge_pairs
from service.pipeline.text.terms import extract_terms
from tests.doubles import WordSameFactModel
from tests.pipeline.stories import PatientClock, sentence

TEXTS = (
    "storm closed bridge",
    "storm closed  bridge",
    "storm closed ferry",
    "council wrote letters",
)


class SpentAtOnce(PatientClock):
    """A clock whose time is up at the first look."""

    def check(self, name: str | None = None) -> None:
        raise DeadlineExceededError(limit_seconds=1.0, stage=name or "")


def judge(*texts: str, model: WordSameFactModel | None = None, clock: PatientClock | None = None) -> SimilarPairs:
    model, clock = model or WordSameFactModel(), clock or PatientClock()
    read = model.read(texts, check=lambda: None)
    story = StorySentences(
        sentences=[sentence(text, article_index=i) for i, text in enumerate(texts)],
        terms=[extract_terms(text, "en") for text in texts],
        article_of=np.arange(len(texts)),
        embeddings=read.embeddings,
    )
    return judge_pairs(story, read, model=model, neighbours=3, clock=clock)


def probability(cosine: float) -> float:
    """What the double decides."""
    return 1 / (1 + math.exp(-8 * (cosine - 0.5)))


def test_pairs_are_scored_by_what_the_model_decides_and_those_far_below_its_threshold_left_out() -> None:
    found = judge(*TEXTS)
    # Equal words: a cosine of 1; two words of three: of 2/3; none: no candidate. Threshold 0.5, farthest gap 0.2.
    assert found.sentences == 4
    assert list(zip(found.first.tolist(), found.second.tolist(), strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert found.score.tolist() == pytest.approx([probability(1), probability(2 / 3), probability(2 / 3)], abs=1e-3)
    assert found.score.tolist() == [round(score, 6) for score in found.score.tolist()]
    # One word of three: a cosine of 1/3, which is decided as 0.21.
    assert judge("storm closed bridge", "storm wrote letters", "closed bridge council").score.tolist() == pytest.approx(
        [probability(2 / 3)], abs=1e-3
    )


def test_all_that_is_known_of_a_pair_stands_in_the_named_columns() -> None:
    model = WordSameFactModel()
    read = model.read(TEXTS, check=lambda: None)
    story = StorySentences(
        sentences=[sentence(text, article_index=i) for i, text in enumerate(TEXTS)],
        terms=[extract_terms(text, "en") for text in TEXTS],
        article_of=np.arange(4),
        embeddings=read.embeddings,
    )
    clock = PatientClock()
    pairs, features = compare_pairs(story, read, neighbours=3, clock=clock)
    names = name_features(("own", "odds"))
    assert names == (*PairFeatures.names(), *ContextFeatures.names(), "own", "odds")
    assert features.shape == (len(pairs.first), len(names))
    column: dict[str, NDArray[np.float64]] = dict(zip(names, features.T, strict=True))
    assert column["cosine"].tolist() == pytest.approx(column["own"].tolist())
    np.testing.assert_allclose(column["odds"], 8 * (column["own"] - 0.5))
    assert column["best_most"].max() == pytest.approx(probability(1), abs=1e-3)
    assert set(clock.stages) == {"group"}


def test_no_sentences_have_no_pairs() -> None:
    assert judge().score.tolist() == []


def test_a_deadline_ends_the_work() -> None:
    with pytest.raises(DeadlineExceededError):
        judge(*TEXTS, clock=SpentAtOnce())
