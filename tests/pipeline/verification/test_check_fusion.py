from __future__ import annotations

import pytest

from service.pipeline.verification.check_fusion import check_fusion
from tests.pipeline.verification.statements import compare_with

FIRE = "A fire destroyed the old market of Ardal on Monday."
MAYOR = "The mayor ordered all shops in the city to close."
LUNDE = "Mayor Kari Lunde opened the new bridge on Monday."
SHE = "She promised money for the repairs of all roads."
OTHER = "Officer Per Hagen promised money for the repairs of all roads."


def test_runs_of_different_sentences_joined_inside_a_clause_are_a_splice() -> None:
    finding = check_fusion(compare_with("A fire destroyed the old shops in the city to close.", FIRE, MAYOR))
    assert finding is not None
    assert finding.words == ("the old shops in",)


@pytest.mark.parametrize(
    "text",
    [
        FIRE,
        "A fire destroyed the old market.",
        "A fire destroyed the old market of Ardal, and the mayor ordered all shops to close.",
        "A fire destroyed the market while the mayor ordered all shops in the city to close.",
    ],
)
def test_what_is_left_out_and_whole_clauses_that_are_joined_are_no_splice(text: str) -> None:
    assert check_fusion(compare_with(text, FIRE, MAYOR)) is None


def test_a_name_may_stand_for_the_pronoun_of_another_sentence_but_not_for_another_subject() -> None:
    text = "Mayor Kari Lunde promised money for the repairs of all roads."
    assert check_fusion(compare_with(text, LUNDE, SHE)) is None
    assert check_fusion(compare_with(text, LUNDE, OTHER)) is not None


def test_a_clause_without_a_subject_has_that_of_the_clauses_before_it() -> None:
    lunde = "Kari Lunde, who opened the new bridge in Ardal, spoke on Monday."
    hagen = "Per Hagen was arrested in the old town with three other men."
    she = "She was arrested in the old town with three other men."
    text = "Kari Lunde, who opened the new bridge in Ardal, was arrested in the old town with three other men."
    assert check_fusion(compare_with(text, lunde, hagen)) is not None
    assert check_fusion(compare_with(text, lunde, she)) is None
