"""Steps and rivals of one dispute."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.domain import ConflictKind, ConflictStatus
from service.pipeline.claims.lexicon import learn_lexicon
from service.pipeline.conflicts.comparison import Affirmation, Claim, Difference
from service.pipeline.conflicts.disputes import Dispute, Voice, gather_disputes
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.movement import order_in_time
from tests.pipeline.conflicts.stories import MONDAY, state


def report(*texts_and_hours: tuple[str, float]) -> list[MemberClaims]:
    """Statements of articles of their own, each a fact of its own."""
    told = state(*(text for text, _ in texts_and_hours))
    return [
        replace(one, group_id=f"g{k}", article=replace(one.article, published_at=MONDAY + timedelta(hours=hours)))
        for k, (one, (_, hours)) in enumerate(zip(told, texts_and_hours, strict=True))
    ]


def dispute(kind: ConflictKind, claims: list[tuple[MemberClaims, Claim]], *pairs: tuple[int, int, float]) -> Dispute:
    """One side for each claim; of which pairs a difference was found, and how likely it is one."""
    placed = [one.located for one, _ in claims]
    return Dispute(
        kind=kind,
        sides=tuple((Voice(statement=one, claim=claim),) for one, claim in claims),
        about=frozenset(),
        moves=True,
        opposed={frozenset((placed[one], placed[other])): likely for one, other, likely in pairs},
    )


def whole(statements: list[MemberClaims]) -> list[tuple[MemberClaims, Claim]]:
    return [(one, Affirmation(start=0, end=len(one.text))) for one in statements]


def number(statements: list[MemberClaims]) -> list[tuple[MemberClaims, Claim]]:
    return [(one, one.claims.quantities[0]) for one in statements]


def test_of_values_of_one_moment_that_is_a_step_which_surely_differs_from_what_came_after() -> None:
    inflation, rate, revised = report(
        ("Annual inflation was 2.6 percent in May.", 0),
        ("The rate falls to 4.25 percent from Monday.", 0),
        ("The office now puts inflation at 2.9 percent.", 24),
    )
    update, *rivals = order_in_time(
        dispute(ConflictKind.QUANTITY, number([inflation, rate, revised]), (0, 2, 0.9), (1, 2, 0.35))
    )
    assert [side[0].statement for side in update.dispute.sides] == [inflation, revised]
    assert rivals == []


def test_what_differs_in_one_moment_is_a_conflict_beside_the_update() -> None:
    statements = report(("It killed 14 people.", 0), ("It killed 37 people.", 8), ("It killed 39 people.", 8))
    parts = order_in_time(dispute(ConflictKind.QUANTITY, number(statements), (0, 1, 0.9), (0, 2, 0.9), (1, 2, 0.6)))
    assert [part.status for part in parts] == [ConflictStatus.UPDATE, ConflictStatus.CONFLICT]
    assert [len(part.dispute.sides) for part in parts] == [2, 2]


def test_clauses_of_one_moment_that_do_not_contradict_each_other_are_one_step() -> None:
    denied, early, dated = report(
        ("There will be no early election, he said.", 0),
        ("Voters will go to the polls more than a year early.", 48),
        ("A new parliament will be chosen on 31 January.", 48),
    )
    (update,) = order_in_time(dispute(ConflictKind.STATE, whole([denied, early, dated]), (0, 1, 0.8), (0, 2, 0.6)))
    assert update.status is ConflictStatus.UPDATE
    assert [[voice.statement for voice in side] for side in update.dispute.sides] == [[denied], [early, dated]]


def oppose(statements: list[MemberClaims], one: int, other: int, likelihood: float) -> Edge:
    clauses = [claim for _, claim in whole(statements)]
    difference = Difference(
        kind=ConflictKind.STATE,
        first=clauses[one],
        second=clauses[other],
        about=frozenset(),
        moves=True,
        likelihood=likelihood,
    )
    return one, other, difference


def gather(statements: list[MemberClaims], edges: list[Edge]) -> list[list[int]]:
    """The articles that are heard in each dispute."""
    found = gather_disputes(statements, edges, learn_lexicon([], []))
    return sorted(sorted(voice.statement.article.index for side in one.sides for voice in side) for one in found)


def test_what_two_sentences_likely_differ_in_is_told_though_their_chain_is_taken_apart() -> None:
    statements = report(*((f"Witness {number} says so.", number) for number in range(6)))
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    chain = [oppose(statements, one, other, 0.4) for one, other in pairs]
    told = [gather(statements, [*chain, oppose(statements, 2, 3, likelihood)]) for likelihood in (0.4, 0.6)]
    assert told == [[[0, 1, 2], [3, 4, 5]], [[0, 1, 2], [2, 3], [3, 4, 5]]]


def test_what_a_dispute_already_tells_through_a_copy_is_not_told_again() -> None:
    statements = report(*((f"Witness {number} says so.", number) for number in (0, 1, 2, 3, 4, 5, 3)))
    statements[6] = replace(statements[6], group_id=statements[3].group_id)
    pairs = [(0, 1), (0, 2), (1, 2), (0, 6), (1, 6), (2, 6), (3, 4), (3, 5), (4, 5)]
    chain = [oppose(statements, one, other, 0.4) for one, other in pairs]
    assert gather(statements, [*chain, oppose(statements, 2, 3, 0.6)]) == [[0, 1, 2, 3, 6], [3, 4, 5, 6]]
