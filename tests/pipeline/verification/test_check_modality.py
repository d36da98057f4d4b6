from __future__ import annotations

import pytest

from service.pipeline.verification.check_modality import check_modality
from tests.pipeline.verification.statements import compare_with


@pytest.mark.parametrize(
    ("text", "evidence", "word"),
    [
        (
            "Trains are running again on a single track.",
            "Trains will run again on a single track on Friday.",
            "running",
        ),
        ("The ministry equipped all guards.", "The ministry plans to equip all guards next year.", "equipped"),
        ("The council has closed the bridge.", "The council is expected to close the bridge.", "closed"),
        ("The envoy flew home.", "The envoy is to fly home.", "flew"),
    ],
)
def test_what_is_to_come_and_is_told_as_done_is_found(text: str, evidence: str, word: str) -> None:
    finding = check_modality(compare_with(text, evidence))
    assert finding is not None
    assert finding.words == (word,)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Trains will run on Friday.", "Trains will run again on Friday."),
        ("Trains are to run on Friday.", "Trains will run again on Friday."),
        ("The mayor spoke once trains ran.", "The mayor spoke: trains will run."),
        ("Trains are being run on Friday.", "Trains will run on Friday."),
        (
            "The council closed the bridge.",
            "The harbour office said nothing, and gulls will close in on the fish market.",
        ),
        ("The council closed the bridge.", "The council will not close the bridge."),
    ],
)
def test_what_is_not_told_as_done_or_is_about_something_else_is_no_finding(text: str, evidence: str) -> None:
    assert check_modality(compare_with(text, evidence)) is None


def test_what_another_sentence_has_done_is_no_finding() -> None:
    plan, done = "The council will close the bridge.", "The bridge was closed on Friday."
    assert check_modality(compare_with("The council closed the bridge.", plan, done)) is None


def test_what_another_sentence_denies_is_not_done() -> None:
    plan, denied = "Trains will run again on Friday.", "Trains to Ardal were not running."
    finding = check_modality(compare_with("Trains are running again since Friday.", plan, denied))
    assert finding is not None
    assert finding.words == ("running",)


def test_other_languages_are_left_alone() -> None:
    told = compare_with("The council closed the bridge.", "The council will close the bridge.", language="de")
    assert check_modality(told) is None
