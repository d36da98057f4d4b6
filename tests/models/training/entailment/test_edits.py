from __future__ import annotations

import random

import pytest

from models.training.entailment.edits import edit_sentence, join_sentences

AROUND = ("Governor Paul Ruiz sent 300 soldiers to Norhaven.", "Marta Olsen thanked the 40 crews.")


@pytest.mark.parametrize(("text", "kind"), [
    ("the dam killed 12 people", "number"),
    ("they dug for three hours", "unit"),
    ("it broke on Monday", "date"),
    ("some residents fled", "scope"),
    ("the plant may close", "modality"),
    ("prices rose", "opposite"),
    ("the road was long", "polarity"),
])  # fmt: skip
def test_a_sentence_with_one_thing_to_change_is_changed_there(text: str, kind: str) -> None:
    edit = edit_sentence(text, AROUND, random.Random(1))
    assert edit is not None
    assert (edit.kind, edit.text != text) == (kind, True)


def test_a_wrong_name_is_another_one_of_the_story() -> None:
    edits = [edit_sentence("yesterday Anna Kohl left", AROUND, random.Random(seed)) for seed in range(8)]
    texts = {edit.text for edit in edits if edit and edit.kind == "name"}
    assert texts
    assert all("Anna Kohl" not in text for text in texts)


def test_a_sentence_with_nothing_to_change_is_left_alone() -> None:
    assert edit_sentence("they sang", (), random.Random(0)) is None


def test_joined_sentences_are_told_side_by_side_and_with_a_cause_that_nobody_gave() -> None:
    joined = join_sentences("The dam broke.", "The mayor fled.", random.Random(0))
    assert joined is not None
    cause, beside = joined
    assert (cause.kind, beside.kind) == ("cause", "")
    for edit in joined:
        assert edit.text.startswith("The dam broke")
        assert edit.text.endswith("the mayor fled.")
    assert join_sentences('"Run," he said.', "The mayor fled.", random.Random(0)) is None
