from __future__ import annotations

import pytest

from service.pipeline.text.corpus import Evidence
from service.pipeline.verification import names_all, tells_of, tells_other_count

ARTICLE = "Britain kept its embassy in Ardal open. The minister, Anna Kohl, said so."


@pytest.mark.parametrize(
    ("claim", "named"),
    [
        ("The U.K. embassy stayed open.", True),
        ("The British embassy in Ardal stayed open.", True),
        ("Norway closed its embassy in Ardal.", False),
        ("The embassy stayed open.", True),
    ],
)
def test_an_article_names_what_a_claim_names_in_any_form(claim: str, *, named: bool) -> None:
    assert names_all(claim, "en", ARTICLE, "en") is named


@pytest.mark.parametrize(
    ("evidence", "tells"),
    [
        ("Britain kept its embassy open.", True),
        ("The United States closed an embassy in Ardal.", False),
        ("In Ardal she closed an embassy.", True),  # whoever she is
        ("The embassy was closed at noon.", True),  # names nothing
    ],
)
def test_evidence_that_names_others_alone_tells_nothing_of_it(evidence: str, *, tells: bool) -> None:
    assert tells_of("The U.K. embassy stayed open.", "en", [Evidence(text=evidence, language="en")]) is tells


@pytest.mark.parametrize(
    ("evidence", "other"),
    [
        ("Six people died.", True),
        ("At least 14 people died.", True),
        ("The flood killed 19 people.", False),
        ("Six boats sank.", False),
        ("People died.", False),
    ],
)
def test_another_number_of_the_same_is_another_count(evidence: str, *, other: bool) -> None:
    told = [Evidence(text=evidence, language="en")]
    assert tells_other_count("Nineteen people died in the flood.", "en", told) is other
