from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.claims.dates import DateMention, dates_differ, same_date
from tests.pipeline.claims.sentences import PUBLISHED, read


def only_date(text: str, *, dated: bool = True, language: str = "en") -> DateMention:
    (mention,) = read(text, language=language, published_at=PUBLISHED if dated else None).dates
    return mention


@pytest.mark.parametrize(
    ("text", "cited", "first", "last"),
    [
        ("It opened on 2023-05-04.", "2023-05-04", date(2023, 5, 4), date(2023, 5, 4)),
        ("It opened on Mar 4, 2023.", "Mar 4, 2023", date(2023, 3, 4), date(2023, 3, 4)),
        ("It opened on May 4, 2023.", "May 4, 2023", date(2023, 5, 4), date(2023, 5, 4)),
        ("It opened on the 4th of May 2023.", "4th of May 2023", date(2023, 5, 4), date(2023, 5, 4)),
        ("It opened on 11/20/2024.", "11/20/2024", date(2024, 11, 20), date(2024, 11, 20)),
        ("It opened on 20.11.2024.", "20.11.2024", date(2024, 11, 20), date(2024, 11, 20)),
        ("It opened on 3.11.2024.", "3.11.2024", date(2024, 11, 3), date(2024, 11, 3)),
        ("It opened on Nov. 20.", "Nov. 20", date(2024, 11, 20), date(2024, 11, 20)),
        ("It opened Wednesday.", "Wednesday", date(2024, 11, 20), date(2024, 11, 20)),
        ("It opened Saturday morning.", "Saturday morning", date(2024, 11, 16), date(2024, 11, 16)),
        ("It opened yesterday.", "yesterday", date(2024, 11, 19), date(2024, 11, 19)),
        ("It opened this morning.", "this morning", date(2024, 11, 20), date(2024, 11, 20)),
        ("It opened last night.", "last night", date(2024, 11, 19), date(2024, 11, 20)),
        ("It opened two days ago.", "two days ago", date(2024, 11, 18), date(2024, 11, 18)),
        ("It opened last week.", "last week", date(2024, 11, 11), date(2024, 11, 17)),
        ("It opened last month.", "last month", date(2024, 10, 1), date(2024, 10, 31)),
        ("It opened in February 2024.", "February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("It opened in 2014.", "2014", date(2014, 1, 1), date(2014, 12, 31)),
    ],
)
def test_a_date_spans_the_days_that_it_names(text: str, cited: str, first: date, last: date) -> None:
    mention = only_date(text)
    assert text[mention.start : mention.end] == cited
    assert (mention.first, mention.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "minute"), [("at 10:40 p.m.", 1360), ("at 5 am.", 300), ("at 16:30.", 990), ("at noon.", 720)]
)
def test_a_time_of_day_is_known_to_the_minute(text: str, minute: int) -> None:
    time = only_date(f"It opened {text}").time
    assert time is not None
    assert time.minute == minute


@pytest.mark.parametrize(
    "text",
    [
        "It may open.",
        "May 99 is no day.",
        "They march 40 miles.",
        "It costs $2,014.",
        "It opened at 25:10.",
        "Police evacuated 2000 residents after 12 people died.",
        "Some 2000 homes were lost.",
        "It fell 1900 metres.",
        "A town of 2000 people was cut off.",
        "A band played on the last night of the fair.",
        "It was Pell's last night in office.",
        "The presenter of This Morning has quit.",
        "He made Last Night in Soho.",
        "They read the letter of June Okafor.",
        "It was found by April Dunne.",
    ],
)
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert read(text, published_at=PUBLISHED).dates == ()


@pytest.mark.parametrize("text", ["In June Okafor left.", "By August Norway had won.", "It was the heat of June."])
def test_a_month_is_no_given_name_behind_what_dates(text: str) -> None:
    assert only_date(text).month in (6, 8)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("The disputed 2020 elections were held.", 2020),
        ("In 2014 protests broke out.", 2014),
        ("Trump's failed 2020 challenges are over.", 2020),
        ("It lies above 1990 levels.", 1990),
        ("The army killed him in 2014 as residents fled.", 2014),
        ("The 2008 euro crisis is over.", 2008),
    ],
)
def test_a_year_stands_in_front_of_a_plural_too(text: str, year: int) -> None:
    assert only_date(text).year == year


def test_all_dates_of_a_sentence_are_found_in_order() -> None:
    claims = read("On Monday, Nov. 18, and in March it rained; it had been dry since 2012.", published_at=PUBLISHED)
    assert [mention.text for mention in claims.dates] == ["monday", "nov. 18", "in march", "2012"]


