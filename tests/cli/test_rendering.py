"""A person sees every sentence, its sources, its marks, and what each mark stands for."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console, RenderableType

from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer
from service.cli.places import Naming, name_articles
from service.cli.rendering import (
    render_articles,
    render_citations,
    render_groups,
    render_summary,
    render_timings,
)
from tests.cli import answers


def show(view: RenderableType, *, width: int = 80, terminal: bool = False, **variables: str) -> str:
    output = io.StringIO()
    environment = {"TERM": "xterm-256color", **variables}
    Console(file=output, width=width, force_terminal=terminal or None, highlight=False, _environ=environment).print(
        view
    )
    return output.getvalue()


def summary(**changes: Any) -> SummaryAnswer:
    return SummaryAnswer.model_validate({**answers.summary_answer(), **changes})


def lines(view: RenderableType) -> list[str]:
    return [line.strip() for line in show(view).splitlines() if line.strip()]


def test_each_sentence_stands_beside_its_independent_sources_and_its_marks() -> None:
    shown = lines(render_summary(summary()))
    assert shown[0] == "Summary: independent sources, sentence, cited places"
    assert shown[1:3] == ["2 report it   The harbour froze. [1][2]", "all in every detail"]
    assert shown[3:5] == ["1 reports it  Ships wait. [3][2]", "in every detail"]


def test_the_length_is_told_with_the_reason_it_stopped() -> None:
    assert "5 of 7 words: the next sentence would not fit" in lines(render_summary(summary()))
    exhausted = {"unit": "fraction", "requested": 0.5, "actual": 0.25, "stop_reason": "exhausted"}
    assert "0.25 of 0.5 fraction: nothing is left to say" in lines(render_summary(summary(length=exhausted)))


def test_where_sources_disagree_is_told_with_who_says_what() -> None:
    shown = lines(render_summary(summary(conflicts=[answers.conflict(), answers.update()])))
    place = shown.index("Where sources disagree")
    assert shown[place + 1 : place + 4] == ["Sources differ on when (harbour)", "Monday (north)", "Tuesday (south)"]
    place = shown.index("What has changed")
    assert shown[place + 1 : place + 4] == [
        "Reports of the number (ships) have changed",
        "18 Nov 2024, 08:00  3 ships (north)",
        "19 Nov 2024, 18:30  9 ships (south)",
    ]
    assert "Where sources disagree" not in lines(render_summary(summary()))


def test_each_mark_is_explained_once_with_article_offsets_and_quotation() -> None:
    shown = lines(render_summary(summary()))
    assert shown[7:10] == [
        "[1]  north  0–18   The harbour froze.",
        "[2]  south  40–63  Ice closed the harbour.",
        "[3]  north  19–30  Ships wait.",
    ]


def test_in_short_form_each_cited_article_has_its_outlet_title_and_link() -> None:
    articles = [
        {"id": "north", "source": "North Post", "title": "Harbour freezes", "url": "https://north.example/1"},
        {"id": "south"},
    ]
    shown = lines(render_summary(summary(), Naming(names=name_articles(articles), short=True)))
    assert shown[1:5:2] == ["2 report it   The harbour froze. [1][2]", "1 reports it  Ships wait. [1][2]"]
    place = shown.index("Cited articles")
    assert shown[place + 1 : place + 3] == ["[1]  North Post: Harbour freezes, https://north.example/1", "[2]  south"]


def test_warnings_of_the_service_are_shown() -> None:
    note = "Note: south is in a language that the encoder does not know"
    assert note in lines(render_summary(summary()))
    assert note in lines(render_groups(GroupsAnswer.model_validate(answers.groups_answer())))


def test_output_that_is_no_terminal_is_plain_and_a_terminal_gets_colour() -> None:
    assert "\x1b" not in show(render_summary(summary()))
    assert "\x1b[1;32m2 report it" in show(render_summary(summary()), terminal=True)


def test_no_color_is_honoured_on_a_terminal() -> None:
    shown = show(render_summary(summary()), terminal=True, NO_COLOR="1")
    assert "32m" not in shown
    assert "36m" not in shown


@pytest.mark.parametrize("width", [40, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    answer = summary()
    long = answer.sentences[0].model_copy(update={"text": "tide " * 99 + "end."})
    shown = show(render_summary(answer.model_copy(update={"sentences": [long]})), width=width)
    assert max(len(line) for line in shown.splitlines()) <= width
    assert shown.count("tide") == 99


def test_text_of_an_article_cannot_steer_the_terminal_or_pass_for_markup() -> None:
    answer = summary()
    hostile = answer.sentences[0].model_copy(update={"text": "A [bold]red[/bold]\x1b[31m line\nbreak\u202e."})
    shown = lines(render_summary(answer.model_copy(update={"sentences": [hostile]})))
    assert shown[1] == "2 report it  A [bold]red[/bold]\ufffd[31m line break\ufffd. [1][2]"


def test_the_articles_are_accounted_for() -> None:
    shown = [line.split() for line in lines(render_articles(summary()))]
    assert shown == [
        ["Articles"],
        ["article", "sentences", "cited", "left", "out", "copy", "or", "edit", "of"],
        ["north", "2", "2", "0"],
        ["south", "9", "1", "1", "north"],
    ]


def test_timings_are_summed() -> None:
    assert lines(render_timings(summary())) == ["Milliseconds", "20.5 = queue 0.5 · embed 20.0"]


def test_a_group_shows_its_sources_and_marks_its_representative() -> None:
    shown = lines(render_groups(GroupsAnswer.model_validate(answers.groups_answer())))
    assert shown[:3] == [
        "1. 2 independent sources, 2 articles, salience 0.75",
        "north  0–18   The harbour froze.",
        "*  south  40–63  Ice closed the harbour.",
    ]


def test_a_cited_text_shows_what_is_supported_and_why_something_is_not() -> None:
    shown = lines(render_citations(CitationsAnswer.model_validate(answers.citations_answer())))
    assert shown[1:7] == [
        "supported 0.83     The harbour is frozen. [1]",
        "not in every detail: [2]",
        "contradicted 0.10  Nine ships sank.",
        "says otherwise: [3]",
        "no article says 'Nine'",
        "50% of 2 sentences supported",
    ]
    assert "[1]  north  0–18   The harbour froze." in shown


def test_an_answer_without_content_says_so() -> None:
    empty = {"sentences": [], "summary": "", "length": {**answers.summary_answer()["length"], "actual": 0}}
    assert "Nothing is cited." in lines(render_summary(summary(**empty)))
    no_groups = GroupsAnswer.model_validate({**answers.groups_answer(), "groups": [], "warnings": []})
    assert lines(render_groups(no_groups)) == ["No group is about this query with so many sources."]
