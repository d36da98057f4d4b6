"""What a sentence says its persons to be is read as it words it, and only what they are by now."""

from __future__ import annotations

import pytest

from service.pipeline.claims.descriptions import find_descriptions
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.persons import find_persons, find_unnamed_age


def describe(sentence: str) -> list[tuple[str, str, str]]:
    """Of each description the name, the words that are quoted, and what they say."""
    claims = extract_claims(sentence, language="en", published_at=None)
    found = find_descriptions(claims, sentence, {("ann", "lee")})
    return [(one.shown, sentence[one.start : one.end], one.says) for one in found]


@pytest.mark.parametrize(
    ("sentence", "quoted", "says"),
    [
        ("Police chief Ann Lee said so.", "Police chief", "is a police chief"),
        ("Commander Ann Lee said so.", "Commander", "is a commander"),
        ("It was beating champion Ann Lee who said so.", "champion", "is a champion"),
        ("Chief scientist Dr Ann Lee said so.", "Chief scientist", "is a chief scientist"),
        ("It was editor-in-chief Ann Lee who said so.", "editor-in-chief", "is an editor-in-chief"),
        ("The director of the works, Ann Lee, said so.", "The director of the works", "is the director of the works"),
        ("It came from a minister, Ann Lee, on Monday.", "a minister", "is a minister"),
        ("Valdane's chief executive, Ann Lee, said so.", "Valdane's chief executive", "is Valdane's chief executive"),
        ("The hospital's head, Ann Lee, said so.", "The hospital's head", "is the hospital's head"),
        ("Ann Lee, 44, a nurse from Kelby, said so.", "a nurse from Kelby", "is a nurse from Kelby"),
        ("Ann Lee, who is the head of IT, said so.", "the head of IT", "is the head of IT"),
        ("Ann Lee, who teaches chemistry, said so.", "who teaches chemistry", "is someone who teaches chemistry"),
    ],
)
def test_what_stands_beside_a_name_says_what_a_person_is(sentence: str, quoted: str, says: str) -> None:
    assert describe(sentence) == [("Ann Lee", quoted, says)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Former police chief Ann Lee said so.",
        "Acting mayor Ann Lee said so.",
        "Ann Lee, a nurse by training, said so.",
        "Ann Lee, who said that she was ill, left.",
        "Ann Lee, on Monday, said so.",
        "Dr Ann Lee said so.",
        "Ann Lee, a court heard, was hit.",
        "Ann Lee, the mayor and a judge met.",
        "Ann Lee, an hour later, left.",
        "In a statement, Ann Lee said so.",
    ],
)
def test_what_a_person_was_and_what_says_nothing_of_them_is_left_out(sentence: str) -> None:
    assert describe(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee, 44, left.",
        "Ann Lee, aged 44, left.",
        "Ann Lee, who was 44, left.",
        "Ann Lee, a farmer of 44, left.",
        "44-year-old Ann Lee left.",
        "The 44-year-old, Ann Lee, left.",
    ],
)
def test_an_age_is_read_wherever_it_stands_beside_a_name(sentence: str) -> None:
    (person,) = find_persons(extract_claims(sentence, language="en", published_at=None))
    assert person.age is not None
    assert person.age.low == 44


@pytest.mark.parametrize(
    "sentence",
    [
        "Ann Lee and the 44-year-old left.",
        "Ann Lee, a mother of three, left.",
        "Ann Lee was 44 when she left.",
        "Ann Lee's 12-year-old son left.",
        "Ann Lee, whose 12-year-old son was hurt, left.",
        "Ann Lee, who was 3-0 down, left.",
        "Ann Lee, who was 16 at the time, left.",
        "Ann Lee, a mother of 12, left.",
    ],
)
def test_what_is_not_said_of_a_person_now_is_not_their_age(sentence: str) -> None:
    assert find_persons(extract_claims(sentence, language="en", published_at=None))[0].age is None


@pytest.mark.parametrize(
    ("sentence", "age"),
    [
        ("The 44-year-old showed no emotion.", 44),
        ("It took them six hours to see through the 44-year-old's excuses.", 44),
        ("He is 44 and had no passport.", 44),
        ("A 44-year-old showed no emotion.", None),
        ("Ann Lee told the 44-year-old to go.", None),
        ("The 44 passengers showed no emotion.", None),
        ("The 44-year-old bridge collapsed.", None),
        ("He was 44 when he joined.", None),
        ("The score, 44, was low.", None),
    ],
)
def test_the_age_of_somebody_who_is_known_but_not_named(sentence: str, age: float | None) -> None:
    found = find_unnamed_age(extract_claims(sentence, language="en", published_at=None))
    assert (found and found.low) == age
