from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.domain import ConflictKind, ConflictStatus
from service.pipeline.conflicts import find_disagreements
from service.pipeline.conflicts.comparison import Predicate
from service.pipeline.conflicts.disputes import Dispute, Voice
from service.pipeline.conflicts.movement import order_in_time
from service.pipeline.conflicts.reporting import quote_side
from tests.pipeline.conflicts.stories import MONDAY, article, group, state, tell

TOLLS = (
    ("A strong earthquake struck Paldra, killing at least 14 people.", 0),
    ("The death toll from the earthquake on Paldra climbed to 37.", 8),
    ("Fifty-two people have died in the earthquake that shook Paldra.", 26),
    ("The number of dead in the Paldra earthquake was lowered to 49.", 37),
)


def test_a_toll_that_moves_is_one_update_with_its_steps_in_time_downward_too() -> None:
    (update,) = tell(*TOLLS).conflicts
    assert (update.kind, update.status) == (ConflictKind.QUANTITY, ConflictStatus.UPDATE)
    assert [side.value for side in update.sides] == ["14 people", "37", "Fifty-two people", "49"]
    assert [side.as_of for side in update.sides] == [MONDAY + timedelta(hours=hours) for hours in (0, 8, 26, 37)]
    assert [[c.article_id for c in side.citations] for side in update.sides] == [["a0"], ["a1"], ["a2"], ["a3"]]
    assert update.statement == (
        "Reports of how many died have changed: 14 people (Paper 0, 4 May 07:00), then 37 (Paper 1, 4 May 15:00), "
        "then Fifty-two people (Paper 2, 5 May 09:00), then 49 (Paper 3, 5 May 20:00)."
    )


def test_the_order_of_the_articles_changes_no_step() -> None:
    (update,) = tell(*TOLLS[::-1]).conflicts
    assert [side.value for side in update.sides] == ["14 people", "37", "Fifty-two people", "49"]


def test_every_older_step_is_superseded_by_the_newest() -> None:
    superseded = tell(*TOLLS).superseded
    assert sorted(superseded) == [(0, 0), (1, 0), (2, 0)]
    assert {(newer.value, newer.article_index) for newer in superseded.values()} == {("49", 3)}


def test_without_dates_nothing_is_guessed_and_that_is_said_once() -> None:
    found = tell(*((text, None) for text, _ in TOLLS))
    assert [conflict.status for conflict in found.conflicts] == [ConflictStatus.CONFLICT]
    assert found.superseded == {}
    assert len(found.warnings) == 1
    assert "published_at" in found.warnings[0]


