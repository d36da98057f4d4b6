from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain import Article, Sentence
from service.pipeline.conflicts.passing import find_passing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXTS = ("Police are still questioning a guard.", "Police questioned a guard on Monday.", "A guard is at home today.")


def find(*hours: int | None) -> frozenset[int]:
    """The passing ones of TEXTS, published so many hours after NOON."""
    articles = [
        Article(id=f"a{i}", index=i, text=text, published_at=None if hour is None else NOON + timedelta(hours=hour))
        for i, (text, hour) in enumerate(zip(TEXTS, hours, strict=True))
    ]
    sentences = [
        Sentence(article_index=i, position=0, paragraph=0, start=0, end=len(text), text=text)
        for i, text in enumerate(TEXTS)
    ]
    return find_passing(sentences, articles)


@pytest.mark.parametrize(("hours", "places"), [
    ((0, 0, 48), {0}),
    ((0, 0, 2), set()),
    ((48, 0, 0), {2}),
    ((0, None, 48), set()),
])  # fmt: skip
def test_what_speaks_of_the_moment_of_a_report_passes_with_it(hours: tuple[int | None, ...], places: set[int]) -> None:
    assert find(*hours) == places
