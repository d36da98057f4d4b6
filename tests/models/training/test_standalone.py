from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.training.standalone.learning import cross_validate, fit, list_features, softmax, stack
from models.training.standalone.reading import LABELS, LabelledSentence, read_invented, read_labelled
from service.pipeline.text.standalone import CLASSES, load_standalone_model


def labelled(label: int, cluster: int, **features: float) -> LabelledSentence:
    return LabelledSentence(features=features, label=label, cluster=f"c{cluster}")


SENTENCES = [
    labelled(label, k, **{name: 1.0})
    for k in range(16)
    for label, name in enumerate(("first", "definite", "unresolved", "web"))
]


def test_what_a_class_has_weighs_for_it() -> None:
    names = list_features(SENTENCES)
    weights = fit(SENTENCES, names)
    likely = softmax(stack(SENTENCES, names) @ weights)
    assert likely.argmax(axis=1).tolist() == [sentence.label for sentence in SENTENCES]
    assert np.allclose(likely.sum(axis=1), 1.0)


def test_sentences_are_judged_by_weights_that_did_not_see_their_cluster() -> None:
    likely = cross_validate(SENTENCES)
    assert likely.argmax(axis=1).tolist() == [sentence.label for sentence in SENTENCES]
    blind = cross_validate(SENTENCES, keep=lambda name: name == "absent")
    assert blind == pytest.approx(np.full((64, 4), 0.25), abs=1e-3)


def test_words_are_looked_at_where_they_are_common() -> None:
    rare = [labelled(0, k, **{"opens but": 1.0}) for k in range(3)]
    common = [labelled(0, k, **{"opens and": 1.0}) for k in range(6)]
    assert list_features([*rare, *common]) == ["opens and"]


def test_labels_are_read_as_places_in_articles(tmp_path: Path) -> None:
    text = "The mayor closed the bridge on Monday.\nHe had been warned.\n"
    clusters, labels = tmp_path / "clusters.jsonl", tmp_path / "labels.jsonl"
    clusters.write_text(json.dumps({"id": "c", "articles": [{"id": "a", "text": text}]}) + "\n", encoding="utf-8")
    row = {"cluster": "c", "article": "a", "spans": [[0, 38, "alone"], [39, 58, "before"]]}
    labels.write_text(json.dumps(row) + "\n", encoding="utf-8")
    read = read_labelled(clusters, labels)
    assert [CLASSES[sentence.label] for sentence in read] == ["alone", "before"]
    assert read[1].features["unresolved"] == 1.0


def test_the_labels_that_ship_hold_places_and_no_text() -> None:
    rows = [json.loads(row) for row in LABELS.read_text(encoding="utf-8").splitlines()]
    assert all(set(row) == {"cluster", "article", "spans"} for row in rows)
    assert all(start < end and name in CLASSES for row in rows for start, end, name in row["spans"])


def test_the_weights_that_ship_know_the_invented_articles() -> None:
    model = load_standalone_model()
    assert model is not None
    told = [model.judge(sentence.features) for sentence in read_invented()]
    leaning = [CLASSES[sentence.label] == "before" for sentence in read_invented()]
    right = sum(own.leans == expected for own, expected in zip(told, leaning, strict=True))
    assert right > 0.8 * len(leaning)
