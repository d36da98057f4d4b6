from __future__ import annotations

import pytest

from service.pipeline.text.readability import (
    addresses_reader,
    find_introduced,
    follows_another,
    is_whole,
    points_back,
    score_standalone,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council closed the bridge.", 1.0),
        ("He closed the bridge.", 0.4),
        ("But the council closed it.", 0.4),
        ("Because of that, the bridge was closed.", 0.4),
        ("The announcement came on Monday.", 0.4),
        ("The announcement of new tolls angered drivers.", 1.0),
        ("“The bridge is closed,” the mayor said.", 0.8),
        ("“That is why,” the mayor said.", 0.4 * 0.8),
        ("“The bridge is closed.”", 0.8),
        ("“The bridge,” he said, “is closed.”", 0.8),
        ("Keilar: “Which bridge?”", 0.8),
        ("Interestingly, he was a driver.", 0.4),
        ("Among them are two drivers.", 0.4),
        ("Itasca County closed the bridge.", 1.0),
    ],
)
def test_a_sentence_that_points_elsewhere_is_worth_less(text: str, expected: float) -> None:
    assert score_standalone(text) == pytest.approx(expected)


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


def test_an_answer_follows_another_sentence_though_it_is_understood_alone() -> None:
    assert follows_another("Moscow in response changed its doctrine.")
    assert not points_back("Moscow in response changed its doctrine.")
    assert not follows_another("Moscow in response to the decision changed its doctrine.")
    assert follows_another("He closed the bridge.")


def test_a_name_that_others_give_in_full_is_worth_less_where_it_opens_a_sentence() -> None:
    introduced = find_introduced(["The shift was needed, Secretary Lloyd J. Austin said.", "He met Ann Lee in Laos."])
    assert introduced >= {"Austin", "Lee"}
    assert score_standalone("Austin said the mines are safe.", introduced) == 0.9
    assert score_standalone("Mr. Austin’s trip ended.", introduced) == 0.9
    assert score_standalone("Lloyd Austin said the mines are safe.", introduced) == 1.0
    assert score_standalone("Mines are safe, Austin said.", introduced) == 1.0


@pytest.mark.parametrize("text", ["She said “no”.", 'She said "no".', "It rained (again).", "It’s the city’s bridge."])
def test_closed_quotations_are_whole(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize(
    "text",
    ["“We have no choice.", 'He left."', "The bridge (built in 1931.", "no, never,” she said.", "He was glad to say:"],
)
def test_half_a_quotation_is_not_whole(text: str) -> None:
    assert not is_whole(text)
