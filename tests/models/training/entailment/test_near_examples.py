from __future__ import annotations

import json
import random
from pathlib import Path

from models.training.entailment.examples import CONTRADICTED, ENTAILED, NEUTRAL
from models.training.entailment.near_examples import load_near

SENTENCES = (
    "Fourteen people were killed when the quay at Norhaven gave way.",
    "The quay's collapse in Norhaven took 14 lives.",
    "Nobody died when the quay at Norhaven gave way.",
    "The toll of the collapse in Norhaven has risen to 19.",
)
PAIRS = (
    (0, 1, "agree", ">"),
    (0, 2, "contradict", ""),
    (0, 3, "update", ""),
    (1, 2, "contradict", ""),
    (1, 3, "update", ""),
    (2, 3, "other", ""),
)


def load(path: Path, pairs: tuple[tuple[int, int, str, str], ...] = PAIRS) -> dict[tuple[int, int], str]:
    path.write_text(json.dumps({"id": "quay", "sentences": SENTENCES, "pairs": pairs}) + "\n", encoding="utf-8")
    return {(SENTENCES.index(e.evidence), SENTENCES.index(e.claim)): e.label for e in load_near(path, random.Random(3))}


def test_what_says_all_of_another_entails_it_one_way_alone(tmp_path: Path) -> None:
    labels = load(tmp_path / "near.jsonl", PAIRS[:1])
    assert labels == {(0, 1): ENTAILED, (1, 0): NEUTRAL}
    assert load(tmp_path / "near.jsonl", ((0, 1, "agree", "<"),)) == {(1, 0): ENTAILED, (0, 1): NEUTRAL}
    assert load(tmp_path / "near.jsonl", ((0, 1, "agree", "="),)) == {(0, 1): ENTAILED, (1, 0): ENTAILED}


def test_what_is_contradicted_or_was_true_earlier_cannot_be_true_at_once(tmp_path: Path) -> None:
    labels = load(tmp_path / "near.jsonl")
    opposed = {pair for pair, label in labels.items() if label == CONTRADICTED}
    told_of = {frozenset(pair) for pair in opposed}
    assert len(opposed) == 8
    assert told_of <= {frozenset(pair[:2]) for pair in PAIRS if pair[2] in ("contradict", "update")}
    assert labels[0, 1] == ENTAILED


def test_of_each_kind_so_many_are_drawn_and_the_same_ones_every_time(tmp_path: Path) -> None:
    many = tuple((i, j, "contradict", "") for i in range(4) for j in range(i + 1, 4))
    labels = load(tmp_path / "near.jsonl", many)
    assert len(labels) == 4
    assert labels == load(tmp_path / "near.jsonl", many)
