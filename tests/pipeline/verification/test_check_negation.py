from __future__ import annotations

import pytest

from service.pipeline.verification.check_negation import check_negations
from tests.pipeline.verification.statements import compare_with


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The package did not include mines.", "The package included mines."),
        ("The package included mines.", "The package did not include mines."),
        ("He is not expected to return.", "He is expected to return on Monday."),
        ("He never agreed to the plan.", "He agreed to the plan."),
        ("The minister attended the summit.", "The minister was unable to attend the summit."),
        ("The bridge is closed to trucks.", "The bridge is no longer closed to trucks."),
        ("The team failed to win the cup.", "The team will win the cup."),
        ("They have won the cup.", "They have never won the cup."),
    ],
)
def test_what_one_denies_and_the_other_affirms_is_found(text: str, evidence: str) -> None:
    assert check_negations(compare_with(text, evidence)) is not None


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The package did not include mines.", "Mines were not included in the package."),
        ("The package included mines.", "The package included mines, and no one was told."),
        ("The plan was refused.", "The minister refused the plan."),
        ("Staff no longer wanted to go there.", "Nobody wanted to go there after that."),
        ("They had two unsuccessful attempts.", "They went through two failed attempts."),
        ("It is like the old bridge.", "It is unlike the new bridge."),
        ("The bridge is closed.", "The bridge is closed but the road is not."),
    ],
)
def test_agreement_is_no_finding(text: str, evidence: str) -> None:
    assert check_negations(compare_with(text, evidence)) is None


def test_sources_that_disagree_support_either_side() -> None:
    sources = ("The package included mines.", "The package did not include mines.")
    assert check_negations(compare_with("The package included mines.", *sources)) is None
    assert check_negations(compare_with("The package did not include mines.", *sources)) is None


def test_a_denial_in_front_of_a_quotation_denies_what_is_quoted() -> None:
    assert (
        check_negations(compare_with("They don't play a role.", 'They are not people who "play a role" in it.')) is None
    )
