from __future__ import annotations

import pytest

from service.domain import ConflictKind
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.parallels import are_parallel, tell_of_reports
from tests.pipeline.conflicts.stories import article, group


def state(*texts: str) -> tuple[MemberClaims, MemberClaims]:
    """Two reports of one sentence each, of one hour, with dates read as of it."""
    articles = [article(index, text, 0.0) for index, text in enumerate(texts)]
    one, other = (
        MemberClaims(
            group_id="g1",
            member=group(own).members[0],
            article=own,
            claims=extract_claims(own.text, language="en", published_at=own.published_at),
        )
        for own in articles
    )
    return one, other


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lodestar sold 18,000 cars in Europe this spring.", "Lodestar sold 44,000 cars in Asia this spring."),
        ("It made a profit of 120 million euros before tax.", "It made a profit of 88 million euros after tax."),
        ("Growers reaped 310,000 tonnes this year.", "Potato growers in the valley reaped 402,000 tonnes last year."),
        ("Prosecutors asked for nine years in prison for Quarles.", "Quarles was sentenced to six years in prison."),
        ("The probe reached the asteroid on Sunday.", "The probe is to leave the asteroid in May 2028."),
    ],
)
def test_unlike_values_of_two_things_or_times_are_parallel(first: str, second: str) -> None:
    one, other = state(first, second)
    assert are_parallel(one, other)
    assert are_parallel(other, one)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The fire killed 14 people in Velmar.", "The fire killed 16 people in Velmar."),
        ("The fire in Velmar killed 14 people.", "The fire in Orsk killed 14 people."),
        ("The mayor, Tom Hale, 51, visited the wounded.", "Tom Hale, 53, the mayor, spoke to reporters."),
        ("Growers reaped 310,000 tonnes this year.", "Growers reaped 402,000 tonnes this year."),
        ("The probe reached the asteroid on Sunday.", "The probe reached the asteroid on Saturday."),
        ("The fire on Sunday killed 12 people.", "A memorial for the 15 people killed will be held on 9 May."),
        ("Firefighters called for help as 12 people died.", "In the fire 15 people died."),
        ("Police were called for 3 fires.", "There were 5 fires."),
    ],
)
def test_unlike_values_of_one_thing_are_not(first: str, second: str) -> None:
    assert not are_parallel(*state(first, second))


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ("It was announced on Monday.", "It was put off to 23 August.", True),
        ("It opened on Sunday.", "It opened on Saturday.", False),
        ("It is to open on 7 May.", "It is to open on 9 May.", False),
    ],
)
def test_a_day_behind_both_reports_is_no_other_value_of_one_ahead_of_both(
    first: str, second: str, *, found: bool
) -> None:
    one, other = state(first, second)
    difference = Difference(
        kind=ConflictKind.DATE, first=one.claims.dates[0], second=other.claims.dates[0], about=frozenset()
    )
    assert tell_of_reports(one, other, difference) is found