@pytest.mark.parametrize("text", ["It opened Mar 5, 2024.", "It opened on Mar. 5, 2024.", "It opened on 5 Mar 2024."])
def test_a_short_month_before_a_day_and_a_year_is_a_day(text: str) -> None:
    assert only_date(text, dated=False).first == date(2024, 3, 5)
    assert read(text).quantities == ()


def test_without_publication_words_alone_are_known() -> None:
    assert only_date("It opened Wednesday.", dated=False).weekday == 2
    november = only_date("It opened on Nov. 20.", dated=False)
    assert (november.month, november.day, november.first) == (11, 20, None)
    assert only_date("It opened yesterday.", dated=False).first is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Am 20. November 2024 war es.", "de"),
        ("Le 20 novembre 2024, il pleut.", "fr"),
        ("El 20 de noviembre de 2024.", "es"),
    ],
)
def test_other_languages_name_days_too(text: str, language: str) -> None:
    assert only_date(text, language=language).first == date(2024, 11, 20)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("on Nov. 20", "Wednesday"),
        ("on Nov. 20", "today"),
        ("on November 20", "on Wed., as planned"),
        ("on the 20th of November", "on 20 Nov."),
        ("on Nov. 18", "two days ago"),
        ("in November 2024", "on Nov. 3"),
        ("in November", "on Nov. 3"),
        ("in 2024", "in November 2024"),
        ("Wednesday morning", "Wednesday"),
        ("last week", "Thursday"),
        ("at 5 p.m.", "at 17:00"),
    ],
)
def test_one_day_has_many_names(first: str, second: str) -> None:
    one, other = only_date(f"It opened {first}."), only_date(f"It opened {second}.")
    assert same_date(one, other)
    assert same_date(other, one)
    assert not dates_differ(one, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("on Nov. 20", "Tuesday"),
        ("in November", "on Oct. 3"),
        ("in March", "in February"),
        ("in 2014", "in 2015"),
        ("Tuesday", "Wednesday"),
        ("Saturday morning", "Saturday afternoon"),
        ("last week", "Tuesday"),
        ("at 5 p.m.", "at 5 a.m."),
    ],
)
def test_different_days_differ(first: str, second: str) -> None:
    one, other = only_date(f"It opened {first}."), only_date(f"It opened {second}.")
    assert dates_differ(one, other)
    assert dates_differ(other, one)
    assert not same_date(one, other)


@pytest.mark.parametrize(
    ("first", "second"), [("Tuesday", "on Nov. 5"), ("yesterday", "Tuesday"), ("at 5 p.m.", "Tuesday")]
)
def test_what_cannot_be_compared_neither_agrees_nor_differs(first: str, second: str) -> None:
    one, other = only_date(f"It opened {first}.", dated=False), only_date(f"It opened {second}.", dated=False)
    assert not dates_differ(one, other)
    assert not same_date(one, other)


def test_a_weekday_may_be_the_next_one_but_not_one_of_another_month() -> None:
    today = only_date("It opens Wednesday.")
    (later,) = read("It opened Wednesday.", published_at=PUBLISHED + timedelta(days=35)).dates
    (coming,) = read("It opens on Nov. 27.", published_at=PUBLISHED).dates
    assert not same_date(today, later)
    assert same_date(today, coming)


_ENDS = [datetime.min.replace(tzinfo=UTC), datetime(1, 1, 8, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
_DEICTIC = [
    "today", "tomorrow", "yesterday", "this evening", "last night", "Friday", "next week", "last week", "next month",
    "last month", "next year", "last year", "999 years ago", "Dec. 31", "Jan. 1", "Feb. 29", "on O'Monday", "May 0",
    "99:99 p.m.", "31 April 2020", "12/31/2099", "9999-12-31", "0001-01-01",
]  # fmt: skip


@given(
    words=st.lists(st.sampled_from(_DEICTIC), min_size=1, max_size=3),
    published_at=st.sampled_from(_ENDS) | st.datetimes(timezones=st.just(UTC)) | st.none(),
    language=st.sampled_from(["en", "de", "fr", "ar"]),
)
def test_the_ends_of_the_calendar_are_read_or_left_out(
    words: list[str], published_at: datetime | None, language: str
) -> None:
    text = f"It opens {' and '.join(words)}."
    for mention in read(text, language=language, published_at=published_at).dates:
        assert text[mention.start : mention.end].lower() == mention.text
