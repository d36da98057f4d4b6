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


def test_comparing_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    statements = state("Anna Kohl, 54, spoke.", "Anna Kohl, 45, spoke.")
    with keep_time(clock), pytest.raises(DeadlineExceededError):
        list(find_portraits(statements, Nearness()))
