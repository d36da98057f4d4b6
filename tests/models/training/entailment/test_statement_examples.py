from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from models.training.entailment.examples import CONTRADICTED, ENTAILED, NEUTRAL, NOT_CONTRADICTED, Example
from models.training.entailment.statement_examples import load_plain, load_statements

ROW: dict[str, Any] = {
    "id": "bridge-1",
    "evidence": "The old bridge of Norhaven closed on Monday.",
    "entailed": ["A bridge in Norhaven was shut.", "Norhaven closed its old bridge."],
    "contradicted": [{"text": "The old bridge of Norhaven closed on Friday.", "kind": "date"}],
    "neutral": ["A ferry replaces the bridge of Norhaven."],
}
OTHER: dict[str, Any] = {
    "id": "vote-1",
    "evidence": "Council members voted for the budget. The mayor was absent. Two members abstained.",
    "entailed": ["The budget passed the council."],
    "contradicted": [],
    "neutral": [],
}


@pytest.fixture
def examples(tmp_path: Path) -> list[Example]:
    path = tmp_path / "statements.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (ROW, OTHER)), encoding="utf-8")
    return load_statements(path, random.Random(5))


def list_labels(examples: list[Example], evidence: str, claim: str) -> set[str]:
    return {e.label for e in examples if (e.evidence, e.claim) == (evidence, claim)}


def test_statements_have_the_labels_that_are_written(examples: list[Example]) -> None:
    evidence = ROW["evidence"]
    assert list_labels(examples, evidence, "A bridge in Norhaven was shut.") == {ENTAILED}
    assert list_labels(examples, evidence, "The old bridge of Norhaven closed on Friday.") == {CONTRADICTED}
    assert list_labels(examples, evidence, "A ferry replaces the bridge of Norhaven.") == {NEUTRAL}


def test_what_follows_from_one_passage_does_not_contradict_what_follows_or_is_left_open(
    examples: list[Example],
) -> None:
    one, other = ROW["entailed"]
    assert list_labels(examples, one, other) == list_labels(examples, other, one) == {NOT_CONTRADICTED}
    ferry = ROW["neutral"][0]
    assert list_labels(examples, one, ferry) | list_labels(examples, ferry, one) == {NOT_CONTRADICTED}


def test_what_a_sentence_excludes_excludes_it(examples: list[Example]) -> None:
    assert list_labels(examples, "The old bridge of Norhaven closed on Friday.", ROW["evidence"]) == {CONTRADICTED}
    assert list_labels(examples, ROW["entailed"][0], ROW["evidence"]) == {NOT_CONTRADICTED}


def test_a_passage_says_no_less_beside_another(examples: list[Example]) -> None:
    alone = {row["evidence"] for row in (ROW, OTHER)}
    claims = {row["id"]: [*row["entailed"], *row["neutral"]] for row in (ROW, OTHER)}
    beside = [e for e in examples if e.evidence not in alone and any(text in e.evidence for text in alone)]
    assert beside
    for example in beside:
        label = next(e.label for e in examples if e.evidence in alone and e.claim == example.claim)
        assert example.label == label
        assert example.claim in [*claims[example.cluster], ROW["contradicted"][0]["text"]]


def test_plain_statements_are_held_against_their_passage_alone_or_beside_another(tmp_path: Path) -> None:
    path = tmp_path / "plain.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in (ROW, OTHER)), encoding="utf-8")
    read = load_plain(path, random.Random(5))
    labels = {"entailed": ENTAILED, "neutral": NEUTRAL}
    for row in (ROW, OTHER):
        for name, label in labels.items():
            for claim in row[name]:
                (own,) = [e for e in read if e.claim == claim]
                assert row["evidence"] in own.evidence
                assert own.label == label
    beside = [e for e in read if e.evidence not in (ROW["evidence"], OTHER["evidence"])]
    assert beside
