from __future__ import annotations

import pytest

from service.pipeline.text.readability import (
    addresses_reader,
    announces,
    is_whole,
    opens_linked,
    opens_with_pronoun,
    points_back,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council closed the bridge.", False),
        ("He closed the bridge.", True),
        ("But the council closed it.", True),
        ("Because of that, the bridge was closed.", True),
        ("The announcement came on Monday.", True),
        ("The announcement of new tolls angered drivers.", False),
        ("“That is why,” the mayor said.", True),
        ("Interestingly, he was a driver.", True),
        ("Among them are two drivers.", True),
        ("Itasca County closed the bridge.", False),
    ],
)
def test_what_points_at_the_sentence_before_it(text: str, expected: bool) -> None:
    assert points_back(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In response, the council closed the bridge.", True),
        ("The council in response closed the bridge.", True),
        ("The county, by contrast, keeps it open.", True),
        ("In response to a report the council closed the bridge.", False),
        ("The council closed the bridge over the river in response.", False),
        ("In addition to the bridge a road was closed.", False),
        ("At the same time as the bridge a road was closed.", False),
    ],
)
def test_what_is_tied_to_something_it_does_not_name(text: str, expected: bool) -> None:
    assert opens_linked(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They are Hanne and Jonas Lind, aged 29 and 31.", True),
        ("She paid.", True),
        ("Theyson paid.", False),
        ("It rained in Lindhaven.", False),
        ("Lind said they paid.", False),
    ],
)
def test_what_opens_with_a_pronoun_for_persons(text: str, expected: bool) -> None:
    assert opens_with_pronoun(text) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Er hatte das am Montag ausgeschlossen.", "de", True),
        ("Erst am Montag trat Berg zurück.", "de", False),
        ("Elles ont démenti.", "fr", True),
        ("Él lo negó.", "es", True),
        ("El alcalde lo negó.", "es", False),
        ("他也这样说。", "zh", True),
        ("其他人也这样说。", "zh", False),
        ("He kielsivät sen.", "fi", True),
        ("Han nekade.", "de", False),
        ("He said so.", "xx", False),
    ],
)
def test_pronouns_are_those_of_the_language(text: str, language: str, expected: bool) -> None:
    assert opens_with_pronoun(text, language) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Send us your pictures.", True),
        ("Call the helpline.", True),
        ("What do you think?", True),
        ("Twelve people died.", False),
        ("Calls went unanswered.", False),
        ("Reading won the cup.", False),
    ],
)
def test_what_asks_something_of_the_reader(text: str, expected: bool) -> None:
    assert addresses_reader(text) is expected


def test_what_ends_with_a_colon_announces_another_sentence() -> None:
    assert announces("The mayor wrote in a letter:")
    assert not announces("The mayor (of Ardal wrote:")
    assert not announces("The mayor wrote.")


@pytest.mark.parametrize(
    "text",
    [
        "She said “no”.",
        'She said "no".',
        "It rained (again).",
        "It’s the city’s bridge.",
        "„Wir kommen wieder“, sagte sie.",
        '„Wir kommen wieder", sagte sie.',
        "„Wrócimy”, powiedziała.",
        "»Wir kommen wieder«, sagte sie.",
        "« Nous reviendrons », dit-elle.",
        "”Vi kommer igen”, sade hon.",
        "»Tulemme takaisin», hän sanoi.",
        "彼女は「また来る」と言った。",
    ],
)
def test_closed_quotations_are_whole(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize(
    "text",
    [
        "“We have no choice.",
        'He left."',
        "The bridge (built in 1931.",
        "no, never,” she said.",
        "„Wir kommen wieder, sagte sie.",
        "Wir kommen wieder“, sagte sie.",
        "”Vi kommer igen, sade hon.",
        "“No,” she said. “Never.",
        "He was glad to say:",
        "He was shot...",
    ],
)
def test_half_a_quotation_is_not_whole(text: str) -> None:
    assert not is_whole(text)
