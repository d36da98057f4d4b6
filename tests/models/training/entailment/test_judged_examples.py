from __future__ import annotations

import json
from pathlib import Path

from models.training.entailment.examples import CONTRADICTED, ENTAILED, NEUTRAL
from models.training.entailment.judged_examples import load_judged

ARTICLES = [
    {"id": "a", "text": "The quay gave way.\nIt killed fourteen people, the mayor said."},
    {"id": "b", "text": "Fourteen people died on the quay. Nobody died."},
]


def load(tmp_path: Path, *pairs: object, cluster: str = "quay") -> list[tuple[str, str, str, str]]:
    path = tmp_path / "judged.jsonl"
    path.write_text(json.dumps({"id": cluster, "pairs": pairs}) + "\n", encoding="utf-8")
    return [(relation, e.evidence, e.claim, e.label) for relation, e in load_judged(path, {"quay": ARTICLES})]


def test_what_points_back_is_evidence_with_the_sentence_before_it_and_a_claim_without(tmp_path: Path) -> None:
    ahead, back = load(tmp_path, [["a", 19, 61, 0], ["b", 0, 33, 0], "agree", ">"])
    whole = "The quay gave way. It killed fourteen people, the mayor said."
    assert ahead == ("agree", whole, "Fourteen people died on the quay.", ENTAILED)
    assert back == (
        "agree",
        "Fourteen people died on the quay.",
        "It killed fourteen people, the mayor said.",
        NEUTRAL,
    )


def test_what_contradicts_does_so_both_ways(tmp_path: Path) -> None:
    rows = load(tmp_path, [["b", 0, 33, 0], ["b", 34, 46, 34], "contradict", ""])
    assert [label for *_, label in rows] == [CONTRADICTED] * 2


def test_clusters_without_articles_are_left_out(tmp_path: Path) -> None:
    assert load(tmp_path, [["b", 0, 33, 0], ["b", 34, 46, 34], "other", ""], cluster="elsewhere") == []
