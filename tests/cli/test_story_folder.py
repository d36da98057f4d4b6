"""Of the stories in a folder, those come back that are near in time to what arrives."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.cli.failures import UnavailableError
from service.cli.story_folder import open_story_folder


def keep(into: Path, name: str, written: str, *moments: str | None) -> None:
    """A story in the folder `into`, whose articles are called after the days on which they were published."""
    file = into / name / "articles.jsonl"
    file.parent.mkdir(parents=True)
    lines = [{"id": f"{name} {moment}", "text": "Ice.", "published_at": moment} for moment in moments]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    seconds = datetime.fromisoformat(written).timestamp()
    os.utime(file, (seconds, seconds))


@pytest.mark.parametrize(
    ("arriving", "near"),
    [
        # What was published between two that arrive, and near neither, is not brought back.
        (["2026-03-02", "2026-03-20"], ["ice 2026-03-03", "frost 2026-03-20T12:00:00+12:00", "snow None"]),
        # Undated, it came with the newest, of 20 March: one that comes from the future is not it.
        ([None], ["frost 2026-03-20T12:00:00+12:00", "snow None"]),
        (["2026-03-11"], ["ice 2026-03-09", "ice None", "fog 2026-03-12", "rain None"]),
        (["2026-03-15"], []),
        (["0001-01-01"], []),
    ],
)
def test_what_is_near_in_time_is_brought_back(tmp_path: Path, arriving: list[str | None], near: list[str]) -> None:
    keep(tmp_path, "ice", "2026-03-09T00:00:00Z", "2026-03-03", "2026-03-09", None)
    keep(tmp_path, "fog", "2026-03-12T00:00:00Z", "2026-03-12", "2099-01-01")
    keep(tmp_path, "frost", "2026-03-20T00:00:00Z", "2026-03-20T12:00:00+12:00")
    # It came two days ago: as published on the 18th, two days before the newest.
    keep(tmp_path, "snow", "2026-03-19T00:00:00Z", None)
    keep(tmp_path, "rain", "2026-03-10T00:00:00Z", None)
    articles = [{"id": str(number), "published_at": moment} for number, moment in enumerate(arriving)]
    folder = open_story_folder(tmp_path)
    now = datetime(2026, 3, 21, tzinfo=UTC)
    chosen = folder.choose_near(articles, timedelta(days=2), now)
    assert sorted(article["id"] for own in chosen.values() for article in own) == sorted(near)


@pytest.mark.parametrize("name", ["../out", "..", ".", "", "a/b", "a\\b", "c:out", "a\0b", "out/"])
def test_a_service_that_calls_a_story_by_a_path_has_nothing_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "stories"
    keep(folder, "ice", "2026-03-09T00:00:00Z", "2026-03-03")
    before = sorted(tmp_path.rglob("*"))
    articles = [{"id": "1", "text": "Fog."}, {"id": "2", "text": "Ice."}]
    with pytest.raises(UnavailableError, match="no name of a folder"):
        open_story_folder(folder).add(articles, {"1": "fog", "2": name})
    assert sorted(tmp_path.rglob("*")) == before
