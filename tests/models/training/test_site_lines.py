from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from models.training.site_lines.learning import cross_validate, fit
from models.training.site_lines.reading import (
    STORIES,
    LabelledLine,
    read_clusters,
    read_invented,
    read_pages,
    read_stories,
)
from service.pipeline.text.site_lines import load_site_model


def labelled(site: bool, home: int, **features: float) -> LabelledLine:
    return LabelledLine(features={"asks": 0.0, "told": 0.0} | features, site=site, home=home)


LINES = [labelled(True, k, asks=1.0) for k in range(10)] + [labelled(False, k, told=1.0) for k in range(10)]


def test_what_sites_have_weighs_for_and_what_stories_have_against() -> None:
    _, asks, told = fit(LINES, ["asks", "told"])
    assert asks > 0 > told
    assert asks == pytest.approx(-told)


def test_lines_are_judged_by_weights_that_did_not_see_their_cluster() -> None:
    assert list(cross_validate(LINES, [], ["asks", "told"], [0.5])) == [(0.5, 1.0, 1.0)]


def test_a_line_is_of_the_site_where_all_its_sentences_are_marked(tmp_path: Path) -> None:
    text = "A dam broke on Monday.\n\nComments are closed. Sign up here.\n\nComments by the mayor angered many."
    spans = [
        {"article_id": "a", "start": text.index(part), "end": text.index(part) + len(part)}
        for part in ("Comments are closed.", "Sign up here.")
    ]
    file = tmp_path / "clusters.jsonl"
    file.write_text(
        json.dumps({"articles": [{"id": "a", "text": text}], "boilerplate": spans}) + "\n", encoding="utf-8"
    )

    assert [line.site for line in read_clusters(file)] == [True, False]


@pytest.mark.parametrize("read", [read_invented, read_pages, lambda: read_stories(STORIES[1])])
def test_invented_lines_are_of_both_kinds(read: Callable[[], list[LabelledLine]]) -> None:
    kinds = [line.site for line in read()]
    assert min(kinds.count(True), kinds.count(False)) > 50


def test_a_sentence_of_a_mixed_paragraph_is_of_the_site_alone(tmp_path: Path) -> None:
    page = {
        "id": "p", "source": "Tolven Herald", "url": "https://herald.example/dam",
        "paragraphs": [
            [["A dam broke on Monday.", False]],
            [["Comments by the mayor angered many who had lost their houses.", False], ["Sign up here.", True]],
        ],
    }  # fmt: skip
    file = tmp_path / "pages.jsonl"
    file.write_text(json.dumps(page) + "\n", encoding="utf-8")
    assert [line.site for line in read_pages(file)] == [False]


def test_the_weights_that_ship_are_of_features_that_are_read() -> None:
    model = load_site_model()
    assert model is not None
    assert set(model.weights) == set(read_invented()[0].features)
