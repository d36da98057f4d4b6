from __future__ import annotations

import pytest

from service.pipeline.verification.check_numbers import check_dates, check_numbers
from service.pipeline.verification.statements import read_statement
from tests.pipeline.verification.statements import WEDNESDAY, compare_with


def missing_numbers(text: str, *evidence: str) -> tuple[str, ...]:
    finding = check_numbers(compare_with(text, *evidence))
    return finding.words if finding else ()


def missing_dates(text: str, *evidence: str, dated: bool = False) -> tuple[str, ...]:
    finding = check_dates(compare_with(text, *evidence, published_at=WEDNESDAY if dated else None))
    return finding.words if finding else ()


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("It cost 1,000 dollars.", "It cost a thousand dollars."),
        ("Nearly 30 calls were made.", "The caller made 28 calls."),
        ("The aid is worth $275 million.", "A package of $275m was announced."),
        ("Benjamin Ullman, 25, was found.", "They found 25-year-old Benjamin Ullman."),
        ("Both are 14.", "The 14-year-old girls were charged."),
        ("One analyst was surprised.", "Kohl was surprised."),
        ("The couple sued.", "Murphy and Sullivan sued."),
        ("She won the 100 metres final.", "She won the 100m final."),
        ("Kohl faces five to 10 years.", "Kohl faces 5 to 10 years."),
        ("More than 400 crews left.", "Over 600 crews left."),
        ("Over half of the crews left.", "Most of the crews left."),
        ("More than half of the crews left.", "The union said 80% of the crews left."),
    ],
)
def test_a_number_is_found_in_whatever_form_it_is_written(text: str, evidence: str) -> None:
    assert missing_numbers(text, evidence) == ()


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("The storm killed 14 people.", "The storm killed 12 people.", ("14",)),
        ("It cost 5,500 crowns.", "It cost about 4,500 crowns.", ("5,500",)),
        ("Three of nine were saved.", "Two of nine were saved.", ("Three",)),
        ("Turnout was 40 percent.", "Turnout was 40 people.", ("40 percent",)),
        ("Unemployment rose to 9 percent.", "Unemployment rose from 8 to 10 percent.", ("9 percent",)),
        ("It rose by 3 percent to 40 euros.", "It rose by 4 percent to 40 euros.", ("3 percent",)),
    ],
)
def test_a_number_that_no_evidence_holds_is_named(text: str, evidence: str, words: tuple[str, ...]) -> None:
    assert missing_numbers(text, evidence) == words


def test_numbers_may_come_from_several_sentences() -> None:
    assert missing_numbers("It killed 12 and hurt 40 people.", "It killed 12 people.", "It hurt 40 people.") == ()


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("He died on Nov. 20.", "He died on Wednesday."),
        ("He died on Wednesday.", "He died on Nov. 20."),
        ("He died on Tuesday.", "He died yesterday."),
        ("Schools opened on Wednesday.", "Schools have opened this morning."),
        ("A crowd stood there on Tuesday night.", "A crowd stood there last night."),
        ("Homes had no power on Wednesday.", "Homes are still without power."),
        ("Homes had no power on Nov. 20.", "Homes are still without power."),
    ],
)
def test_the_day_of_publication_tells_which_day_is_meant(text: str, evidence: str) -> None:
    assert missing_dates(text, evidence, dated=True) == ()


@pytest.mark.parametrize(
    ("text", "evidence", "words"),
    [
        ("He died on Monday.", "He died on Wednesday.", ("Monday",)),
        ("He died in 2008.", "He died in 2007.", ("2008",)),
        ("He came at 5 p.m.", "He came at 4 p.m.", ("5 p.m.",)),
        ("They met eight weeks ago.", "They met two weeks ago.", ("eight weeks ago",)),
        ("On an October day he left.", "On an August day he left.", ("October",)),
    ],
)
def test_a_date_that_no_evidence_holds_is_named(text: str, evidence: str, words: tuple[str, ...]) -> None:
    assert missing_dates(text, evidence) == words


def test_a_month_in_the_name_of_a_person_is_no_date() -> None:
    assert missing_dates("June Okafor read the letter of April Dunne.", "Dunne wrote to Okafor.") == ()


def test_a_wrong_day_is_caught_across_forms_when_the_day_of_publication_is_known() -> None:
    assert missing_dates("He died on Nov. 19.", "He died on Wednesday.", dated=True) == ("Nov. 19",)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Homes had no power on Tuesday.", "Homes are still without power."),
        ("The road opened on Wednesday.", "The road opens on Friday."),
        ("The road opened on Wednesday.", "The road opens next week."),
        ("The road opened in November.", "The road has opened."),
        ("The road will open on Wednesday.", "The road will open."),
        ("The fair ended on Tuesday.", "A band played on the last night of the fair."),
    ],
)
def test_a_report_tells_of_its_own_day_alone_and_where_it_names_no_other(text: str, evidence: str) -> None:
    assert missing_dates(text, evidence, dated=True)


@pytest.mark.parametrize(
    ("text", "evidence", "missing"),
    [
        ("Two people died on Wednesday.", "Two people were killed.", True),
        ("Homes had no power on Wednesday.", "Homes are still without power.", False),
        ("Homes had no power on Wednesday.", "Some 3,000 homes still lack electricity, officials said.", False),
        ("Two people lay in hospital on Wednesday.", "Two people lay in hospital, officials said.", True),
        ("Police said on Wednesday that two people died.", "Two people were killed, police said.", False),
        ("The road will stay shut, police said on Wednesday.", "The road will stay shut, police have said.", False),
    ],
)
def test_what_happened_is_of_the_day_that_was_named_before_it_and_what_is_said_of_the_report(
    text: str, evidence: str, missing: bool
) -> None:
    context = f"A bus left the road near Ardal on Monday. {evidence}"
    source = read_statement(evidence, language="en", published_at=WEDNESDAY, context=context)
    assert bool(check_dates(compare_with(text, source))) is missing


def test_days_that_depend_on_the_reader_pass() -> None:
    assert (
        missing_dates("He died today, a year after he retired last month.", "He died, a year after he retired.") == ()
    )


@pytest.mark.parametrize(
    "text",
    [
        "It won the three eastern states: Utah, Nevada and Idaho.",
        "He said that the two women were there.",
    ],
)
def test_a_reader_may_count_what_is_listed_and_those_who_are_two(text: str) -> None:
    assert missing_numbers(text, "It won Utah, Nevada and Idaho, and he said so.") == ()


def test_a_wrong_count_of_what_is_listed_is_named() -> None:
    assert missing_numbers("It won four states: Utah, Nevada and Idaho.", "It won them.") == ("four",)
