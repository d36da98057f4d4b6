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
])  # fmt: skip
def test_what_is_equal_is_told_as_the_evidence_tells_it(sentence: str, evidence: str, told: str) -> None:
    assert tell(sentence, evidence) == told


@pytest.mark.parametrize(("sentence", "evidence"), [
    ("It weighs 2,900 pounds.", "The satellite weighs 1.2 tonnes."),
    ("More than 300 people came.", "300 people came."),
    ("About 300 people came.", "Some 310 people came."),
    ("It fell on September 8, 2026.", "It fell on Wednesday."),
    ("Twelve men are trapped.", "Twelve men went down, 12 are trapped."),
    ("Nobody came.", "Nobody came at all."),
    ("The 68-year-old Anders Kohl was killed.", "Anders Kohl, 68, was killed."),
    ("Anders Kohl, 68, was killed.", "The 68-year-old Anders Kohl was killed."),
    ("The 12-mile run is over.", "It was a run of 12 miles."),
])  # fmt: skip
def test_what_is_not_equal_or_told_alike_stays(sentence: str, evidence: str) -> None:
    assert tell(sentence, evidence) == sentence
