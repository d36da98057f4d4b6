from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain import ConflictKind
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.conflicts.comparison import claims_agree
from service.pipeline.conflicts.differences import find_differences
from tests.pipeline.claims.sentences import read

NOTHING_LEARNT = Lexicon()


def kinds(one: str, other: str, story: Lexicon = NOTHING_LEARNT) -> set[ConflictKind]:
    return {difference.kind for difference in find_differences(read(one), read(other), story)}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("The fire killed 12 people.", "Fourteen people died in the fire.", ConflictKind.QUANTITY),
        ("Police arrested eight people.", "At least nine of the activists were arrested.", ConflictKind.QUANTITY),
        ("No arrests have been made.", "Four demonstrators were arrested.", ConflictKind.QUANTITY),
        ("It is seeking $972,815 in costs.", "It asked for $950,000 in legal costs.", ConflictKind.QUANTITY),
        ("The fire broke out on Tuesday in the hall.", "The fire broke out on Monday.", ConflictKind.DATE),
        ("In March, AMC agreed to buy Carmike.", "AMC agreed in February to buy it.", ConflictKind.DATE),
        ("The fire broke out in Oslo at night.", "The fire broke out in Bergen at night.", ConflictKind.PLACE),
        ("The deal was signed by Kerry on a boat.", "The deal was signed by Lavrov on a boat.", ConflictKind.NAME),
        (
            "The mayor ordered all markets to close.",
            "The mayor did not order all markets to close.",
            ConflictKind.NEGATION,
        ),
        ("The package of rockets includes mines.", "The package does not contain mines.", ConflictKind.NEGATION),
        ("He denied killing the guard.", "He admitted killing the guard.", ConflictKind.NEGATION),
        ("The guard in the hall was unhurt.", "The guard in the hall was hurt.", ConflictKind.NEGATION),
        ("The mayor failed to close the hall in Oslo.", "The mayor closed the hall in Oslo.", ConflictKind.NEGATION),
        ("The road to Oslo is no longer closed.", "The road to Oslo is closed.", ConflictKind.NEGATION),
    ],
)
def test_what_cannot_both_be_true_is_a_difference(one: str, other: str, kind: ConflictKind) -> None:
    assert kinds(one, other) == {kind}
    assert kinds(other, one) == {kind}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The fire killed 12 people.", "The fire killed people."),
        ("The fire killed 12 people.", "A dozen people died in the fire."),
        ("The fire killed 9,750 people.", "The fire killed nearly 10,000 people."),
        ("It is 12 miles from the coast.", "It is 20 km from the coast."),
        ("The fire killed 12 people.", "The fire, in which 12 people died, burned for six hours."),
        ("The fire broke out on Tuesday.", "The fire broke out on Tuesday morning."),
        ("The fire broke out in March.", "The fire broke out on March 3."),
        ("He said Tuesday that the fire was out.", "The fire was out on Monday."),
        ("The deal was signed by Sergey Lavrov on a boat.", "The deal was signed by Lavrov on a boat."),
        ("Moscow’s bigger army is pushing.", "Russia’s bigger army is pushing."),
        ("The mayor did not order it.", "The mayor never ordered it."),
        ("The package does not include mines.", "The package includes rockets."),
        ("She sold 12 cars in the city.", "He lived 40 years in the village."),
        ("", "The fire killed 12 people."),
        ("The president unveiled a plan to build reactors.", "The president announced a plan to build reactors."),
        ("Six were shot at the university on Monday.", "Six were shot at the college on Monday."),
        ("Shares of Nordbank declined 5 percent.", "Shares of Nordbank fell 5 percent."),
        ("The non-profit group rescued 40 dogs.", "The group rescued 40 dogs."),
        ("About 300 homes in Lorne were without power.", "About 300 homes in Lorne lost power."),
    ],
)
def test_what_may_both_be_true_is_none(one: str, other: str) -> None:
    assert kinds(one, other) == set()
    assert kinds(other, one) == set()


def test_of_several_numbers_those_are_held_against_each_other_that_count_the_same() -> None:
    one = read("Teams found four big parts of a jet with 162 people on board.")
    other = read("Teams found two big parts of the jet.")
    (difference,) = find_differences(one, other, NOTHING_LEARNT)
    assert (difference.first.start, difference.second.start) == (12, 12)


def test_days_are_held_against_each_other_by_what_each_article_calls_them() -> None:
    tuesday = read("The fire broke out yesterday.", published_at=datetime(2024, 11, 20, tzinfo=UTC))
    same = read("The fire broke out on Tuesday.", published_at=datetime(2024, 11, 21, tzinfo=UTC))
    later = read("The fire broke out yesterday.", published_at=datetime(2024, 11, 22, tzinfo=UTC))
    assert find_differences(tuesday, same, NOTHING_LEARNT) == ()
    assert [difference.kind for difference in find_differences(tuesday, later, NOTHING_LEARNT)] == [ConflictKind.DATE]


def test_an_abbreviation_counts_as_what_it_stands_for() -> None:
    contained = "The mines are contained in a $275 million package announced Wednesday."
    denied = "The latest package of some $275 million on Wednesday did not include APLs."
    assert kinds(contained, denied, Lexicon(abbreviations={"apl": "mine"})) == {ConflictKind.NEGATION}
    assert kinds(contained, denied) == set()


def test_claims_agree_within_one_kind_alone() -> None:
    dozen, twelve = read("A dozen men came.").quantities[0], read("On Monday 12 men came.").quantities[0]
    assert claims_agree(dozen, twelve, NOTHING_LEARNT)
    assert not claims_agree(dozen, read("They came on Monday.").dates[0], NOTHING_LEARNT)


_WORDS = st.sampled_from(
    ["the", "mayor", "Oslo", "Bergen", "12", "14", "$5", "people", "killed", "fire", "on", "Monday", "Tuesday", "not"]
)


@example(["the", "the", "Monday", "Tuesday"], ["the", "Monday", "Monday", "the", "the"])
@given(st.lists(_WORDS, max_size=12), st.lists(_WORDS, max_size=12))
def test_differences_have_no_direction_and_no_sentence_differs_from_itself(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert kinds(first, second) == kinds(second, first)
    assert kinds(first, first) == set()


def test_a_day_inside_a_word_is_compared() -> None:
    one, other = "The bridge was closed to traffic on O'Monday.", "The bridge was closed to traffic on Tuesday."
    assert kinds(one, other) <= {ConflictKind.DATE, ConflictKind.NAME}
    assert kinds(other, one) <= {ConflictKind.DATE, ConflictKind.NAME}
