from __future__ import annotations

import pytest

from service.domain import ConflictKind, ConflictStatus
from tests.pipeline.conflicts.stories import tell

FIRST = "Turnout was 71.3 percent, the highest since independence, commission chair Ana Brandao told reporters."
REVISED = "The commission cut its turnout figure from 71.3 to 68.9 percent after ballots had been entered twice."


def test_a_figure_that_a_later_report_revises_in_its_own_words_is_an_update() -> None:
    (update,) = tell((FIRST, 0), (REVISED, 20)).conflicts
    assert (update.kind, update.status) == (ConflictKind.QUANTITY, ConflictStatus.UPDATE)
    assert [side.value for side in update.sides] == ["71.3 percent", "68.9 percent"]


@pytest.mark.parametrize(
    ("earlier", "hours"),
    [
        ("The court fined the brewery 71.3 percent of its gains.", (0, 20)),
        (FIRST, (None, None)),
    ],
    ids=["of another thing", "not dated"],
)
def test_what_is_of_another_thing_or_not_dated_is_none(earlier: str, hours: tuple[float | None, float | None]) -> None:
    found = tell((earlier, hours[0]), (REVISED, hours[1])).conflicts
    assert [conflict for conflict in found if conflict.status is ConflictStatus.UPDATE] == []


def test_who_tells_the_value_as_what_was_does_not_stand_for_it() -> None:
    (update,) = tell(
        (FIRST, 0), (REVISED, 20), ("Turnout at the commission's polls was 68.9, not 71.3 percent.", 30)
    ).conflicts
    assert [[c.article_id for c in side.citations] for side in update.sides] == [["a0"], ["a1", "a2"]]


def test_a_former_value_without_its_unit_has_that_of_the_value_in_its_place() -> None:
    promised = "The families of the dead will each receive 200,000 euros, chief minister Harsh Vardekar announced."
    raised = "Families of the dead are to get 500,000 euros each rather than the 200,000 promised this morning."
    (update,) = tell((promised, 0), (raised, 12)).conflicts
    assert update.status is ConflictStatus.UPDATE
    assert [side.value for side in update.sides] == ["200,000 euros", "500,000 euros"]


@pytest.mark.parametrize("verb", ["was doubled to", "has grown to", "was raised to"])
def test_a_value_that_a_later_report_says_was_moved_is_an_update(verb: str) -> None:
    offered = "The minster offered a reward of 10,000 euros for the Hand of St Osyth."
    (update,) = tell(
        (offered, 0), (f"The minster's reward for the Hand of St Osyth {verb} 20,000 euros.", 20)
    ).conflicts
    assert update.status is ConflictStatus.UPDATE
