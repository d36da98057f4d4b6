from __future__ import annotations

import numpy as np
import pytest

from service.domain import Article
from service.pipeline.clustering import cluster_sentences
from service.pipeline.text.corpus import read_articles
from service.ports import GroupingMethod, Models
from tests.doubles import HashingEncoder, WordSameFactModel
from tests.pipeline.stories import PatientClock

ARTICLES = (
    Article(id="a", index=0, text="The storm closed the\told bridge. The council wrote letters to everybody."),
    Article(id="b", index=1, text="The old bridge was closed by the storm. Nobody wrote letters to the council."),
)


def cluster(model: WordSameFactModel) -> tuple[tuple[tuple[int, ...], ...], list[float]]:
    encoder, clock = HashingEncoder(), PatientClock()
    corpus = read_articles(ARTICLES, encoder, clock, max_sentences=100, same_fact=model)
    assert (corpus.reading is not None) == model.shares
    clusters = cluster_sentences(corpus, Models(encoder=encoder, grouping=GroupingMethod(model=model)), clock)
    return clusters.groups, clusters.pairs.score.tolist()


def test_the_model_reads_each_wording_once_and_without_line_breaks() -> None:
    for shares in (False, True):
        model = WordSameFactModel(shares=shares)
        cluster(model)
        assert sorted(model.texts)[3] == "The storm closed the old bridge."
        assert len(model.texts) == 4


def test_reading_together_with_the_encoder_changes_nothing() -> None:
    assert cluster(WordSameFactModel(shares=True)) == cluster(WordSameFactModel())


@pytest.mark.parametrize("language", ["de", "en"])
def test_articles_in_other_languages_are_not_read_by_the_model(language: str) -> None:
    model = WordSameFactModel(languages=(language,), shares=True)
    corpus = read_articles(ARTICLES, HashingEncoder(), PatientClock(), max_sentences=100, same_fact=model)
    assert (corpus.reading is None) == (language == "de")
    assert np.linalg.norm(corpus.embeddings, axis=1) == pytest.approx([1.0] * 4, abs=0.01)
