from __future__ import annotations

import pytest

from service.pipeline.text.corpus import Evidence
from service.pipeline.verification import keep_own_side, sets_apart
from service.pipeline.verification.statements import read_statement

SPAIN = "The Spanish and Greek embassies shut for the day"
FRANCE = "the British government and France said that their embassies remained open."
CONTRAST = f"{SPAIN}, but {FRANCE}"


def keep(claim: str, text: str = CONTRAST, language: str = "en") -> str:
    return keep_own_side(claim, language, Evidence(text=text, language=language))


def test_the_side_that_names_what_a_claim_names_is_kept() -> None:
    assert keep("The embassy of Spain closed.") == f"{SPAIN}."
    assert keep("The embassy of France closed.") == FRANCE.replace("the", "The", 1)


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("The embassies of Spain and France closed.", CONTRAST),  # both sides are told of
        ("The embassy of Norway closed.", CONTRAST),  # neither is
        (
            "The plan of Halden failed.",
            "Norvik offered 4 million, but it withdrew when Halden asked for more.",
        ),  # points back
        ("The embassy of Spain closed.", "The Spanish embassy shut at noon, but it opened again."),  # about the same
        ("The embassy of Spain closed.", "The Spanish embassy shut, the Greek one did, too."),  # no contrast
        ("The embassy of Spain closed.", '"The Spanish embassy shut, but France stayed," he said.'),  # quoted
        ("Spain closed.", "Spain closed, but France stayed, while Norvik left."),  # three sides
    ],
)
def test_all_is_kept_where_no_side_alone_is_about_it(claim: str, text: str) -> None:
    assert keep(claim, text) == text


def test_other_languages_are_left_whole() -> None:
    assert keep("The embassy of Spain closed.", language="de") == CONTRAST


def test_names_on_both_sides_are_set_apart() -> None:
    evidence = Evidence(text=CONTRAST, language="en")

    def names(text: str) -> bool:
        return sets_apart(read_statement(text, language="en").claims.names, evidence)

    assert names("In Spain and France they met.")
    assert not names("In Spain and Greece they met.")
    assert not names("In Spain and Norway they met.")
