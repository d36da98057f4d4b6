from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.pipeline.text.corpus import Evidence
from service.pipeline.verification.retelling import tell_alike

WEDNESDAY = datetime(2026, 9, 9, 18, tzinfo=UTC)


def tell(sentence: str, *evidence: str) -> str:
    return tell_alike(sentence, "en", [Evidence(text=text, language="en", published_at=WEDNESDAY) for text in evidence])


@pytest.mark.parametrize(("sentence", "evidence", "told"), [
    ("It weighs 2,650 pounds.", "The satellite weighs 1.2 tonnes.", "It weighs 1.2 tonnes."),
    ("It was 86 degrees Fahrenheit.", "It was 30 degrees Celsius.", "It was 30 degrees Celsius."),
    ("Twelve men are trapped.", "Some 9 fled and 12 men are trapped.", "12 men are trapped."),
    ("It fell on September 9, 2026.", "It fell on Wednesday.", "It fell on Wednesday."),
    ("It fell on September 9.", "It fell on Wednesday.", "It fell on Wednesday."),
    ("The road is about 8 kilometres long.", "A road of five miles.", "The road is about five miles long."),
    ("The train left at 18:20 on Friday.", "It left at 6.20pm.", "The train left at 6.20pm on Friday."),
    ("The train left at 6 p.m.", "It left at 18:00 on Friday.", "The train left at 18:00."),
    ("The bell rang at 12 p.m. on Friday.", "It rang at noon.", "The bell rang at noon on Friday."),
    ("The bell rang at 21:00.", "It rang at 9 p.m. and stopped.", "The bell rang at 9 p.m."),
    ("At least 50 boats sank.", "More than 60 boats sank.", "More than 60 boats sank."),
    ("More than 50 boats sank.", "The sea took 60 boats.", "60 boats sank."),
    ("More than 50 boats sank.", "The sea took about 60 boats.", "about 60 boats sank."),
    ("Fewer than 50 boats sank.", "Almost 50 boats sank.", "Almost 50 boats sank."),
    ("More than half of the crews left.", "Of the crews 58% left, 58% of the crews.", "58% of the crews left."),
    ("Over half of the crews left.", "A majority of the crews left.", "A majority of the crews left."),
    ("A majority of the crews left.", "Some 3 ships lost 58% of the crews.", "58% of the crews left."),
    ("Most of the crews left.", "Seven of the nine crews left.", "Seven of the crews left."),
    ("Some of the crews left.", "Two of the nine crews left.", "Two of the crews left."),
    ("Less than half of the crews left.", "At least 2 of their 9 crews left, 4 of 9 crews.", "4 of the crews left."),
])  # fmt: skip
def test_what_is_equal_is_told_as_the_evidence_tells_it(sentence: str, evidence: str, told: str) -> None:
    assert tell(sentence, evidence) == told


@pytest.mark.parametrize(("sentence", "evidence"), [
    ("It weighs 2,900 pounds.", "The satellite weighs 1.2 tonnes."),
    ("More than 300 people came.", "300 people came."),
    ("About 300 people came.", "Some 310 people came."),
    ("The road is about 9 kilometres long.", "A road of five miles."),
    ("Almost 8 kilometres are closed.", "They closed five miles."),
    ("The train left at 6:20.", "It left at 18:20."),
    ("The train left at 8 p.m. CET.", "It left at 20:00 GMT."),
    ("At least 50 boats sank.", "Almost 50 boats sank."),
    ("At least 50 boats sank.", "Some 500 boats sailed."),
    ("At least 50 boats sank.", "The sea took about 52 boats."),
    ("At least 50 boats sank.", "The sea took 60 sailors."),
    ("More than half of the crews left.", "A third of the crews left."),
    ("Most of the crews left.", "Two of the nine crews left."),
    ("Some of the crews left.", "Two of the nine ships sank."),
    ("Some crews left.", "Two of the nine crews left."),
    ("It fell on September 8, 2026.", "It fell on Wednesday."),
    ("Twelve men are trapped.", "Twelve men went down, 12 are trapped."),
    ("Nobody came.", "Nobody came at all."),
    ("The 68-year-old Anders Kohl was killed.", "Anders Kohl, 68, was killed."),
    ("Anders Kohl, 68, was killed.", "The 68-year-old Anders Kohl was killed."),
    ("The 12-mile run is over.", "It was a run of 12 miles."),
])  # fmt: skip
def test_what_is_not_equal_or_told_alike_stays(sentence: str, evidence: str) -> None:
    assert tell(sentence, evidence) == sentence


@pytest.mark.parametrize(
    ("sentence", "evidence", "told"),
    [
        ("Łukasz Wójcik signed.", "Lukasz Wojcik signed on Monday.", "Lukasz Wojcik signed."),
        ("Lukasz Wojcik signed.", "Łukasz Wójcik signed on Monday.", "Łukasz Wójcik signed."),
        ("Sven Müller won.", "Sven Müller beat Ada Muller.", "Sven Müller won."),
        ("Sven Möller won.", "Möller, or Moller, won.", "Sven Möller won."),
        ("The Resume was long.", "His résumé was long.", "The Resume was long."),
    ],
)
def test_a_name_has_the_marks_that_the_evidence_writes(sentence: str, evidence: str, told: str) -> None:
    assert tell(sentence, evidence) == told
