from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.training.entailment.apart import describe_model
from tests.doubles import ScriptedEntailment, StubbornEntailment

STATEMENT = {
    "id": "s1",
    "evidence": "The quay at Norhaven gave way.",
    "entailed": ["A quay gave way."],
    "contradicted": [{"text": "The quay held.", "kind": "polarity"}],
    "neutral": ["Nobody was hurt."],
}
HAPPENING = {
    "id": "h1",
    "sentences": ["Fourteen died.", "The toll was 14.", "Nobody died.", "The toll rose to 19.", "A ship sank."],
    "pairs": [[0, 1, "agree", ">"], [0, 2, "contradict", ""], [0, 3, "update", ""], [0, 4, "other", ""]],
}
ARTICLES = {
    "n1": [{"id": "a", "text": "Fourteen died. It rained."}, {"id": "b", "text": "Nobody died. The toll was 14."}]
}
JUDGED = {
    "id": "n1",
    "pairs": [
        [["a", 0, 14, 0], ["b", 0, 12, 0], "contradict", ""],
        [["a", 0, 14, 0], ["b", 13, 29, 13], "agree", "="],
        [["a", 0, 14, 0], ["a", 15, 25, 15], "update", ""],
        [["b", 0, 12, 0], ["a", 15, 25, 15], "other", ""],
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    statements = (("plain", STATEMENT), ("swapped", STATEMENT), ("inferred", STATEMENT))
    for name, row in (*statements, ("near", HAPPENING), ("judged", JUDGED)):
        (tmp_path / f"{name}_apart.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    return tmp_path


def test_a_model_that_says_the_same_of_everything_tells_nothing_apart(folder: Path) -> None:
    plain, _, _, says, *beside = describe_model(StubbornEntailment(0.9), folder, ARTICLES)
    assert plain.startswith(
        "plain_apart.jsonl: 3 statements, AUC 0.500, balanced accuracy 0.500 (true kept 1.00, false"
    )
    assert "false refused 0.00" in plain
    assert says.startswith("near_apart.jsonl: 8 pairs, who says all of another: AUC 0.500")
    assert [line.rsplit(" ", 1)[1] for line in beside if " beside " in line] == ["0.500"] * 8


def test_what_contradicts_is_held_beside_what_agrees_and_what_is_about_something_else(folder: Path) -> None:
    knows = ScriptedEntailment({"Nobody died": (0.0, 0.9), "rose to 19": (0.0, 0.9)})
    contradicts, updates, other = list(describe_model(knows, folder, ARTICLES))[4:7]
    assert "contradict beside agree, 4 pairs, AUC 0.750" in contradicts
    assert "update beside agree, 4 pairs, AUC 0.750" in updates
    assert "contradict beside other, 4 pairs, AUC 0.750" in other


def test_what_readers_judged_is_read_from_its_articles(folder: Path) -> None:
    knows = ScriptedEntailment({"Nobody died": (0.0, 0.9)})
    says, contradicts, *_ = list(describe_model(knows, folder, ARTICLES))[8:]
    assert says.startswith("judged_apart.jsonl: 8 pairs, who says all of another: AUC")
    assert "contradict beside agree, 4 pairs, AUC 0.750" in contradicts
