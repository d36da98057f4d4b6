from __future__ import annotations

import pytest

from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.figures import find_figures


@pytest.mark.parametrize(
    ("text", "earlier"),
    [
        ("Inflation is put at 2.9 percent, up from its first estimate of 2.6.", [False, True]),
        ("The commission cut its figure from 71 to 68 percent.", [True, False]),
        ("With inflation at 2.9 rather than 2.6 percent, money is cheap.", [False, True]),
        ("Families will get 500 dollars rather than the 200 first promised.", [False, True]),
        ("There were five people in the boat, not four.", [False, True]),
        ("The bank has a staff of 40, and a branch in the town of 900.", [False, False]),
    ],
)
def test_a_value_that_the_sentence_replaces_is_an_earlier_one(text: str, earlier: list[bool]) -> None:
    figures = find_figures(extract_claims(text, language="en", published_at=None), None)
    assert [figure.earlier for figure in figures] == earlier


@pytest.mark.parametrize(("text", "expected"), [("Inflation in May was 2.9 percent.", False), ("It may be 9.", True)])
def test_what_may_be_is_expected_and_what_was_in_may_is_not(text: str, expected: bool) -> None:
    (figure,) = find_figures(extract_claims(text, language="en", published_at=None), None)
    assert figure.expected is expected
