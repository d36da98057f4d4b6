from __future__ import annotations

import pytest

from service.pipeline.verification.check_roles import check_roles
from tests.pipeline.verification.statements import compare_with
from tests.work import count_calls


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Meier sued Kohl over the bridge.", "Kohl sued Meier over the bridge."),
        ("On Monday Anna Kohl beat Otto Meier in Ardal.", "On Monday Otto Meier beat Anna Kohl in Ardal."),
    ],
)
def test_swapped_roles_are_found(text: str, evidence: str) -> None:
    finding = check_roles(compare_with(text, evidence))
    assert finding is not None


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Kohl sued Meier over the bridge.", "Kohl sued Meier over the bridge."),
        ("Meier was sued by Kohl.", "Kohl sued Meier over the bridge."),
        ("Kohl and Meier met in Ardal.", "Meier and Kohl met in Ardal."),
        ("Kohl praised Meier.", "Meier left, and Kohl came."),
    ],
)
def test_other_words_or_another_order_are_no_swap(text: str, evidence: str) -> None:
    assert check_roles(compare_with(text, evidence)) is None


@pytest.mark.parametrize(
    ("told", "evidence"),
    [("Kohl sued Meier, ", "Meier sued Kohl, "), ("signed by Kohl of Ardal, ", "signed by Ardal of Kohl, ")],
)
def test_a_sentence_of_many_names_costs_little(told: str, evidence: str) -> None:
    short, long = (compare_with(told * count, evidence * count) for count in (20, 80))
    assert count_calls(lambda: check_roles(long)) < 6 * count_calls(lambda: check_roles(short))
