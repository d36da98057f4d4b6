"""What one dispute tells, no other one tells again."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain import ConflictKind, ConflictStatus
from service.pipeline.conflicts.disputes import Dispute, Voice
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.movement import Timed, leave_out_retold
from service.pipeline.conflicts.sides import tell_whole
from tests.pipeline.conflicts.stories import state

TOLD = state("Trains were halted at 5.", "No train runs.", "Trains run again.", "The line is open, 3 trains run.")


def dispute(
    *sides: Sequence[int],
    kind: ConflictKind = ConflictKind.STATE,
    likelihood: float | None = 0.5,
    status: ConflictStatus = ConflictStatus.UPDATE,
) -> Timed:
    """Of the reports at these places; where `kind` is a number each is heard with its own."""

    def hear(statement: MemberClaims) -> Voice:
        counted = kind is ConflictKind.QUANTITY
        return Voice(statement=statement, claim=statement.claims.quantities[0] if counted else tell_whole(statement))

    told = Dispute(
        kind=kind,
        sides=tuple(tuple(hear(TOLD[place]) for place in side) for side in sides),
        about=frozenset(),
        moves=True,
        opposed={},
        likelihood=likelihood,
    )
    return Timed(dispute=told, status=status)


def test_a_dispute_whose_sides_another_one_has_is_left_out() -> None:
    whole, part, across = dispute((0, 1), (2, 3)), dispute((1,), (2,), likelihood=0.9), dispute((0,), (1,))
    assert leave_out_retold([part, whole, across]) == [whole, across]
    apart = [dispute((0,), (2,)), dispute((1,), (3,))]
    assert leave_out_retold(apart) == apart


def test_of_two_that_tell_the_same_the_likelier_one_stays_or_else_the_first() -> None:
    first, second = dispute((0,), (2,), kind=ConflictKind.NEGATION), dispute((0,), (2,), likelihood=0.7)
    assert leave_out_retold([first, second]) == leave_out_retold([second, first]) == [second]
    twin = dispute((2,), (0,), kind=ConflictKind.NEGATION)
    assert leave_out_retold([first, twin]) == [first]


def test_values_stay_and_so_does_what_is_of_another_status() -> None:
    clause, values = dispute((0,), (3,), likelihood=0.9), dispute((0,), (3,), kind=ConflictKind.QUANTITY)
    assert leave_out_retold([clause, values]) == [values]
    more = dispute((0, 1), (3,))
    assert leave_out_retold([values, more]) == [values, more]
    conflict = dispute((0,), (3,), status=ConflictStatus.CONFLICT)
    assert leave_out_retold([clause, conflict]) == [clause, conflict]
