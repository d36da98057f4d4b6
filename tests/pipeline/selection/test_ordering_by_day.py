from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from service.pipeline.selection.ordering import find_date

PUBLISHED = datetime(2024, 11, 20, 12, 32, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened on 2023-05-04.", date(2023, 5, 4)),
        ("It opened on May 4, 2023.", date(2023, 5, 4)),
        ("It opened on 4 May 2023.", date(2023, 5, 4)),
        ("It opened in February 2022.", date(2022, 2, 1)),
        ("Trump returns on Jan. 20.", date(2025, 1, 20)),
        ("The vote was on Nov. 5.", date(2024, 11, 5)),
        ("It was announced Wednesday.", date(2024, 11, 20)),
        ("The doctrine was announced Tuesday.", date(2024, 11, 19)),
        ("The museum will reopen on Thursday as planned.", date(2024, 11, 21)),
        ("The council plans to vote Tuesday.", date(2024, 11, 26)),
        ("Trains are to run again from Friday.", date(2024, 11, 22)),
        ("The firm said on Monday that it would appeal.", date(2024, 11, 18)),
        ("He will appeal the ruling that came on Monday.", date(2024, 11, 18)),
        ("It will appeal Monday’s ruling.", date(2024, 11, 18)),
        ("They talked on Thursday, then on Friday.", date(2024, 11, 14)),
        ("It may open.", None),
        ("May 99 is no day, May 4, 2023 is one.", date(2023, 5, 4)),
        ("They march 40 miles.", None),
    ],
)
def test_the_first_day_named_is_found(text: str, expected: date | None) -> None:
    assert find_date(text, PUBLISHED, "en") == expected


@pytest.mark.parametrize("text", ["It was announced Wednesday.", "The vote was on Nov. 5."])
def test_without_publication_a_day_needs_its_year(text: str) -> None:
    assert find_date(text, None, "en") is None
    assert find_date("On May 4, 2023, it opened.", None, "en") == date(2023, 5, 4)


def test_a_day_behind_the_last_of_the_calendar_is_none() -> None:
    last = datetime(9999, 12, 31, tzinfo=UTC)  # a Friday
    assert find_date("The school will reopen on Sunday.", last, "en") == date(9999, 12, 26)
    assert find_date("The school will reopen on Friday.", last, "en") == date(9999, 12, 31)
    assert find_date("The school will reopen on Friday.", last.replace(day=25), "en") == date(9999, 12, 31)


def test_a_leap_day_is_found_in_a_leap_year_alone() -> None:
    assert find_date("It opened on Feb. 29.", PUBLISHED, "en") == date(2024, 2, 29)
    assert find_date("It opened on Feb. 29.", PUBLISHED.replace(year=2022), "en") is None
