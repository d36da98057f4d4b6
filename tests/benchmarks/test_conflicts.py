from __future__ import annotations

from typing import Any

from benchmarks.conflicts import measure_changes, measure_flags, read_cluster

TOLD = (
    "The fire in the harbour of Ardal killed 12 people on Monday.",
    "On Monday 12 people died in a fire in the harbour of Ardal.",
    "The mayor ordered all markets to close.",
    "Markets were closed by order of the mayor.",
)


def row(flagged: bool, *texts: str) -> dict[str, Any]:
    """Articles of one sentence each, and one group of them all."""
    articles = [{"id": f"d{number}", "text": text} for number, text in enumerate(texts)]
    members = [{"article_id": article["id"], "start": 0, "end": len(article["text"])} for article in articles]
    return {"id": "c1", "articles": articles, "groups": [{"fact": "-", "conflict": flagged, "members": members}]}


def test_flagged_groups_and_false_alarms_are_counted() -> None:
    clusters = [
        read_cluster(row(True, TOLD[0], TOLD[0].replace("12", "14"))),
        read_cluster(row(True, TOLD[2], TOLD[3])),
        read_cluster(row(False, TOLD[0], TOLD[1])),
        read_cluster(row(False, TOLD[0], TOLD[1].replace("12", "14"))),
    ]
    score = measure_flags("file", clusters)
    assert (score.flagged, score.flagged_found, score.unflagged, score.false_alarms) == (2, 1, 2, 1)


def test_changed_members_are_held_against_their_group() -> None:
    scores = {score.change: score for score in measure_changes("file", [read_cluster(row(False, TOLD[0], TOLD[1]))])}
    assert scores["number"].beside.mean == 1.0
    assert scores["date"].beside.mean == scores["date"].in_place.mean == 1.0
    assert scores["number"].beside.samples == 1


def test_groups_that_readers_flagged_are_not_changed() -> None:
    assert list(measure_changes("file", [read_cluster(row(True, TOLD[0], TOLD[1]))])) == []
