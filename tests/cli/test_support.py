"""Who stands behind a sentence, in the terminal and in Markdown as on the page."""

from __future__ import annotations

from typing import Any

import pytest

from service.api.responses import SummaryAnswer
from service.cli.support import Support, count_support
from tests.cli import answers

SAID = {"froze": answers.FROZE, "ice": answers.ICE}


def tell(
    roles: dict[str, str], *, conflicts: list[dict[str, Any]] | None = None, copy_of: str | None = None
) -> Support:
    """Of a sentence whose group holds what both articles say. roles: of the places that it cites."""
    answer = answers.summary_answer()
    first: dict[str, Any] = answer["sentences"][0]
    north, south = answer["articles"]
    whole = [name for name, role in roles.items() if role in {"representative", "supporting"}]
    sentence = {
        **first,
        "coverage": answers.coverage(len(whole), len(whole)),
        "citations": [answers.sentence_citation(SAID[name], (0, 18), role) for name, role in roles.items()],
    }
    group = {**answers.groups_answer()["groups"][0], "representative": 0}
    if copy_of:
        group |= {"coverage": answers.coverage(2, 1)}
    told = {
        **answer,
        "sentences": [sentence],
        "groups": [group],
        "conflicts": conflicts or [],
        "articles": [north, {**south, "copy_of": copy_of}],
    }
    (support,) = count_support(SummaryAnswer.model_validate(told))
    return support


def test_who_reports_a_fact_is_told_beside_who_says_every_detail() -> None:
    support = tell({"froze": "representative", "ice": "related"})
    assert (support.reporting, support.in_detail) == ("2 report it", "1 in every detail")
    assert str(support) == "2 independent sources report it, 1 in every detail"


def test_who_says_otherwise_does_not_report_it() -> None:
    told = [tell({"froze": "representative", "ice": role}) for role in ("disputing", "related")]
    assert [support.reports for support in told] == [1, 2]
    assert tell({"froze": "representative", "ice": "related"}, conflicts=[answers.conflict()]).reports == 1


@pytest.mark.parametrize(
    ("kind", "score", "told"),
    [
        ("quantity", 0.3, {"older version": "1 has an older version"}),
        ("state", 0.6, {"older version": "1 has an older version"}),
        ("state", 0.3, {}),
    ],
)
def test_who_has_an_older_version_does_not_report_what_has_taken_its_place(
    kind: str, score: float, told: dict[str, str]
) -> None:
    froze, ice = answers.update()["sides"]
    moved = {**answers.update(), "kind": kind, "score": score, "sides": [ice, froze]}
    support = tell({"froze": "representative", "ice": "related"}, conflicts=[moved])
    assert support.otherwise == told
    assert support.reports == (1 if told else 2)


def test_of_a_fact_that_stands_on_an_earlier_step_later_ones_are_newer_versions() -> None:
    support = tell({"froze": "representative", "ice": "related"}, conflicts=[answers.update()])
    assert (support.reports, support.otherwise) == (1, {"newer version": "1 has a newer version"})


def test_a_copy_counts_with_its_original() -> None:
    assert tell({"froze": "representative", "ice": "related"}, copy_of="north").reports == 1


@pytest.mark.parametrize(
    ("reports", "whole", "told"),
    [
        (4, 1, "4 independent sources report it, 1 in every detail"),
        (4, 0, "4 independent sources report it, none in every detail"),
        (3, 3, "3 independent sources report it, all in every detail"),
        (1, 1, "1 independent source reports it, in every detail"),
    ],
)
def test_counts_are_told_in_words(reports: int, whole: int, told: str) -> None:
    assert str(Support(reports=reports, whole=whole)) == told
