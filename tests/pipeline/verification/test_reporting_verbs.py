from __future__ import annotations

import pytest

from service.pipeline.verification.reporting_verbs import is_credited, leave_out_credits
from service.pipeline.verification.statements import read_statement
from tests.pipeline.verification.statements import compare_with, read

STORY = "The bridge over the river fell, Meier said."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The bridge over the river fell, Reuters reports.", "The bridge over the river fell, ."),
        ("The bridge over the river fell, reports the Ardal Post.", "The bridge over the river fell."),
        ("As the Post notes, the bridge over the river fell.", " the bridge over the river fell."),
        ("The bridge over the river fell, according to Kohl.", "The bridge over the river fell."),
        ("Meier reports.", "Meier reports."),
        ("The bridge over the river fell, Meier said.", "The bridge over the river fell, Meier said."),
    ],
)
def test_what_credits_an_outlet_is_left_out_if_a_sentence_is_left(text: str, told: str) -> None:
    source = read_statement(STORY, language="en", context=STORY)
    assert leave_out_credits(compare_with(text, source)).written.text == " ".join(told.split())


@pytest.mark.parametrize(
    ("text", "credited"),
    [
        ("It fell, as Reuters says.", True),
        ("It fell, Kohl says.", False),
        ("It fell, Meier tells CNN.", True),
        ("It fell, according to Meier.", False),
    ],
)
def test_a_person_is_credited_only_by_reporting(text: str, credited: bool) -> None:
    (statement,) = read(text)
    story = frozenset({"the", "bridge", "over", "river", "fell", "meier", "said"})
    assert is_credited(statement.claims.names[-1], statement.text, story) is credited
