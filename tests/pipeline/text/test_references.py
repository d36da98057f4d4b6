"""Whom and what a sentence names as if its article had introduced it."""

from __future__ import annotations

import pytest

from service.pipeline.text.references import introduce, list_references, read_sentence


def test_names_of_two_words_are_introduced_by_their_last_one() -> None:
    assert read_sentence("Mayor Marta Olsen met J. van der Berg of the U.N. on Friday.").introduced == {"Olsen", "Berg"}
    assert read_sentence("On Friday Ardal’s bridge closed.").introduced == frozenset()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Olsen closed the bridge.", ["Olsen"]),
        ("Mr. Olsen’s office closed it.", ["Olsen"]),
        ("The bridge is safe, Olsen said.", ["Olsen"]),
        ("The bridge is safe, said Olsen.", ["Olsen"]),
        ("Marta Olsen closed the bridge.", []),
        ("Olsen, the mayor of Ardal, closed it.", []),
        ("Nobody thanked Olsen.", []),
    ],
)
def test_short_names_are_those_that_act_or_speak_unexplained(text: str, names: list[str]) -> None:
    assert list_references(text).short_names({"Olsen"}) == names


def test_the_head_of_what_opens_a_sentence() -> None:
    assert list_references("The bridge is safe.").head == {"bridg"}
    assert list_references("The bridge of Ardal is safe.").head == frozenset()
    assert list_references("The White House is safe.").head == frozenset()
    assert list_references("A bridge is safe.").head == frozenset()
    assert list_references("The drug company is safe.").head == {"drug", "compani"}
    assert list_references("The company denied it.").head == {"compani"}
    assert list_references("The newly elected mayor is safe.").head == {"newli", "elect"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("“It is safe,” Olsen said.", "“It is safe,” district engineer Marta Olsen said."),
        ("Olsen’s office closed it.", "district engineer Marta Olsen’s office closed it."),
        ("Mr. Berg closed it, and Berg left.", "Tom van der Berg, a driver, closed it, and Berg left."),
        ("Nobody thanked Olsen.", "Nobody thanked Olsen."),
        ("Marta Olsen left.", "Marta Olsen left."),
        ("Ardal voted.", "Ardal voted."),
    ],
)
def test_whoever_acts_or_speaks_is_called_what_the_article_called_them_first(text: str, told: str) -> None:
    before = [
        "The bridge at Ardal is old, the council heard from district engineer Marta Olsen on Monday.",
        "Tom van der Berg, a driver, was hurt; Olsen and Berg met.",
        "The late Marta Olsen had a sister.",
    ]
    assert introduce(text, before, claim="The bridge is safe.") == told


def test_whom_a_claim_calls_by_family_name_alone_is_left_so() -> None:
    before = ["The council heard district engineer Marta Olsen."]
    assert introduce("Olsen left.", before, claim="Ms Olsen has left.") == "Olsen left."
    assert introduce("Olsen left.", before, claim="Marta Olsen has left.") == "district engineer Marta Olsen left."
