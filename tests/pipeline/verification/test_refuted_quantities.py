from __future__ import annotations

import pytest

from service.domain import ErrorKind, VerificationStatus
from service.pipeline.text.corpus import Evidence
from service.pipeline.verification.check_numbers import check_numbers
from service.pipeline.verification.verify import check_factual_consistency
from service.ports import Entailment
from tests.pipeline.verification.statements import compare_with

SURE = Entailment(entailed=0.99, contradicted=0.0)


def is_certain(text: str, *evidence: str) -> bool:
    finding = check_numbers(compare_with(text, *evidence))
    return finding is not None and finding.certain


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The ferry carried 40 pounds of salt.", "The ferry carried 40 kilograms of salt."),
        ("The tower is 90 feet high.", "A 90-metre tower was built."),
        ("The harbour cost 3m dollars.", "The town paid 3m euros for the harbour."),
        ("Water boils at 98 degrees Fahrenheit there.", "Water boils at 98 degrees Celsius there."),
        ("The strike lasted nine weeks.", "The strike lasted nine days."),
        ("At least 70 ships left.", "Up to 70 ships left."),
        ("Up to 70 ships left.", "At least 70 ships left."),
        ("More than 70 ships left.", "Almost 70 ships left."),
        ("Over 70 ships left.", "Just under 70 ships left."),
        ("Fewer than 50 ships left.", "More than 60 ships left."),
        ("No more than 50 ships left.", "At least 60 ships left."),
        ("Less than half of the ships left.", "A majority of the ships left."),
        ("Less than half of the ships left.", "More than 60 percent of the ships left."),
    ],
)
def test_another_unit_and_a_bound_turned_round_are_certain(text: str, evidence: str) -> None:
    assert is_certain(text, evidence)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("The ferry carried 88 pounds of salt.", ["The ferry carried 40 kilograms of salt."]),
        ("The ferry carried 40 pounds of salt.", ["It carried 40 kilograms of salt and 40 pounds of tea."]),
        ("The ferry carried 40 tons of salt.", ["The ferry carried 40 tonnes of salt."]),
        ("The harbour cost $3m.", ["The harbour cost A$3m."]),
        ("Fish is sold for 40 pounds.", ["A tower of 40 kilograms fell."]),
        ("The strike lasted nine weeks.", ["The strike lasted nine days.", "It lasted nine weeks in the north."]),
        ("At least 70 ships left.", ["Up to 70 ships left.", "In the end 75 ships left."]),
        ("At least four ships left.", ["Three ships left."]),
        ("More than 70 ships left.", ["Almost 70 sailors sang."]),
        ("It is not true that at least 70 ships left.", ["Up to 70 ships left."]),
        ("More than 70 ships left.", ["At least 70 ships left."]),
        ("The 40th ship left.", ["It left within 40 days."]),
    ],
)
def test_what_may_agree_or_is_of_something_else_is_not_certain(text: str, evidence: list[str]) -> None:
    assert not is_certain(text, *evidence)


@pytest.mark.parametrize("entailments", [[SURE, SURE], []])
def test_no_model_outvotes_what_is_certain(entailments: list[Entailment]) -> None:
    evidence = [Evidence(text="The ferry carried 40 kilograms of salt.", language="en")]
    text = "The ferry carried 40 pounds of salt."
    found = check_factual_consistency(
        text, evidence, language="en", similarity=1.0, entailments=entailments, threshold=0.01
    )
    assert found.status is VerificationStatus.UNSUPPORTED
    assert found.score < 0.1
    assert found.reasons == ("numbers that the cited sentences do not hold: 40 pounds",)
    assert [(text[span.start : span.end], span.kind) for span in found.spans] == [("40 pounds", ErrorKind.NUMBER)]


def test_what_an_article_tells_elsewhere_may_agree() -> None:
    article = "The ferry carried 40 kilograms of salt. It had 40 pounds of salt on board the year before."
    evidence = [Evidence(text="The ferry carried 40 kilograms of salt.", language="en", context=article)]
    found = check_factual_consistency(
        "The ferry carried 40 pounds of salt.", evidence, language="en", similarity=1.0, entailments=[SURE, SURE]
    )
    assert found.status is VerificationStatus.SUPPORTED
