"""A summary as Markdown begins with its story's title, and says of how many articles it is and from when."""

from __future__ import annotations

from typing import Any

import pytest

from service.api.responses import SummaryAnswer
from service.cli.headline import describe_story, read_heads
from service.cli.markdown import summary_markdown
from tests.cli import answers


def answer(**changes: Any) -> SummaryAnswer:
    group = {**answers.groups_answer()["groups"][0], "coverage": answers.coverage(2, 2)}
    waiting = {**group, "id": "g2", "members": [{**answers.WAIT, "similarity": 1, "origin": "o1"}], "representative": 0}
    return SummaryAnswer.model_validate({**answers.summary_answer(), "groups": [group, waiting], **changes})


def articles(*dates: str | None, titles: tuple[str | None, ...] = (None, None)) -> list[dict[str, Any]]:
    times = (*dates, None, None)
    return [{"title": title, "published_at": time} for title, time in zip(titles, times, strict=False)]


@pytest.mark.parametrize(
    ("titles", "dates", "title"),
    [
        ((None, " Ice\nshuts harbour "), (), "Ice shuts harbour"),
        (("Harbour frozen", "Ice"), (), "Harbour frozen"),
        (("Harbour frozen", "Ice"), ("2024-11-18", "2024-11-19"), "Harbour frozen"),
        ((None, None), (), "The harbour froze."),
    ],
)
def test_the_article_that_says_what_the_summary_opens_with_gives_the_title(
    titles: tuple[str | None, ...], dates: tuple[str, ...], title: str
) -> None:
    first, second = answers.summary_answer()["sentences"]
    sentences = [{**first, "citations": first["citations"][:1]}, second]
    assert describe_story(answer(sentences=sentences), read_heads(articles(*dates, titles=titles)))[0] == title


def test_of_reports_of_several_days_one_of_the_last_day_gives_the_title() -> None:
    first, second = answers.summary_answer()["sentences"]
    told = answer(sentences=[{**first, "citations": first["citations"][:1]}, second])
    titles = ("Twelve dead as search goes on", "Fleet to be inspected")
    for older in ("2024-11-18T07:59:00Z", None):
        heads = read_heads(articles(older, "2024-11-19T08:00:00Z", titles=titles))
        assert describe_story(told, heads)[0] == "Fleet to be inspected"


def test_of_articles_that_say_as_much_the_newest_gives_the_title() -> None:
    heads = read_heads(articles("2024-11-18T23:00:00-05:00", "2024-11-19T03:00:00Z", titles=("Frozen", "Ice")))
    assert describe_story(answer(), heads)[0] == "Frozen"
    assert describe_story(answer(groups=[], sentences=[]), read_heads(articles()))[0] == "Summary"


@pytest.mark.parametrize(
    ("dates", "about"),
    [
        ((), "2 articles from 2 outlets"),
        (("2024-11-19", "2024-11-18T23:30:00Z"), "2 articles from 2 outlets, published 18 Nov 2024 to 19 Nov 2024"),
        ((None, "2024-11-19"), "2 articles from 2 outlets, published 19 Nov 2024 (1 of 2 say when)"),
        (("yesterday", "2024-11-19"), "2 articles from 2 outlets, published 19 Nov 2024 (1 of 2 say when)"),
    ],
)
def test_it_says_from_when_the_articles_are(dates: tuple[str, ...], about: str) -> None:
    assert describe_story(answer(), read_heads(articles(*dates)))[1] == about


def test_markdown_begins_with_it_as_text() -> None:
    heads = read_heads(articles("2024-11-19", "2024-11-19", titles=("Harbour *freezes*", None)))
    shown = summary_markdown(answer(), heads=heads)
    assert shown.startswith(
        "# Harbour \\*freezes\\*\n\n*2 articles from 2 outlets, published 19 Nov 2024*\n\n- The harbour"
    )
