from __future__ import annotations

import random

import pytest

from benchmarks.machine_edits import TRUE_EDITS, UNTRUE_EDITS, Passage, edit_sentence, list_edits

BEFORE = "Anna Kohl opened the bridge on Monday."
PROMISE = "promised 12 million crowns, a record sum, for the roads of Ardal, according to a report by Meier."
SHE = f"She {PROMISE}"
OTHERS = (
    "Otto Meier counted 40 faults in the plant of Lindhaven.",
    "The mayor had ordered all shops to close for a week.",
)
SAID = '"It will not be open," said Otto Meier.'


def tell(kind: str, text: str = SHE, before: str = BEFORE) -> str:
    passage = Passage(text=text, before=before, others=OTHERS, names=("Anna Kohl", "Lindhaven", "Otto Meier"))
    edits = TRUE_EDITS | UNTRUE_EDITS
    return edit_sentence(edits[kind], passage, random.Random(3))


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("name for a pronoun", f"Anna Kohl {PROMISE}"),
        ("two sentences of one subject", f"Anna Kohl opened the bridge on Monday and {PROMISE}"),
        ("sentence as a relative clause", f"Anna Kohl, who {PROMISE.rstrip('.')}, opened the bridge on Monday."),
        ("number of something else", f"She {PROMISE.replace('12', '40')}"),
        ("wrong name for a pronoun", f"Lindhaven {PROMISE}"),
    ],
)
def test_each_rule_tells_the_sentence_as_its_name_says(kind: str, told: str) -> None:
    assert tell(kind) == told


def test_a_clause_is_left_out_whole() -> None:
    assert tell("clause left out") in {
        "She promised 12 million crowns for the roads of Ardal, according to a report by Meier.",
        "She promised 12 million crowns, a record sum, for the roads of Ardal.",
    }


def test_a_splice_opens_as_one_sentence_and_ends_as_another() -> None:
    ends = {text.split()[-1] for text in OTHERS}
    for kind in ("spliced at verbs", "subject with another predicate"):
        told = tell(kind, text="The minister of roads opened the bridge on Monday.", before="")
        assert told.startswith("The minister of roads ")
        assert told.split()[-1] in ends


def test_who_speaks_and_what_is_denied_is_changed() -> None:
    names = ("Anna Kohl", "Lindhaven")
    assert tell("another speaker", text=SAID, before="") in {SAID.replace("Otto Meier", name) for name in names}
    assert tell("denial or limit left out", text=SAID) == '"It will be open," said Otto Meier.'


def test_a_rule_that_does_not_apply_tells_nothing() -> None:
    for kind, _, _ in list_edits():
        assert tell(kind, text="Ja", before="") == ""
