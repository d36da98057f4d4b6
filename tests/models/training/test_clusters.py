from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from models.training.clusters import (
    ScoredPair,
    TrainingDataError,
    check_enough,
    cross_pairs,
    load_clusters,
    load_pairs,
)

MARKET = "A fire destroyed the central market of Ardal on Monday."
MAYOR = "The mayor of Ardal ordered all markets to close for a week."
GAS = "Investigators suspect that a gas bottle exploded in a bakery."
TEXTS = {"a": f"{MARKET} {MAYOR}", "b": f"{GAS} {MARKET}", "c": f"{MAYOR} {MARKET}"}


def span(article_id: str, sentence: str, *, cut: int = 0) -> dict[str, Any]:
    start = TEXTS[article_id].index(sentence)
    return {"article_id": article_id, "start": start, "end": start + len(sentence) - cut}


def key(article_id: str, sentence: str, *, cut: int = 0) -> tuple[str, int, int]:
    told = span(article_id, sentence, cut=cut)
    return article_id, told["start"], told["end"]


def write_rows(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def make_row(name: str) -> dict[str, Any]:
    """Three articles; the fire is told by all, the annotators' span in c is ten characters short, and gas by one."""
    fire = [span("a", MARKET), span("b", MARKET), span("c", MARKET, cut=10)]
    return {
        "id": name,
        "articles": [{"id": article_id, "text": text} for article_id, text in TEXTS.items()],
        "sentences": [*fire, span("b", GAS), span("a", MAYOR)],
        "groups": [{"members": [span("b", GAS)]}, {"members": fire}],
    }


def test_a_cluster_has_one_sentence_a_wording_and_the_label_of_its_gold_group(tmp_path: Path) -> None:
    write_rows(tmp_path / "groups_train.jsonl", [make_row("one")])
    write_rows(tmp_path / "groups_dev.jsonl", [make_row("two")])
    cluster, held_out = load_clusters(tmp_path)
    assert (cluster.id, cluster.held_out) == ("one", False)
    assert (held_out.id, held_out.held_out) == ("two", True)
    # Articles in the order of their texts: a, b, c.
    assert cluster.texts == (MARKET, MAYOR, GAS)
    assert [sentence.text.strip() for sentence in cluster.sentences] == [MARKET, MAYOR, GAS]
    assert len(cluster.terms) == 3
    assert cluster.home.tolist() == [0, 0, 1]
    assert cluster.label.tolist() == [1, -1, 0]


def test_copies_keep_the_spans_of_all_articles(tmp_path: Path) -> None:
    write_rows(tmp_path / "groups_train.jsonl", [make_row("one")])
    write_rows(tmp_path / "groups_dev.jsonl", [])
    (cluster,) = load_clusters(tmp_path)
    fire = (key("a", MARKET), key("b", MARKET), key("c", MARKET, cut=10))
    assert cluster.spans == (fire, (key("a", MAYOR),), (key("b", GAS),))
    assert cluster.gold == {(fire[0], fire[1]), (fire[0], fire[2]), (fire[1], fire[2])}


def test_a_span_that_no_sentence_covers_has_no_label(tmp_path: Path) -> None:
    row = make_row("one")
    nowhere = {"article_id": "a", "start": 5000, "end": 5010}
    row["sentences"].append(nowhere)
    row["groups"].append({"members": [nowhere, span("a", MAYOR)]})
    write_rows(tmp_path / "groups_train.jsonl", [row])
    write_rows(tmp_path / "groups_dev.jsonl", [])
    (cluster,) = load_clusters(tmp_path)
    assert cluster.label.tolist() == [1, 2, 0]
    assert ("a", 5000, 5010) not in {own for spans in cluster.spans for own in spans}


def test_without_a_list_of_sentences_those_of_the_groups_were_read(tmp_path: Path) -> None:
    row = make_row("one")
    del row["sentences"]
    write_rows(tmp_path / "groups_train.jsonl", [row])
    write_rows(tmp_path / "groups_dev.jsonl", [])
    (cluster,) = load_clusters(tmp_path)
    assert cluster.label.tolist() == [1, -1, 0]
    assert [len(spans) for spans in cluster.spans] == [3, 0, 1]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    write_rows(tmp_path / "groups_train.jsonl", [make_row("one"), {"id": "two", "articles": []}])
    with pytest.raises(TrainingDataError, match=r"line 2 of .*groups_train.jsonl lacks 'groups'"):
        load_clusters(tmp_path)
    write_rows(tmp_path / "groups_train.jsonl", [make_row("one")])
    with pytest.raises(TrainingDataError, match=r"groups_dev.jsonl is missing"):
        load_clusters(tmp_path)


def test_two_clusters_to_learn_from_and_one_held_out_are_enough(tmp_path: Path) -> None:
    write_rows(tmp_path / "groups_dev.jsonl", [make_row("three")])
    write_rows(tmp_path / "groups_train.jsonl", [make_row("one")])
    with pytest.raises(TrainingDataError, match="1 clusters to learn from and 1 held out"):
        check_enough(load_clusters(tmp_path))
    write_rows(tmp_path / "groups_train.jsonl", [make_row("one"), make_row("two")])
    check_enough(load_clusters(tmp_path))
    alone = make_row("alone") | {"groups": [{"members": [span("b", GAS)]}]}
    write_rows(tmp_path / "groups_train.jsonl", [alone, alone])
    with pytest.raises(TrainingDataError, match="no group"):
        check_enough(load_clusters(tmp_path))


def test_pairs_of_one_article_are_not_gold() -> None:
    one, same, other = ("a", 0, 5), ("a", 6, 9), ("b", 0, 5)
    assert list(cross_pairs([[other, one, same], [one]])) == [(one, other), (same, other)]


def test_pairs_of_other_collections_have_targets_between_0_and_1(tmp_path: Path) -> None:
    write_rows(tmp_path / "pairs" / "mrpc.jsonl", [{"s1": "A.", "s2": "B.", "same": 1}])
    write_rows(tmp_path / "pairs" / "sts_news.jsonl", [{"s1": "C.", "s2": "D.", "score": 4.0}])
    assert load_pairs(tmp_path) == [
        ScoredPair(first="A.", second="B.", target=1.0, graded=False),
        ScoredPair(first="C.", second="D.", target=0.8, graded=True),
    ]


def test_collections_that_are_not_there_give_no_pairs(tmp_path: Path) -> None:
    assert load_pairs(tmp_path) == []
