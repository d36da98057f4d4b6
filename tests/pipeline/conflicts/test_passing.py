from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from service.domain import Article, Sentence
from service.pipeline.conflicts.passing import find_passing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXTS = ("Police are still questioning a guard.", "Police questioned a guard on Monday.", "A guard is at home today.")


def find(*hours: int | None, texts: tuple[str, ...] = TEXTS) -> frozenset[int]:
    """The passing ones of `texts`, published so many hours after NOON."""
    articles = [
        Article(id=f"a{i}", index=i, text=text, published_at=None if hour is None else NOON + timedelta(hours=hour))
        for i, (text, hour) in enumerate(zip(texts, hours, strict=True))
    ]
    sentences = [
        Sentence(article_index=i, position=0, paragraph=0, start=0, end=len(text), text=text)
        for i, text in enumerate(texts)
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


@pytest.mark.parametrize("text", [
    "USA Today reported that the company had paid $4 million.",
    "The now-defunct bank owed $4 billion.",
    "A still image from the video shows the gunman.",
    "The still shows a man.",
    "He was still breathing when rescuers found him, but died in hospital.",
    "The storm was expected to weaken but hit as a category 5.",
    "The march had been expected to draw thousands.",
])  # fmt: skip
def test_what_only_sounds_like_the_moment_of_a_report_stands(text: str) -> None:
    assert find(0, 48, texts=(text, "It rained.")) == set()


@pytest.mark.parametrize("text", [
    "Today the court meets.",
    "Still, nobody knows why.",
    "“They were not ready. Now they are,” he said.",
    "LINDAL (AP) — Today the court meets.",
    "He said: “Now we mourn.”",
    "The suspect was still at large on Monday.",
    "The still burning ship is adrift.",
    "The president was expected to speak on Tuesday.",
    "Crews were hoping to reach the miners.",
])  # fmt: skip
def test_what_a_report_tells_of_its_moment_stands_back(text: str) -> None:
    assert find(0, 48, texts=(text, "It rained.")) == {0}
