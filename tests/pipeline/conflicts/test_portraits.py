"""Persons are compared where they are portrayed unlike, and nowhere else."""

from __future__ import annotations

import pytest

from service.errors import DeadlineExceededError
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.nearness import Nearness
from service.pipeline.conflicts.portraits import find_portraits
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.pipeline.conflicts.stories import state


class CountingClock(RequestClock):
    looks = 0

    def check(self, name: str | None = None) -> None:
        self.looks += 1
        super().check(name)


def count_looks(statements: list[MemberClaims]) -> int:
    clock = CountingClock(limit_seconds=100)
    with keep_time(clock):
        list(find_portraits(statements, Nearness()))
    return clock.looks


def test_who_is_portrayed_alike_is_not_compared() -> None:
    alike = state(*["Anna Kohl, 54, the mayor of Ardal, opened the bridge."] * 40)
    assert count_looks(alike) == 0


def test_unlike_ages_are_found_among_many_that_are_alike() -> None:
    texts = ["Anna Kohl, 54, the mayor of Ardal, opened the bridge."] * 9
    statements = state(*texts, "Anna Kohl, 45, the mayor of Ardal, opened the bridge.")
    found = [(one, other) for one, other, _ in find_portraits(statements, Nearness())]
    assert found == [(place, 9) for place in range(9)]


def describe(*texts: str) -> list[tuple[str, str]]:
    """What is found in reports of one sentence each, as they word it."""
    statements = state(*texts)
    return [
        (texts[one][told.first.start : told.first.end], texts[other][told.second.start : told.second.end])
        for one, other, told in find_portraits(statements, Nearness())
    ]


def test_two_first_names_of_one_person_are_told() -> None:
    assert describe("Anna Kohl, 54, opened the bridge.", "Maria Kohl opened the bridge.") == [
        ("Anna Kohl", "Maria Kohl")
    ]
    assert describe("A bear was shot by Ion Dragu.", "It was shot by Cosmin Dragu, his son.") == [
        ("Ion Dragu", "Cosmin Dragu")
    ]
    assert describe("The fans then saw Will Kohl, who sang.", "The fans then saw Jaden Kohl sing.") == [
        ("Will Kohl", "Jaden Kohl")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("On Sunday sources told BBC News that it fell.", "On Sunday sources told Sky News that it fell."),
        ("A reporter of the New York Times spoke.", "A reporter of the Financial Times spoke."),
        ("The High Court, which is 54, stopped the plan.", "The Supreme Court stopped the plan."),
        ("Secretary of State Antony Blinken arrived in Cairo.", "Tony Blinken, 60, arrived in Cairo."),
        ("State Attorney General Letitia James sued it.", "Top prosecutor Letitia James sued it."),
        ("The general counsel Jane Doe sued it.", "The lawyer Jane Doe sued it."),
    ],
)
def test_what_is_not_said_of_one_person_is_not_compared(one: str, other: str) -> None:
    assert describe(one, other) == []
    assert describe(other, one) == []


def test_a_general_is_an_officer_where_the_word_stands_alone() -> None:
    assert describe("General Otto Kohl spoke.", "Colonel Otto Kohl spoke.") == [("General", "Colonel")]
    assert describe("Otto Kohl, the general, spoke.", "Colonel Otto Kohl spoke.") == [("general", "Colonel")]


def test_comparing_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    statements = state("Anna Kohl, 54, spoke.", "Anna Kohl, 45, spoke.")
    with keep_time(clock), pytest.raises(DeadlineExceededError):
        list(find_portraits(statements, Nearness()))
