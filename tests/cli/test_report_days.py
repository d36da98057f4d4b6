"""From which day the report is that a sentence stands in."""

from __future__ import annotations

import pytest

from service.api.responses import SummaryAnswer
from service.cli.markdown import summary_markdown
from service.cli.report_days import list_report_days
from tests.cli import answers


def make(*moments: str | None) -> SummaryAnswer:
    """An answer with a sentence for each of `moments`, at which its report came out."""
    answer = answers.summary_answer()
    told = [{**answer["sentences"][0], "told_at": moment} for moment in moments]
    return SummaryAnswer.model_validate({**answer, "sentences": told})


@pytest.mark.parametrize(
    ("moments", "days"),
    [
        (("2025-03-05T08:00:00Z", "2025-03-03T23:00:00Z", None), ("", "reported 3 Mar 2025", "")),
        (("2025-03-05T08:00:00Z", "2025-03-05T23:00:00Z"), ("", "")),
        ((None, None), ("", "")),
    ],
)
def test_what_an_older_report_says_has_its_day(moments: tuple[str | None, ...], days: tuple[str, ...]) -> None:
    assert list_report_days(make(*moments)) == days


def test_days_as_headings_need_no_others() -> None:
    answer = make("2025-03-05T08:00:00Z", "2025-03-03T23:00:00Z")
    assert list_report_days(answer.model_copy(update={"timeline": []})) == ("", "")


def test_markdown_tells_the_day_in_front_of_who_reports_it() -> None:
    written = summary_markdown(make("2025-03-05T08:00:00Z", "2025-03-03T23:00:00Z"))
    assert written.count("reported 3 Mar 2025; ") == 1
