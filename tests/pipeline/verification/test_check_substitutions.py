from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.verification.check_substitutions import check_substitutions
from service.pipeline.verification.statements import read_statement
from tests.pipeline.verification.statements import compare_with

SOURCE = "On Monday, 12 workers of Lunde left the plant in Ardal after the Hagen report named 40 faults."


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("On Monday, 12 workers of Hagen left the plant in Ardal after the report.", "Hagen for Lunde"),
        ("On Monday, 40 workers of Lunde left the plant in Ardal after the report.", "40 for 12"),
        ("On Monday, 12 workers of Lunde did not left the plant in Ardal.", "not"),
    ],
)
def test_what_stands_in_the_place_of_something_else_is_named(text: str, change: str) -> None:
    finding = check_substitutions(compare_with(text, SOURCE))
    assert finding is not None
    assert change in finding.words


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        "12 workers of Lunde left the plant in Ardal.",
        "12 workers of the company Lunde left the plant in Ardal after the report.",
        "The report by Hagen was read in Ardal, and some forty faults were found.",
    ],
)
def test_what_is_left_out_added_or_told_otherwise_is_no_change(text: str) -> None:
    assert check_substitutions(compare_with(text, SOURCE)) is None


@pytest.mark.parametrize(("text", "changed"), [
    ("Moe has signed 31 books this week.", False),
    ("Lunde has signed 31 books this week.", True),
])  # fmt: skip
def test_a_number_that_stands_behind_the_same_name_is_no_change(text: str, changed: bool) -> None:
    source = "Lunde has signed 17 books this week and Moe 31."
    assert (check_substitutions(compare_with(text, source)) is not None) is changed


def test_a_day_in_the_place_of_another_is_a_change_though_the_sentence_names_both() -> None:
    source = "Thursday's strike came after a talk of the mayor with Anna Kohl on Friday."
    finding = check_substitutions(
        compare_with("Friday's strike came after a talk of the mayor with Anna Kohl on Friday.", source)
    )
    assert finding is not None
    assert finding.words == ("Friday for Thursday",)


def test_a_name_for_a_pronoun_is_right_where_the_article_named_it_shortly_before() -> None:
    context = "Per Hagen saw it. Kari Lunde opened the bridge. She promised more money for all the roads of the county."
    source = read_statement(context.split(". ")[2], language="en", context=context)
    for name, right in (("Kari Lunde", True), ("Bergljot Moe", False)):
        comparison = compare_with(f"{name} promised more money for all the roads of the county.", source)
        assert (check_substitutions(comparison) is None) is right


def test_a_name_for_a_pronoun_is_right_far_from_it_where_the_article_is_about_that_name() -> None:
    said = "She promised more money for all the roads of the county."
    filler = "Nothing else was said that day in the town hall of the place. " * 12
    text = "Kari Lunde promised more money for all the roads of the county."
    for times, right in ((1, False), (5, True)):
        context = f"{'Kari Lunde spoke. ' * times}{filler}{said}"
        source = read_statement(said, language="en", context=context)
        assert (check_substitutions(compare_with(text, source)) is None) is right


def test_a_name_for_an_unnamed_subject_is_a_change() -> None:
    source = "An activist told reporters that the army left the city at night."
    finding = check_substitutions(
        compare_with("Kari Lunde told reporters that the army left the city at night.", source)
    )
    assert finding is not None
    assert finding.words == ("Kari Lunde for An activist",)


WORDS = ("Lunde", "12", "workers", "not", "the", "Monday", "left", ",", "plant")


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_a_repetition_is_never_a_change(words: list[str]) -> None:
    text = " ".join(words)
    assert check_substitutions(compare_with(text, text)) is None


@pytest.mark.parametrize(
    ("text", "source", "changed"),
    [
        ("The pilots did not lower the landing gear.", "The pilots failed to lower the landing gear.", False),
        ("The pilots failed to lower the landing gear.", "The pilots did not lower the landing gear.", False),
        ("The mayor said he had not taken money.", "The mayor denied that he had taken money.", False),
        ("The pilots did not lower the landing gear.", "The pilots did lower the landing gear.", True),
    ],
)
def test_a_denial_told_by_a_verb_is_no_change(text: str, source: str, changed: bool) -> None:
    assert (check_substitutions(compare_with(text, source)) is not None) is changed
