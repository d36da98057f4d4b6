"""Persons are compared where they are portrayed unlike, and nowhere else."""

from __future__ import annotations

import pytest

from service.domain import Article, ConflictKind, GroupMember, Sentence
from service.errors import DeadlineExceededError
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.quantity import Quantity
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.nearness import Nearness
from service.pipeline.conflicts.portraits import find_portraits
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.pipeline.conflicts.stories import state, tell


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


def test_a_family_name_that_is_written_in_two_ways_is_told() -> None:
    assert describe("Signe Aarvik, 54, opened the valves.", "Nothing moved, Signe Arvik said.") == [
        ("Signe Aarvik", "Signe Arvik")
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Signe Åarvik, 54, opened it.", "Signe Aarvik opened it."),
        ("Signe Aarvik, 54, opened it.", "Signe Halvorsen opened it."),
        ("Signe Aarvik, 54, and Signe Arvik opened it.", "Signe Arvik opened it."),
        ("He went to South Korea.", "He met South Koreans."),
        ("Maria Gonzalez, 44, died.", "Maria Gonzales, 71, called the police."),
        ("Anna Ivanov, 44, left.", "Anna Ivanova stayed."),
        ("The ship HMS Victory, who won, left.", "HMS Victoria left."),
    ],
)
def test_other_letters_other_persons_and_peoples_are_no_other_way_to_write_a_name(one: str, other: str) -> None:
    assert describe(one, other) == []


def follow(*articles: tuple[str, str]) -> list[tuple[float, float]]:
    """The ages that differ in articles of two sentences each."""
    statements = [
        MemberClaims(
            group_id="g1",
            member=GroupMember(
                sentence=Sentence(
                    article_index=index, position=position, paragraph=0, start=0, end=len(text), text=text
                ),
                similarity=1.0,
                origin=f"a{index}",
            ),
            article=Article(id=f"a{index}", index=index, text=" ".join(texts)),
            claims=extract_claims(text, language="en", published_at=None),
        )
        for index, texts in enumerate(articles)
        for position, text in enumerate(texts)
    ]
    ages = [(told.first, told.second) for _, _, told in find_portraits(statements, Nearness())]
    return [(one.low, other.low) for one, other in ages if isinstance(one, Quantity) and isinstance(other, Quantity)]


def test_an_age_is_that_of_the_person_named_in_the_sentence_before() -> None:
    named = ("Bastien Corle, 52, is accused of hiding money.", "He denies it.")
    assert follow(named, ("Chef Bastien Corle burst into tears.", "The 54-year-old hid a fortune.")) == [(54, 52)]
    assert follow(named, ("Chef Bastien Corle burst into tears.", "He is 25 and lives in Wyke.")) == [(25, 52)]


@pytest.mark.parametrize(
    "told",
    [
        ("Chef Bastien Corle met Anna Kohl.", "The 54-year-old hid a fortune."),
        ("Chef Bastien Corle burst into tears.", "The 19-year-old was his victim."),
        ("Chef Bastien Corle burst into tears.", "A 54-year-old hid a fortune."),
    ],
    ids=["two persons", "years apart", "somebody else"],
)
def test_an_age_that_may_be_another_persons_is_not_compared(told: tuple[str, str]) -> None:
    named = ("Bastien Corle, 52, is accused of hiding money.", "Anna Kohl, 33, denies it.")
    assert follow(named, told) == []


def test_a_birthday_between_two_reports_is_no_conflict() -> None:
    def tell_after(hours: float, age: int) -> list[ConflictKind]:
        reports = (("Anna Kohl, 54, opened the bridge.", 0.0), (f"Anna Kohl, {age}, closed the school.", hours))
        return [conflict.kind for conflict in tell(*reports).conflicts]

    assert tell_after(72, 55) == []
    assert tell_after(1, 55) == tell_after(72, 56) == tell_after(72, 53) == [ConflictKind.QUANTITY]
