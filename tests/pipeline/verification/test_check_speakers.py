from __future__ import annotations

import pytest

from service.domain import ErrorKind
from service.pipeline.verification.check_speakers import check_speakers
from service.pipeline.verification.findings import KINDS
from tests.pipeline.verification.statements import compare_with

SAID = "Union leader Tom Hale said the pay offer was an insult to nurses, while minister Anna Kohl called it fair."


def test_a_statement_that_somebody_else_makes_is_found() -> None:
    finding = check_speakers(compare_with("Anna Kohl said the pay offer was an insult to nurses.", SAID))
    assert finding is not None
    assert finding.words == ("Anna Kohl (Tom Hale)",)
    assert KINDS[finding.kind] is ErrorKind.ROLE


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Tom Hale said the pay offer was an insult to nurses.", [SAID]),
        ("Hale argued that the pay offer was an insult to nurses.", [SAID]),
        ("Anna Kohl said the port would stay open all week.", [SAID]),
        (
            "Anna Kohl said the pay offer was an insult to nurses.",
            [SAID, "Anna Kohl, who visited nurses, agreed that the pay offer was an insult."],
        ),
        (
            "Anna Kohl said the pay offer was an insult to nurses.",
            [SAID, "She said it was an insult to nurses."],
        ),
        ("Moscow said the pay offer was an insult to nurses.", ["Russia said the pay offer was an insult to nurses."]),
        (
            "As the Guardian notes, the pay offer was an insult to nurses.",
            ["The pay offer was an insult to nurses, Hale says."],
        ),
        (
            "Anna Kohl said the pay offer was an insult to nurses.",
            ["Officials said the offer was an insult to nurses."],
        ),
        ("The union said the pay offer was an insult to nurses.", [SAID]),
        ("The pay offer was an insult to nurses.", [SAID]),
    ],
)
def test_who_says_it_too_or_may_be_the_speaker_is_no_finding(text: str, evidence: list[str]) -> None:
    assert check_speakers(compare_with(text, *evidence)) is None


def test_other_languages_are_left_alone() -> None:
    assert check_speakers(compare_with("Anna Kohl said the pay offer was an insult.", SAID, language="de")) is None
