from __future__ import annotations

import pytest

from service.pipeline.verification.check_antonyms import check_antonyms
from tests.pipeline.verification.statements import compare_with
from tests.work import count_calls


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("He raised the threshold.", "He lowered the threshold for using arms.", ("raised (lowered)",)),
        ("Prices fell sharply.", "Prices rose by a tenth.", ("fell (rose)",)),
        ("The court acquitted the driver.", "The driver was convicted by a court.", ("acquitted (convicted)",)),
        ("The embassy opened.", "The embassy closed on Monday.", ("opened (closed)",)),
        ("Norvik bought the mill.", "Norvik sold a mill to Halden.", ("bought (sold)",)),
        ("Prices rose.", "Prices dropped, prices fell, and wages dropped.", ("rose (dropped)", "rose (fell)")),
    ],
)
def test_the_opposite_of_what_is_said_of_the_same_thing_is_found(
    text: str, evidence: str, words: tuple[str, ...]
) -> None:
    finding = check_antonyms(compare_with(text, evidence))
    assert finding is not None
    assert finding.words == words
    assert finding.reason.startswith("the opposite of what the cited sentences say: ")


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("He raised the threshold.", "He raised the threshold, and others lowered it."),
        ("He raised the threshold.", "He did not lower the threshold."),
        ("He did not raise the threshold.", "He lowered the threshold."),
        ("The bridge opened.", "The road to the town was closed."),
        ("Anders Kohl died with his wife Anna.", "Kohl is survived by his wife Anna."),
        ("Police arrested the suspect.", "Police released images of the suspect."),
        ("Halden bought the mill from Norvik.", "Norvik sold a mill to Halden."),
        ("The mill was bought by Halden.", "The mill was sold by Norvik."),
        ("Norvik won the match against Halden.", "Halden lost the match against Norvik."),
        ("The shop close to the harbour burned.", "The shop at the harbour was open."),
    ],
)
def test_what_is_also_said_denied_or_said_of_something_else_is_no_finding(text: str, evidence: str) -> None:
    assert check_antonyms(compare_with(text, evidence)) is None


def test_other_languages_are_left_alone() -> None:
    german = compare_with("He raised the threshold.", "He lowered the threshold.", language="de")
    assert check_antonyms(german) is None


def test_a_sentence_of_many_opposites_costs_no_more_than_its_length() -> None:
    short, long = (compare_with("raised bridge " * count, "lowered bridge " * count) for count in (25, 100))
    for comparison in (short, long):
        finding = check_antonyms(comparison)
        assert finding is not None
        assert finding.words == ("raised (lowered)",)
    assert count_calls(lambda: check_antonyms(long)) < 6 * count_calls(lambda: check_antonyms(short))
