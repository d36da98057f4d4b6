"""Live reports: entries that open with a time of day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from service.domain import BoilerplateKind, Sentence
from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.segmentation import split_sentences
from tests.pipeline.stories import article

HERE = timezone(timedelta(hours=2))
EVENING = datetime(2026, 3, 16, 22, 30, tzinfo=HERE)
TICKER = (
    "22:20 The count of people brought off the ice stands at 112. Lifting is suspended. "
    '20:10 "There was no flag anywhere," says Viktor Orlov. "Nobody told us." 19:30 Five people are being treated. '
    "11:00 The ice has broken."
)


def read(text: str, published_at: datetime | None = EVENING) -> list[Sentence]:
    own = replace(article(text), published_at=published_at)
    kept, _ = strip_boilerplate(own, split_sentences(own))
    assert all(text[s.start : s.end] == s.text for s in kept)
    return list(kept)


def list_times(text: str, published_at: datetime | None = EVENING) -> list[str | None]:
    return [s.told_at and s.told_at.strftime("%d %H:%M") for s in read(text, published_at)]


def test_the_time_in_front_of_an_entry_is_no_part_of_its_sentence() -> None:
    assert [s.text for s in read(TICKER)] == [
        "The count of people brought off the ice stands at 112.",
        "Lifting is suspended.",
        '"There was no flag anywhere," says Viktor Orlov.',
        '"Nobody told us."',
        "Five people are being treated.",
        "The ice has broken.",
    ]
    own = article(TICKER)
    _, left_out = strip_boilerplate(own, split_sentences(own))
    assert [(TICKER[b.start : b.end], b.kind) for b in left_out][:1] == [("22:20 ", BoilerplateKind.DATE)]


def test_each_sentence_is_told_when_its_entry_was_written() -> None:
    assert list_times(TICKER) == ["16 22:20", "16 22:20", "16 20:10", "16 20:10", "16 19:30", "16 11:00"]
    assert all(s.told_at and s.told_at.tzinfo is HERE for s in read(TICKER))


def test_entries_pass_midnight_in_both_directions() -> None:
    night = datetime(2026, 3, 17, 0, 40, tzinfo=HERE)
    newest_first = "00:30 The fire is out.\n23:50 The roof falls in.\n22:10 Sparks are seen."
    assert list_times(newest_first, night) == ["17 00:30", "16 23:50", "16 22:10"]
    assert list_times("\n".join(reversed(newest_first.split("\n"))), night) == ["16 22:10", "16 23:50", "17 00:30"]


def test_an_entry_is_not_later_than_its_article() -> None:
    morning = datetime(2026, 3, 17, 7, 0, tzinfo=HERE)
    assert list_times("19:00 The gate opens.\n20:00 The band plays.\n21:00 The crowd leaves.", morning) == [
        "16 19:00",
        "16 20:00",
        "16 21:00",
    ]


@pytest.mark.parametrize("moment", [None, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_without_a_day_of_its_own_an_entry_has_no_time_but_is_read(moment: datetime | None) -> None:
    found = read("09:05 a.m. The gate opens.\n10:00 a.m. The band plays.\n1:30 p.m. The crowd leaves.", moment)
    assert [s.text for s in found] == ["The gate opens.", "The band plays.", "The crowd leaves."]
    assert moment is not None or all(s.told_at is None for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "9.30 The gate opens.\n10.45 The band plays.\n11.15 The crowd leaves.",
        "9:30 a.m.\nThe gate opens.\n10:45 a.m.\nThe band plays.\n11:15 a.m.\nThe crowd leaves.",
        "09:30 GMT – The gate opens.\n10:45 GMT – The band plays.\n11:15 GMT – The crowd leaves.",
        "9.30 Uhr: The gate opens.\n10.45 Uhr: The band plays.\n11.15 Uhr: The crowd leaves.",
    ],
)
def test_times_of_day_in_several_forms(text: str) -> None:
    assert [s.text for s in read(text)] == ["The gate opens.", "The band plays.", "The crowd leaves."]
    assert list_times(text) == ["16 09:30", "16 10:45", "16 11:15"]


@pytest.mark.parametrize(
    "text",
    [
        "10.30 tonnes were found.\n9.20 of them were ivory.\n8.10 were sold.",
        "2:08:03 was the time of the winner.\n2:08:40 was second.\n2:09:01 was third.",
        "7:15 The gate opens.\nNobody came.\n9:30 The band plays.",
        "7:15 The gate opens.\n5:10 Nobody came.\n9:30 The band plays.\n6:20 It rained.\n8:40 All left.",
    ],
)
def test_other_figures_at_the_beginning_of_sentences_are_no_entries(text: str) -> None:
    assert all(sentence.told_at is None for sentence in read(text))
    assert read(text)[0].text[0] == text[0]
