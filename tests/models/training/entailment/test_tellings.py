from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from models.training.entailment.examples import CONTRADICTED, NOT_CONTRADICTED, NOT_ENTAILED, Example
from models.training.entailment.tellings import load_tellings
from tests.doubles import HashingEncoder

TEXTS = {
    "a1": "The dam near Norhaven broke on Monday and 40 crews came. Nobody knew why the dam near Norhaven leaked.",
    "a2": "On Monday the dam near Norhaven broke, and 40 crews were sent. The town near Norhaven had no light.",
}


def write_stories(path: Path, *, conflict: bool = False) -> Path:
    members = [{"article_id": name, "start": 0, "end": text.index(".") + 1} for name, text in TEXTS.items()]
    row: dict[str, Any] = {
        "id": "c1",
        "articles": [{"id": name, "text": text} for name, text in TEXTS.items()],
        "groups": [{"members": members, "conflict": conflict}],
    }
    path.write_text("".join(json.dumps(row) + "\n" for _ in range(12)), encoding="utf-8")
    return path


def load(path: Path) -> list[Example]:
    return load_tellings(path, HashingEncoder(), random.Random(3))


def test_tellings_of_one_event_do_not_contradict_and_changed_ones_do(tmp_path: Path) -> None:
    examples = load(write_stories(tmp_path / "stories.jsonl"))
    told = {text[: text.index(".") + 1] for text in TEXTS.values()}
    untouched = [e for e in examples if {e.evidence, e.claim} == told]
    assert {e.label for e in untouched} == {NOT_CONTRADICTED}
    changed = [e for e in examples if e.label in (CONTRADICTED, NOT_ENTAILED)]
    assert CONTRADICTED in {e.label for e in changed}
    assert all(len({e.evidence, e.claim} & told) == 1 for e in changed)


def test_near_sentences_that_no_group_has_together_do_not_contradict(tmp_path: Path) -> None:
    examples = load(write_stories(tmp_path / "stories.jsonl"))
    apart = [e for e in examples if "leaked" in e.evidence + e.claim]
    assert apart
    assert {e.label for e in apart} == {NOT_CONTRADICTED}


@pytest.mark.parametrize("conflict", [True, False])
def test_a_group_in_which_sources_disagree_is_no_example_of_agreement(tmp_path: Path, conflict: bool) -> None:
    examples = load(write_stories(tmp_path / "stories.jsonl", conflict=conflict))
    told = {text[: text.index(".") + 1] for text in TEXTS.values()}
    assert any({e.evidence, e.claim} == told for e in examples) is not conflict
