from __future__ import annotations

from typing import Any

import pytest

from benchmarks.agreement import (
    EvidenceCounts,
    PairCounts,
    count_evidence,
    count_pairs,
    score_evidence,
    score_pairs,
)


def place(article: str, start: int, end: int) -> dict[str, Any]:
    return {"article_id": article, "start": start, "end": end}


A, B, C = place("a", 0, 10), place("b", 0, 10), place("c", 0, 10)
A2 = place("a", 20, 30)


def test_pairs_are_of_different_articles_and_found_by_most_of_their_span() -> None:
    row = {"sentences": [A, A2, B, C], "groups": [{"members": [A, A2, B]}]}
    answered = [
        {"id": "g1", "members": [place("a", 4, 12), place("b", 0, 10), place("c", 0, 10)]},
        {"id": "g2", "members": [place("a", 27, 40)]},
    ]
    # By people a-b and a2-b; answered a-b, a-c and b-c: a2 is covered by less than half of the shorter span.
    assert count_pairs(row, answered) == PairCounts(hit=1, predicted=3, gold=2)


def test_pooled_figures_add_pairs() -> None:
    found = score_pairs([PairCounts(hit=1, predicted=2, gold=2), PairCounts(hit=2, predicted=2, gold=8)])
    assert (found.precision, found.recall) == (3 / 4, 3 / 10)
    assert found.f1 == pytest.approx(6 / 14)


def test_citations_that_touch_marked_places_count_and_what_cannot_be_located_does_not() -> None:
    rained = [{"article": name, "text": "It rained."} for name in "ab"]
    row = {
        "articles": [{"id": "a", "text": "It rained. It snowed."}, {"id": "b", "text": "It rained."}],
        "summary": "Rain fell. Snow fell. Hail fell.",
        "sentences": [
            {"text": "Rain fell.", "evidence": rained},
            {"text": "Snow fell.", "evidence": [{"article": "a", "text": "It snowed."}]},
            {"text": "Hail fell.", "evidence": [{"article": "a", "text": "It hailed."}]},
        ],
    }
    answered = [
        {"start": 0, "end": 10, "citations": [place("a", 0, 10)]},
        {"start": 11, "end": 21, "citations": [place("a", 11, 21), place("b", 0, 10)]},
        {"start": 22, "end": 32, "citations": [place("b", 0, 10)]},
    ]
    counts = count_evidence(row, answered)
    assert counts == EvidenceCounts(articles=(2, 3, 3), touching=2, citations=3, recalled=1.5, located=2, missing=1)
    articles, places = score_evidence([counts])
    assert (articles.precision, articles.recall) == (2 / 3, 2 / 3)
    assert (places.precision, places.recall) == (2 / 3, 1.5 / 2)
