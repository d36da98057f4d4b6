"""A summary as the review page in one file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from service.api.page_files import carry_reading
from service.api.responses import SummaryAnswer
from service.cli.answers import read_answer
from service.domain import Mode, Order

PAGE_OPTIONS = {"offset_unit": "utf16", "include": ["groups", "articles", "conflicts", "explanations"]}
"""What the page needs of an answer: offsets as JavaScript counts, and every part."""


def summary_page(request: Mapping[str, Any], body: bytes) -> str:
    """The page that shows the answer `body` to `request`, which asked for PAGE_OPTIONS.

    Raises: UnavailableError if `body` is no answer of this version.
    """
    answer = read_answer(SummaryAnswer, body)
    ids = [report.id for report in answer.articles or ()]
    articles = [{**article, "id": name} for article, name in zip(request["articles"], ids, strict=True)]
    options = {
        "length": {"unit": answer.length.unit, "value": answer.length.requested},
        "mode": request.get("mode", Mode.EXTRACTIVE),
        "order": request.get("order", Order.NARRATIVE),
        "query": request.get("query", ""),
    }
    reading = {"articles": articles, "options": options, "answer": json.loads(body), "draft": "", "checked": None}
    return carry_reading(json.dumps(reading))
