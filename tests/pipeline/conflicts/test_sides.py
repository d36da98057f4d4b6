"""Who joins a side of a dispute though no difference names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.domain import ConflictKind, ConflictStatus
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.lexicon import learn_lexicon
from service.pipeline.claims.quantity import Quantity
from service.pipeline.conflicts.comparison import Claim, Difference
from service.pipeline.conflicts.disputes import gather_disputes
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.movement import order_in_time
from service.pipeline.conflicts.sides import join_tellers, tell_whole
from tests.pipeline.conflicts.stories import article, group

STAYS, STAYS_TOO, GONE, GONE_TOO = (
    "The mayor stays at her desk.",
    "The mayor is not going anywhere.",
    "The mayor has stepped down.",
    "The mayor quit her post.",
)


def report(index: int, text: str, hours: float | None) -> MemberClaims:
    one = article(index, text, hours)
    claims = extract_claims(text, language="en", published_at=None)
    return MemberClaims(group_id=f"g{index}", member=group(one).members[0], article=one, claims=claims)


def join(hours: float | None, *, same: int, moves: bool = True, apart: frozenset[int] = frozenset()) -> list[list[int]]:
    """The sides "stays", of hour 0, and "gone", of hour 10, once a third report joined that says what `same` says."""
    told = [report(0, STAYS, 0.0), report(1, GONE, 10.0), report(2, (STAYS_TOO, GONE_TOO)[same], hours)]
    settled: list[dict[int, Claim]] = [{place: tell_whole(told[place])} for place in (0, 1)]
    others = [set[int](), set[int](), set(apart)]
    join_tellers(settled, {same: [2], 2: [same]}, others, told, moves=moves)
    return [sorted(side) for side in settled]


@pytest.mark.parametrize(("hours", "same"), [(2.0, 0), (-2.0, 0), (4.0, 1), (14.0, 1)])
def test_who_says_the_same_in_the_time_of_a_side_joins_it(hours: float | None, same: int) -> None:
    assert join(hours, same=same) == ([[0, 2], [1]] if same == 0 else [[0], [1, 2]])


@pytest.mark.parametrize(("hours", "same"), [(10.0, 0), (12.0, 0), (0.0, 1), (-1.0, 1), (None, 0), (None, 1)])
def test_who_tells_a_state_when_a_later_one_is_known_or_before_the_former_was_or_nobody_knows_when_joins_none(
    hours: float | None, same: int
) -> None:
    assert join(hours, same=same) == [[0], [1]]
    assert join(hours, same=same, moves=False) != [[0], [1]]


def test_who_contradicts_a_voice_of_a_side_does_not_join_it() -> None:
    assert join(2.0, same=0, apart=frozenset({0})) == [[0], [1]]


def test_a_report_that_is_heard_on_one_side_joins_no_other() -> None:
    told = [report(0, GONE, 10.0), report(1, STAYS, 20.0), report(2, GONE_TOO, 30.0)]
    sorry = "Her office is sorry that it denied it."
    same_report = replace(told[2], claims=extract_claims(sorry, language="en", published_at=None))
    settled: list[dict[int, Claim]] = [{0: tell_whole(told[0]), 2: tell_whole(told[2])}, {1: tell_whole(told[1])}]
    join_tellers(settled, {1: [3]}, [set(), set(), set(), set()], [*told, same_report], moves=True)
    assert [sorted(side) for side in settled] == [[0, 2], [1]]
    elsewhere = [*told, replace(same_report, article=article(3, sorry, 30.0))]
    join_tellers(settled, {1: [3]}, [set(), set(), set(), set()], elsewhere, moves=True)
    assert [sorted(side) for side in settled] == [[0, 2], [1, 3]]


def test_nobody_joins_a_value_or_stands_on_two_sides() -> None:
    told = [report(0, "The fire killed 12 people.", 0.0), report(1, "The fire killed 14 people.", 0.0)]
    told.append(report(2, "Twelve people died in the fire.", 0.0))
    values: list[dict[int, Claim]] = [
        {place: next(q for q in told[place].claims.quantities if isinstance(q, Quantity))} for place in (0, 1)
    ]
    join_tellers(values, {0: [2], 1: [2]}, [set(), set(), set()], told, moves=False)
    assert [sorted(side) for side in values] == [[0], [1]]
    clauses: list[dict[int, Claim]] = [{place: tell_whole(told[place])} for place in (0, 1)]
    join_tellers(clauses, {0: [2], 1: [2]}, [set(), set(), set()], told, moves=False)
    assert [sorted(side) for side in clauses] == [[0, 2], [1]]


def test_disputes_hear_who_says_the_same_in_another_group() -> None:
    told = [report(0, STAYS, 0.0), report(1, GONE, 10.0), report(2, STAYS_TOO, 3.0)]
    difference = Difference(
        kind=ConflictKind.STATE, first=tell_whole(told[0]), second=tell_whole(told[1]), about=frozenset(), moves=True
    )
    lexicon = learn_lexicon((one.claims for one in told), [])
    for same, heard in (([], 1), ([(2, 0)], 2)):
        (dispute,) = gather_disputes(told, [(0, 1, replace(difference, likelihood=0.9))], lexicon, same=same)
        assert [len(side) for side in dispute.sides] == [heard, 1]


@pytest.mark.parametrize(
    ("gone", "other", "status", "heard"),
    [
        (10.0, None, ConflictStatus.UPDATE, [1, 1]),
        (10.0, 3.0, ConflictStatus.UPDATE, [2, 1]),
        (None, None, ConflictStatus.CONFLICT, [2, 1]),
    ],
)
def test_a_report_without_a_date_that_says_the_same_leaves_an_update_one(
    gone: float | None, other: float | None, status: ConflictStatus, heard: list[int]
) -> None:
    told = [report(0, STAYS, 0.0), report(1, GONE, gone), report(2, STAYS_TOO, other)]
    difference = Difference(
        kind=ConflictKind.STATE, first=tell_whole(told[0]), second=tell_whole(told[1]), about=frozenset(), moves=True
    )
    lexicon = learn_lexicon((one.claims for one in told), [])
    (dispute,) = gather_disputes(told, [(0, 1, difference)], lexicon, same=[(0, 2)])
    (timed,) = order_in_time(dispute)
    assert timed.status is status
    assert [len(side) for side in timed.dispute.sides] == heard
