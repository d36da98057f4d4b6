"""Times of day: the forms that news has, and what two of them may be."""

from itertools import combinations

import pytest

from service.pipeline.claims.clock_times import ClockTime, find_clock_times, same_time
from tests.pipeline.claims.sentences import read


def only_time(text: str) -> ClockTime:
    found = sorted(find_clock_times(text), key=lambda time: time.start - time.end)
    assert found, text
    return found[0]


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("It lifted off at 4:12 a.m.", 252),
        ("At 4.21 this morning it went up.", 261),
        ("They came at about two in the morning.", 120),
        ("The raiders came at 4am.", 240),
        ("The column left at 10.30, half an hour late.", 630),
        ("They set off at ten sharp.", 600),
        ("It fell shortly after half past six in the evening.", 1110),
        ("It closed at quarter to nine in the evening.", 1245),
        ("At 18.05 police closed the road.", 1085),
        ("It struck at 0430 GMT.", 270),
        ("They left by six o'clock.", 360),
        ("A guard was found at three at night.", 180),
        ("The fire began around midnight.", 0),
        ("At twenty past nine tonight the lights went out.", 1280),
    ],
)
def test_a_time_of_day_is_read_in_every_form(text: str, minute: int) -> None:
    assert only_time(text).minute == minute


@pytest.mark.parametrize(
    "text",
    [
        "Shares stood at 10.30 euros.",
        "The rate is at 4.25 percent.",
        "It ended 3:85 behind.",
        "Two men in the car died.",
        "His time of 2:07:41 is a record.",
        "The quake was put at 4.21 points.",
        "He ran 14 in the second half.",
    ],
)
def test_other_numbers_are_no_times(text: str) -> None:
    assert list(find_clock_times(text)) == []


def test_a_time_is_told_as_exactly_as_its_words_are() -> None:
    alike = [only_time(text) for text in ("at 4:12 a.m.", "at about four in the morning", "at 4.12")]
    assert all(same_time(one, other) for one, other in combinations(alike, 2))
    assert not same_time(only_time("at 4:12 a.m."), only_time("at 4.21 this morning"))
    assert not same_time(only_time("at two in the morning"), only_time("at 4am"))
    assert not same_time(only_time("at ten sharp"), only_time("at 10.30"))
    assert not same_time(only_time("at 4:12 a.m."), only_time("at 4:12 p.m."))
    assert same_time(only_time("at 11:50 p.m."), only_time("around midnight"))


@pytest.mark.parametrize(
    "text",
    [
        "A bomb killed 11 on Monday morning in Kabul.",
        "The landslide killed six this morning.",
        "Police arrested 12 at night.",
        "Kohl faces five to 10 years in prison for fraud.",
        "After ten to 12 years he is free.",
        "Five to ten people were hurt.",
        "The court ruled by five to four.",
        "She left a quarter to two charities.",
        "The euro traded at 1.08 against the dollar.",
        "The bank held it at 7.31 yuan.",
        "At 3.50 million euros it is the dearest.",
        "The pound fell from 1.08 on Monday.",
        "They watched 1200 hours of film.",
    ],
)
def test_counts_votes_prices_and_years_are_no_times(text: str) -> None:
    assert list(find_clock_times(text)) == []


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("As of six this morning it was shut.", 360),
        ("It came between two and three in the morning.", 180),
        ("It's 6.30 in the morning.", 390),
        ("Some time after 4 on Monday morning it fell.", 240),
        ("It began at five to ten, as planned.", 595),
        ("Ten minutes to six, they left.", 350),
        ("It opened at 9.30 local time.", 570),
        ("It was seen at 10.30 on Friday.", 630),
        ("The fire broke out at 0430 hours.", 270),
    ],
)
def test_what_stands_in_front_of_an_hour_or_behind_it_makes_a_time(text: str, minute: int) -> None:
    assert only_time(text).minute == minute


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("It began at 4 p.m. EDT.", "It began at 1 p.m. PDT.", True),
        ("It began at 21:00 CEST.", "It began at 1900 GMT.", True),
        ("It began at 21:00 CET.", "It began at 21:00 GMT.", False),
        ("It began at 9 p.m. CET.", "It began at 21:00.", True),
        ("It began at 9 p.m. ET.", "It began at 21:00 GMT.", True),
    ],
)
def test_times_of_two_zones_are_one_where_both_are_known_to_be(one: str, other: str, same: bool) -> None:
    assert same_time(only_time(one), only_time(other)) is same


def test_a_zone_is_no_name_and_no_word_one() -> None:
    assert [name.text for name in read("The ship from Port Hale left there at 9 p.m. AEST.").names] == ["Port Hale"]
    assert list(find_clock_times("Some 2012 best friends met.")) == []
