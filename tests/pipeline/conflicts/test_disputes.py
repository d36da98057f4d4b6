"""Differences that are gathered into disputes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from service.domain import ConflictKind
from service.pipeline.claims.lexicon import learn_lexicon
from service.pipeline.conflicts.comparison import Difference, Predicate
from service.pipeline.conflicts.disputes import gather_disputes
from service.pipeline.conflicts.group_differences import MemberClaims, find_group_differences
from tests.pipeline.conflicts.stories import state


class Counted(list[MemberClaims]):
    """Statements that count how often one is looked at."""

    looks = 0

    def __iter__(self) -> Iterator[MemberClaims]:
        for item in super().__iter__():
            self.looks += 1
            yield item


def count_looks(groups: int) -> int:
    """At statements, while the disputes of so many groups are gathered, each of two reports that differ."""
    told = state(
        *(f"The mill number {10_000 + k // 2} employs {100 + 100 * (k % 2)} workers." for k in range(2 * groups))
    )
    statements = Counted(replace(one, group_id=f"g{k // 2}") for k, one in enumerate(told))
    lexicon = learn_lexicon((one.claims for one in told), [])
    edges = [edge for k in range(groups) for edge in find_group_differences(statements, [2 * k, 2 * k + 1], lexicon)]
    statements.looks = 0
    assert len(gather_disputes(statements, edges, lexicon)) == groups
    return statements.looks


def test_a_dispute_looks_at_the_statements_of_its_groups_alone() -> None:
    assert count_looks(20) <= 2 * count_looks(10) < 200


class CountedPlace(int):
    """The place of a statement, which counts how often one is put into a set or sought in it."""

    looks = 0

    def __hash__(self) -> int:
        CountedPlace.looks += 1
        return super().__hash__()


def count_places(reports: int) -> int:
    """How often places are sought while one dispute of so many reports is gathered, each opposed to all others."""
    told = state(*(f"The mill number {k} has burned down." for k in range(reports)))
    whole = [Predicate(start=0, end=len(one.text), stem=f"g/{k}") for k, one in enumerate(told)]
    edges = [
        (
            CountedPlace(k),
            CountedPlace(m),
            Difference(kind=ConflictKind.STATE, first=whole[k], second=whole[m], about=frozenset()),
        )
        for k, m in combinations(range(reports), 2)
    ]
    CountedPlace.looks = 0
    (dispute,) = gather_disputes(told, edges, learn_lexicon((one.claims for one in told), []))
    assert len(dispute.sides) == reports
    return CountedPlace.looks


def test_gathering_a_dispute_is_quadratic_in_its_sides() -> None:
    assert count_places(40) < 5 * count_places(20)


def test_what_a_statement_says_in_clauses_is_one_dispute_in_whichever_words_others_differ_from_it() -> None:
    told = [
        replace(one, group_id=f"g{k}")
        for k, one in enumerate(
            state(
                "The recorders lie in the tail, and nobody has them.",
                "The first recorder was lifted from the tail on Friday.",
                "Both recorders are to be read in France.",
            )
        )
    ]
    first, whole, lifted, both = (
        Predicate(start=start, end=end, stem=f"g{k}")
        for k, start, end in ((0, 14, 29), (1, 0, 53), (1, 19, 25), (2, 0, 39))
    )
    edges = [
        (0, 1, Difference(kind=ConflictKind.OPPOSITE, first=first, second=lifted, about=frozenset(), moves=True)),
        (1, 2, Difference(kind=ConflictKind.STATE, first=whole, second=both, about=frozenset(), moves=True)),
    ]
    (dispute,) = gather_disputes(told, edges, learn_lexicon((one.claims for one in told), []))
    assert [[voice.statement.article.id for voice in side] for side in dispute.sides] == [["a0"], ["a1"], ["a2"]]


def test_who_tells_a_value_to_its_last_figures_does_not_stand_beside_another_that_about_leaves_open() -> None:
    told = state(
        "Valdane has offered 1.9 billion euros for the brewer.",
        "The offer values the brewer at approximately 2.15 billion euros.",
        "The offer values the brewer at roughly 2.15 billion euros.",
    )
    first, last = (told[place].claims.quantities[0] for place in (0, 2))
    edge = Difference(kind=ConflictKind.QUANTITY, first=first, second=last, about=frozenset(), moves=True)
    (dispute,) = gather_disputes(told, [(0, 2, edge)], learn_lexicon((one.claims for one in told), []))
    assert [[voice.statement.article.id for voice in side] for side in dispute.sides] == [["a0"], ["a1", "a2"]]


def oppose(*pairs: tuple[int, int], told: list[MemberClaims]) -> list[list[str]]:
    """The articles on each side of the one dispute of statements that are opposed as whole sentences, in pairs."""
    whole = [Predicate(start=0, end=len(one.text), stem=f"{one.group_id}/{k}") for k, one in enumerate(told)]
    edges = [
        (one, other, Difference(kind=ConflictKind.STATE, first=whole[one], second=whole[other], about=frozenset()))
        for one, other in pairs
    ]
    (dispute,) = gather_disputes(told, edges, learn_lexicon((one.claims for one in told), []))
    return [[voice.statement.article.id for voice in side] for side in dispute.sides]


def test_nobody_stands_beside_whom_they_contradict_in_whatever() -> None:
    trapped, corrected, freed = told = state(
        "Twenty-three miners are trapped in the mine.",
        "Nineteen people, not 23, are trapped in the mine.",
        "All the miners have walked out of the mine.",
    )
    counts = (one.claims.quantities[0] for one in (trapped, corrected))
    whole = [Predicate(start=0, end=len(one.text), stem="g1" if one is not freed else "g2") for one in told]
    edges = [
        (0, 1, Difference(kind=ConflictKind.QUANTITY, first=next(counts), second=next(counts), about=frozenset())),
        *(
            (k, 2, Difference(kind=ConflictKind.STATE, first=whole[k], second=whole[2], about=frozenset()))
            for k in (0, 1)
        ),
    ]
    disputes = gather_disputes(told, edges, learn_lexicon((one.claims for one in told), []))
    sides = [
        [[voice.statement.article.id for voice in side] for side in one.sides]
        for one in disputes
        if one.kind is ConflictKind.STATE
    ]
    assert sides == [[["a0"], ["a1"], ["a2"]]]


def test_reports_of_one_fact_that_contradict_the_same_stand_together_unless_they_contradict_each_other() -> None:
    told = state(
        "The owner said it would appeal.",
        "The owner of the mine, Kestrin, said that it would appeal.",
        "Kestrin will not appeal.",
    )
    assert oppose((0, 2), (1, 2), told=told) == [["a0", "a1"], ["a2"]]
    assert oppose((0, 2), (1, 2), (0, 1), told=told) == [["a0"], ["a1"], ["a2"]]
    apart = [replace(one, group_id=f"g{k}") for k, one in enumerate(told)]
    assert oppose((0, 2), (1, 2), told=apart) == [["a0"], ["a1"], ["a2"]]
