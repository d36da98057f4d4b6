from __future__ import annotations

import pytest

from service.pipeline.claims.negation import denied_stems
from tests.pipeline.claims.sentences import read


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The package did not include mines.", {"includ"}),
        ("The package didn't include mines.", {"includ"}),
        ("The package didn’t include mines.", {"includ"}),
        ("The package included mines.", set()),
        ("He denied killing her.", {"kill"}),
        ("There is no evidence of fraud.", {"evid"}),
        ("He failed to win.", {"win"}),
        ("He was unable to win.", {"win"}),
        ("Shares declined 5 percent.", set()),
        ("The talks failed on Monday.", set()),
        ("The road is no longer closed.", {"close"}),
        ("The bank is a non-profit group.", {"profit"}),
        ("He never really left.", {"left"}),
        ("He came without help.", {"help"}),
        ("She was unhurt.", {"hurt"}),
        ("He did not deny killing her.", set()),
        ("It is not only big but heavy.", set()),
        ("Not all of the boats came back.", set()),
        ("He was not, the police said, at home.", set()),
        ("She has not said whether she will appeal.", set()),
    ],
)
def test_the_predicate_that_is_denied_is_known(text: str, denied: set[str]) -> None:
    assert denied_stems(read(text).negations) == denied


def test_a_negation_ends_with_its_clause() -> None:
    (negation,) = read("It did not include mines, but it contained rockets.").negations
    assert negation.scope == {"includ", "mine"}
    assert negation.cue == "not"


def test_other_languages_have_no_negations_yet() -> None:
    assert read("No evidence was found.", language="xx").negations == ()


def test_a_part_of_a_word_denies_the_rest_of_it_if_that_is_a_word() -> None:
    cues = [read(text).negations[0] for text in ("She was unhurt.", "They unveiled it.", "It was a non-violent march.")]
    assert all(cue.in_word for cue in cues)
    others = [read(text).negations[0] for text in ("He was unable to win.", "No one came.", "It is no longer closed.")]
    assert not any(cue.in_word for cue in others)
