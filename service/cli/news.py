"""What is new, and on which day it happened, in words."""

from __future__ import annotations

from service.api.responses import SummaryAnswer
from service.api.sentence_responses import SentenceNews
from service.domain import NewsStatus

_VERBS = {NewsStatus.NEW: "new", NewsStatus.UPDATED: "updated, replaces", NewsStatus.DISPUTED: "disputed by"}


def describe_news(news: SentenceNews) -> str:
    """Why a sentence is told, with what it replaces or who disputes it."""
    against = "; ".join(f"“{place.cited_text}” ({place.article_id})" for place in news.against)
    return f"{_VERBS[news.status]}: {against}" if against else _VERBS[news.status]


def list_days(answer: SummaryAnswer) -> dict[int, str]:
    """By place of the first sentence of a day, its heading; empty unless the summary is in the order of time."""
    return {
        day.sentences[0]: f"{day.date or 'Undated'} ({day.sources} {'source' if day.sources == 1 else 'sources'})"
        for day in answer.timeline or ()
    }
