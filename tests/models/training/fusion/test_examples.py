from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from models.training.fusion.examples import (
    Answer,
    FusionExample,
    load_claims,
    load_fusions,
    load_retellings,
    load_told,
    shuffle_sentences,
)


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_group_teaches_its_sentence_and_its_core_with_what_they_need_first(tmp_path: Path) -> None:
    members = ["It opened.", "The  bridge\nopened.", "A bridge.", "Open.", "The bridge of Ardal opened."]
    row = {"cluster": "c", "members": members, "sentence": "The bridge of Ardal opened.", "supported_by": [4, 1]}
    [example] = load_fusions(write(tmp_path / "f.jsonl", {**row, "core": "It opened.", "core_supported_by": [0]}))
    assert example.sentences == ("The bridge of Ardal opened.", "The bridge opened.", "It opened.", "A bridge.")
    assert example.answers == (Answer(text="The bridge of Ardal opened."), Answer(text="It opened.", core=True))


def test_only_true_claims_are_taught_and_of_what_is_marked(tmp_path: Path) -> None:
    text = "The bridge opened. It rained."
    marked = [{"article_id": "a", "start": 0, "end": 18}]
    claims = [
        {"text": "A bridge was opened.", "supported": True, "evidence": marked},
        {"text": "A bridge was shut.", "supported": False, "evidence": marked},
        {"text": "Nothing is marked.", "supported": True, "evidence": []},
    ]
    path = write(tmp_path / "c.jsonl", {"id": "x", "claims": claims})
    told = FusionExample(sentences=("The bridge opened.",), answers=(Answer(text="A bridge was opened."),))
    assert load_claims(path, {"x": [{"id": "a", "text": text}]}) == [told]


def test_what_follows_from_one_sentence_is_taught_together(tmp_path: Path) -> None:
    rows = [
        {"premise": "A b.", "hypothesis": "B.", "label": "entailment"},
        {"premise": "A b.", "hypothesis": "C.", "label": "contradiction"},
        {"premise": "A b.", "hypothesis": "A.", "label": "entailment"},
    ]
    [example] = load_retellings(write(tmp_path / "r.jsonl", *rows))
    assert example == FusionExample(sentences=("A b.",), answers=(Answer(text="B."), Answer(text="A.")))


def test_groups_told_by_hand_are_read_where_their_sentences_stand(tmp_path: Path) -> None:
    groups = [
        {"sentences": [["a", 0, 19], ["b", 0, 8]], "told": ["A bridge was opened.", "It is open."], "core": None},
        {"sentences": [["b", 0, 8]], "told": ["Opened."], "core": "Open."},
    ]
    path = write(tmp_path / "t.jsonl", {"id": "x", "groups": groups}, {"id": "y", "groups": groups})
    articles = {"x": [{"id": "a", "text": "The bridge\n opened. It rained."}, {"id": "b", "text": "It is so."}]}
    first, second = load_told(path, articles)
    assert first.sentences == ("The bridge opened.", "It is so")
    assert first.answers == (Answer(text="A bridge was opened."), Answer(text="It is open."))
    assert second.answers == (Answer(text="Opened."), Answer(text="Open.", core=True))


def test_sentences_change_their_order_and_nothing_else() -> None:
    example = FusionExample(sentences=tuple("abcdef"), answers=(Answer(text="x"),))
    shuffled = shuffle_sentences(example, random.Random(0))
    assert shuffled.sentences != example.sentences
    assert (sorted(shuffled.sentences), shuffled.answers) == (sorted(example.sentences), example.answers)
