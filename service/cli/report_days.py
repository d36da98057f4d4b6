"""From which day the report is that a sentence stands in: what "last night" in it counts from."""

from __future__ import annotations

from service.api.responses import SummaryAnswer


def list_report_days(answer: SummaryAnswer) -> tuple[str, ...]:
    """Of each sentence "reported 3 Mar 2025" where its report is of an earlier day than the newest told one, else "".

    Nothing where the answer has its days as headings.
    """
    days = [sentence.told_at.date() if sentence.told_at else None for sentence in answer.sentences]
    newest = max((day for day in days if day), default=None)
    if newest is None or answer.timeline is not None:
        return ("",) * len(days)
    return tuple(f"reported {day.day} {day:%b %Y}" if day and day < newest else "" for day in days)