def test_a_figure_that_does_not_move_is_a_conflict_whenever_it_is_told() -> None:
    (conflict,) = tell(
        ("The mayor of Orsk, Tom Hale, 51, visited the wounded.", 0),
        ("Tom Hale, 53, the mayor of Orsk, spoke to reporters.", 30),
    ).conflicts
    assert conflict.status is ConflictStatus.CONFLICT
    assert conflict.statement == "Sources differ on the age (Tom, Hale): 51 (Paper 0) or 53 (Paper 1)."


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Norfly airline cancelled 40 flights so far.", "Norfly airline has cancelled 160 flights."),
        ("The cash offer is worth 38 euros a share.", "Brewers agreed an increased offer of 41 euros a share."),
        ("About 2,000 people on Paldra were evacuated.", "On Paldra 6,000 residents have been evacuated."),
        ("Seismologists put the quake at magnitude 6.1 at first.", "They revised the quake's magnitude to 5.9."),
        ("The fare on the Paldra ferry is 40 euros.", "Norfly raised the fare on the Paldra ferry to 45 euros."),
        ("The Lorne fire killed 12 people.", "The Lorne fire killed 15 people, the worst since 1987."),
        ("The Lorne fire killed 12 people earlier on Monday.", "The Lorne fire killed 15 people."),
        ("The Lorne fire killed three people and injured 12 others.", "The Lorne fire injured 15 people."),
        ("The Lorne fire killed 30 people.", "The toll of dead in the Lorne fire rose from 20 to 35."),
        ("The Lorne fire killed 12 people.", "The Lorne fire killed 15 people, up from 12 a day earlier."),
    ],
)
def test_counts_prices_and_magnitudes_move(earlier: str, later: str) -> None:
    (update,) = tell((earlier, 0), (later, 30)).conflicts
    assert update.status is ConflictStatus.UPDATE
    assert [citation.article_id for side in update.sides for citation in side.citations] == ["a0", "a1"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (
            "Kestrin Energy would appeal to the constitutional court, it said.",
            "Kestrin Energy will not appeal to the constitutional court after all.",
        ),
        (
            "Norfly pilots in Velde would strike on Friday, unions said.",
            "The strike of Norfly pilots planned for Friday in Velde was cancelled.",
        ),
        (
            "The airline said it had no plan to close its base in Velde.",
            "The airline will cut 1,200 jobs and close its base in Velde.",
        ),
        ("An Orsk hotel owner was arrested.", "The Orsk hotel owner was released without charge."),
    ],
)
def test_what_became_of_a_plan_a_denial_or_an_arrest_is_an_update(earlier: str, later: str) -> None:
    found = tell((earlier, 0), (later, 30))
    assert {conflict.status for conflict in found.conflicts} == {ConflictStatus.UPDATE}
    assert (0, 0) in found.superseded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Some 200 families fled Lindal on Monday.", "Some 900 people fled Lindal on Monday."),
        ("In 1987 a fire on the ferry killed four people.", "The fire on the ferry killed 14 people."),
        ("The fire on the ferry could kill 100 people.", "The fire on the ferry killed 14 people."),
        ("It was 30 °C in Lindal on Monday.", "It was 86 °F in Lindal on Monday."),
        ("The fire on the ferry killed 14 people.", "The fire on the ferry injured 31 people."),
        ("The ferry firm runs six ships.", "The ferry firm's other five ships were checked."),
    ],
)
def test_what_counts_another_thing_or_time_is_none(one: str, other: str) -> None:
    assert tell((one, 0), (other, 0)).conflicts == ()


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("The Lorne charity raised $40 million at its gala.", "The Lorne charity raised $45 million at its gala."),
        ("The Lorne hospital raised $40 million at its gala.", "The Lorne hospital raised $45 million at its gala."),
        ("Twelve nurses at the Lorne hospital walked out.", "Fifteen nurses at the Lorne hospital walked out."),
    ],
)
def test_what_was_raised_once_and_what_befell_nobody_does_not_move(earlier: str, later: str) -> None:
    found = tell((earlier, 0), (later, 1))
    assert [conflict.status for conflict in found.conflicts] == [ConflictStatus.CONFLICT]
    assert found.superseded == {}


@pytest.mark.parametrize("hours", [0, 6])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anders Kohl died at home with his wife Anna.", "Kohl is survived by his wife Anna and two sons."),
        ("Police released images of the Lorne suspect.", "Police arrested the suspect in the Lorne robbery."),
        ("Police arrested the suspect in the Lorne robbery.", "Police released images of the Lorne suspect."),
        ("Some 300 homes in Lorne were without power.", "Some 300 homes in Lorne lost power."),
    ],
)
def test_words_of_another_sense_or_of_another_thing_are_no_opposites(one: str, other: str, hours: float) -> None:
    assert tell((one, 0), (other, hours)).conflicts == ()


def test_he_will_and_he_ll_plan_alike() -> None:
    after = ("The chairman of Nordbank resigned over the Lorne loans.", 20)
    for will in ("He will", "He'll", "He’ll"):
        found = tell((f"{will} resign as chairman of Nordbank over the Lorne loans.", 0), after)
        assert [conflict.status for conflict in found.conflicts] == [ConflictStatus.UPDATE]


def test_a_value_told_again_after_the_other_one_is_a_conflict() -> None:
    (conflict,) = tell(
        ("Instruments put the Sellmark tremor at magnitude 3.1.", 0),
        ("The Sellmark tremor was of magnitude 3.4.", 24),
        ("Operators put the Sellmark tremor at magnitude 3.1.", 48),
    ).conflicts
    assert conflict.status is ConflictStatus.CONFLICT


