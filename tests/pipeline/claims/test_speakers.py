from __future__ import annotations

import pytest

from service.pipeline.claims.speakers import find_reports
from tests.pipeline.claims.sentences import read


def list_speakers(text: str) -> list[str | None]:
    return [report.speaker.text if report.speaker else None for report in find_reports(read(text))]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Anna Kohl said on Monday that the bridge was closed.", ["Anna Kohl"]),
        ("The bridge was closed, Anna Kohl said.", ["Anna Kohl"]),
        ("“The bridge is closed,” said Anna Kohl, the mayor.", ["Anna Kohl"]),
        ("The bridge was closed, according to Anna Kohl.", ["Anna Kohl"]),
        ("According to mayor Anna Kohl, the bridge was closed.", ["Anna Kohl"]),
        ("Anna Kohl of the Union told reporters that the bridge was closed.", ["Anna Kohl"]),
        ("Anna Kohl, who took office in 2021, has also warned that the bridge might fall.", ["Anna Kohl"]),
        ("The mayor, Anna Kohl, said the bridge was closed.", ["Anna Kohl"]),
        ("Anna Kohl said the bridge was closed, but Tom Hale argued that it was open.", ["Anna Kohl", "Tom Hale"]),
        ("She said the bridge was closed.", [None]),
        ("Kohl's lawyer said the bridge was closed.", [None]),
        ("Anna Kohl was told that the bridge was closed.", [None]),
        ("Anna Kohl of the Springs, N.Y., branch said the bridge was closed.", [None]),
        ("Anna Kohl told the crew to close the bridge.", []),
        ("Anna Kohl told CNN she plans to close the bridge.", ["Anna Kohl"]),
        ("Anna Kohl said the bridge was safe, adding that it was old.", ["Anna Kohl", "Anna Kohl"]),
        ("Anna Kohl closed the bridge.", []),
    ],
)
def test_who_says_something_is_named_in_front_of_the_verb_or_behind_it(text: str, speakers: list[str | None]) -> None:
    assert list_speakers(text) == speakers


def test_what_is_said_stands_behind_who_says_it_or_in_front_of_them() -> None:
    for text in ("Anna Kohl said ice closed the bridge.", "Ice closed the bridge, said Anna Kohl."):
        (report,) = find_reports(read(text))
        assert report.words == {"ice", "close", "bridg"}


def test_two_reports_of_a_sentence_share_no_words() -> None:
    first, second = find_reports(read("Ice closed the bridge, Kohl said. Fog closed the port, Hale said."))
    assert first.words == {"ice", "close", "bridg"}
    assert second.words == {"fog", "close", "port"}


def test_a_sentence_of_nothing_but_reports_is_read_to_a_bound() -> None:
    assert len(find_reports(read("Kohl said ice fell, " * 200))) <= 32


def test_a_quotation_that_ends_as_a_sentence_ends_what_is_said() -> None:
    (report,) = find_reports(read("Anna Kohl said: “The bridge is safe.” Peter Berg denied it."))
    assert report.words == {"bridg", "safe"}
