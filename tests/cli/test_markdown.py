"""Markdown says what the terminal says, and text stays text."""

from __future__ import annotations

import pytest

from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer
from service.cli.markdown import citations_markdown, groups_markdown, summary_markdown
from service.cli.places import Naming, name_articles
from tests.cli import answers

NOTE = "> south is in a language that the encoder does not know"


def test_a_summary_is_a_list_with_footnotes() -> None:
    assert summary_markdown(SummaryAnswer.model_validate(answers.summary_answer())) == "\n".join(
        [
            "# Summary",
            "",
            "- The harbour froze.[^1][^2] *(2 independent sources report it, all in every detail)*",
            "- Ships wait.[^3][^2] *(1 independent source reports it, in every detail)*",
            "",
            "[^1]: `north` 0–18: The harbour froze.",
            "[^2]: `south` 40–63: Ice closed the harbour.",
            "[^3]: `north` 19–30: Ships wait.",
            "",
            NOTE,
        ]
    )


def test_in_short_form_a_footnote_is_an_article() -> None:
    articles = [{"publisher": "North Post", "title": "Harbour *freezes*"}, {"url": "https://south.example"}]
    naming = Naming(names=name_articles(articles), short=True)
    shown = summary_markdown(SummaryAnswer.model_validate(answers.summary_answer()), naming).splitlines()
    assert shown[2:4] == [
        "- The harbour froze.[^1][^2] *(2 independent sources report it, all in every detail)*",
        "- Ships wait.[^1][^2] *(1 independent source reports it, in every detail)*",
    ]
    assert shown[5:7] == ["[^1]: North Post: Harbour \\*freezes\\*", "[^2]: https://south.example"]


def test_where_sources_disagree_has_a_section() -> None:
    answer = {**answers.summary_answer(), "conflicts": [answers.conflict(), answers.update()]}
    assert summary_markdown(SummaryAnswer.model_validate(answer)).split("\n\n")[2:6] == [
        "## Where sources disagree",
        "- Sources differ on when (harbour)\n  - Monday (north)\n  - Tuesday (south)",
        "## What has changed",
        (
            "- Reports of the number (ships) have changed\n  - 18 Nov 2024, 08:00: 3 ships (north)"
            "\n  - 19 Nov 2024, 18:30: 9 ships (south)"
        ),
    ]


def test_groups_are_sections_with_the_representative_in_bold() -> None:
    assert groups_markdown(GroupsAnswer.model_validate(answers.groups_answer())) == "\n".join(
        [
            "# Groups",
            "",
            "## 1. Independent sources: 2",
            "",
            "- `north` 0–18: The harbour froze.",
            "- `south` 40–63: **Ice closed the harbour.**",
            "",
            NOTE,
        ]
    )


def test_a_cited_text_is_a_list_with_each_sentence_judged() -> None:
    assert citations_markdown(CitationsAnswer.model_validate(answers.citations_answer())) == "\n".join(
        [
            "# Sentences",
            "",
            "- The harbour is frozen.[^1] *(supported 0.83; not in every detail: [^2])*",
            "- Nine ships sank. *(contradicted 0.10; no article says 'Nine'; says otherwise: [^3])*",
            "",
            "[^1]: `north` 0–18: The harbour froze.",
            "[^2]: `south` 40–63: Ice closed the harbour.",
            "[^3]: `north` 19–30: Ships wait.",
            "",
            NOTE,
        ]
    )


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Up *5%* [sic] <b>", r"Up \*5%\* \[sic\] \<b\>"),
        ("# no heading", r"\# no heading"),
        ("3. no list", r"3\. no list"),
        ("In 2024. Then", "In 2024. Then"),
        ("A line\nbreak", "A line break"),
    ],
)
def test_text_of_an_article_is_no_markup(text: str, escaped: str) -> None:
    answer = SummaryAnswer.model_validate(answers.summary_answer())
    sentence = answer.sentences[0].model_copy(update={"text": text})
    shown = summary_markdown(answer.model_copy(update={"sentences": [sentence]}))
    assert f"- {escaped}[^1]" in shown