def test_an_entry_of_a_live_report_is_told_when_it_was_written() -> None:
    ticker = article(1, "The death toll from the earthquake on Paldra climbed to 37.", 20)
    earlier = article(0, "A strong earthquake struck Paldra, killing at least 52 people.", 8)
    groups = [group(earlier), group(ticker)]
    (member,) = groups[1].members
    entry = replace(member, sentence=replace(member.sentence, told_at=MONDAY + timedelta(hours=2)))
    groups[1] = replace(groups[1], members=(entry,))
    (update,) = find_disagreements(groups, [earlier, ticker], ["en", "en"]).conflicts
    assert [side.as_of for side in update.sides] == [MONDAY + timedelta(hours=hours) for hours in (2, 8)]
    assert [side.value for side in update.sides] == ["37", "52 people"]


def test_what_fell_as_rain_has_not_moved() -> None:
    found = tell(
        ("The gauge above Lorne recorded 21 centimetres of rain in a day.", 0.0),
        ("Fourteen inches of rain fell in a day above Lorne.", 12.0),
    )
    (conflict,) = found.conflicts
    assert conflict.status is ConflictStatus.CONFLICT


def test_a_step_is_quoted_as_it_was_first_told() -> None:
    found = tell(
        ("The death toll from the earthquake on Paldra climbed to 370.", 8),
        ("The death toll from the earthquake on Paldra climbed to about 900.", 20),
        ("The death toll from the earthquake on Paldra climbed to 897.", 24),
    )
    (update,) = found.conflicts
    assert [(side.value, len(side.citations)) for side in update.sides] == [("370", 1), ("900", 2)]
    assert {(newer.value, newer.article_index) for newer in found.superseded.values()} == {("900", 1)}


@pytest.mark.parametrize(("one", "other"), [("27", "72"), ("9,000", "90,000")])
def test_what_may_be_a_slip_of_the_pen_has_not_moved(one: str, other: str) -> None:
    found = tell((f"The fire at Ardal killed {one} people.", 0), (f"The fire at Ardal killed {other} people.", 20))
    (conflict,) = found.conflicts
    assert conflict.status is ConflictStatus.CONFLICT
    assert found.superseded == {}


def test_of_a_name_in_front_of_a_comma_the_whole_sentence_is_quoted() -> None:
    (one,) = state("Prof Sorensen, 52, denies misconduct.")
    assert quote_side([Voice(statement=one, claim=Predicate(start=0, end=4, stem="g1"))]) == (
        "Prof Sorensen, 52, denies misconduct"
    )


def test_who_tells_the_older_value_as_the_former_one_does_not_hold_it_against_the_newer() -> None:
    offered, raised, both, former = state(
        "The council offers 3.5 percent.",
        "The council offers 4.2 percent.",
        "The council has raised its offer to 4.2 percent.",
        "Its previous offer stood at 3.5 percent.",
    )
    last = article(2, both.text, 30)
    first, newest = (article(k, one.text, hours) for k, one, hours in ((0, offered, 0), (1, raised, 20)))
    placed = zip((offered, raised, both, former), (first, newest, last, last), strict=True)
    voices = [Voice(statement=replace(one, article=own), claim=one.claims.quantities[0]) for one, own in placed]
    sides = ((voices[0], voices[3]), (voices[1], voices[2]))
    dispute = Dispute(kind=ConflictKind.QUANTITY, sides=sides, about=frozenset(), moves=True, opposed={})
    (timed,) = order_in_time(dispute)
    assert (timed.status, timed.dispute.sides) == (ConflictStatus.UPDATE, sides)
    alone = replace(voices[3], statement=replace(voices[3].statement, article=article(3, former.text, 30)))
    (timed,) = order_in_time(replace(dispute, sides=((voices[0], alone), sides[1])))
    assert timed.status is ConflictStatus.CONFLICT


def test_of_two_values_that_were_replaced_the_newest_replacement_is_named() -> None:
    both = "The storm in Paldra has killed 14 people and injured 80 people."
    killed, injured = "The storm in Paldra has killed 37 people.", "The storm in Paldra has injured 90 people."
    for reports in (((killed, 8), (injured, 26)), ((injured, 8), (killed, 26))):
        found = tell((both, 0), *reports)
        assert {update.sides[0].value for update in found.conflicts} == {"14 people", "80 people"}
        newest = reports[1][0].split()[-2]
        assert (found.superseded[0, 0].value, found.superseded[0, 0].article_index) == (f"{newest} people", 2)
