from __future__ import annotations

import pytest

from service.pipeline.attribution.conjuncts import list_conjuncts
from service.pipeline.text.corpus import Evidence

CONTRAST = Evidence(text="Norvik shut its mill, while Halden kept its own, and Ardal did.", language="en")


def list_texts(sentence: str, evidence: Evidence = CONTRAST, language: str = "en") -> list[str]:
    return [conjunct.text for conjunct in list_conjuncts(sentence, language, [evidence])]


@pytest.mark.parametrize(
    ("sentence", "texts"),
    [
        ("Norvik and Halden shut their mills.", ["Norvik shut their mills.", "Halden shut their mills."]),
        ("Norvik and Halden were both closed.", ["Norvik was closed.", "Halden was closed."]),
        (
            "Norvik, Ardal and the Halden have shut mills.",
            ["Norvik has shut mills.", "Ardal has shut mills.", "The Halden has shut mills."],
        ),
    ],
)
def test_subjects_that_are_set_in_contrast_are_read_one_by_one(sentence: str, texts: list[str]) -> None:
    assert list_texts(sentence) == texts


@pytest.mark.parametrize(
    "sentence",
    [
        "Norvik shut its mill.",
        "Norvik and Ossen shut their mills.",  # nothing sets them in contrast
        "Norvik and Halden met each other.",  # of both as a whole
        "Norvik and Halden were the two mills.",
        "The owner of Norvik and Halden resigned.",  # not the subjects
        "Norvik and Halden of Ardal.",  # no verb
        "Norvik or Halden shut a mill.",
    ],
)
def test_other_sentences_have_no_subjects_to_be_read_alone(sentence: str) -> None:
    assert list_texts(sentence) == []


def test_sentences_without_contrast_or_in_other_languages_are_left_alone() -> None:
    assert list_texts("Norvik and Halden shut their mills.", Evidence(text="Norvik and Halden.", language="en")) == []
    assert list_texts("Norvik and Halden shut their mills.", language="de") == []
