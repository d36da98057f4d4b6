"""The open data that comes with the repository, for who has no other: invented stories with known truth.

`python -m benchmarks.open_data FOLDER` writes the stories there as clusters to train on: `make train DATA=FOLDER`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

STORIES = Path(__file__).parent / "data" / "stories.jsonl"
_LEARNED_FROM = Path(__file__).parent.parent / "models" / "training" / "data"
FURTHER = (_LEARNED_FROM / "stories.jsonl", _LEARNED_FROM / "stories_apart.jsonl")
"""Further stories of the same form, which models learned from."""

_HELD_OUT = 2

Row = Mapping[str, Any]


def read_open_clusters() -> tuple[Row, ...]:
    """The stories as clusters with groups of sentences, in the form of `groups_dev.jsonl`.

    A group is flagged as a conflict where two of its members stand on different sides of one, or at different steps of
    an update. `copies`: places of articles that are one text.
    """
    return tuple(_to_cluster(story) for story in _read_stories())


def write_open_clusters(folder: Path) -> None:
    """Writes the stories as `groups_train.jsonl` and, the last two of them, `groups_dev.jsonl`, which is held out."""
    folder.mkdir(parents=True, exist_ok=True)
    clusters = [{name: row[name] for name in ("id", "articles", "sentences", "groups")} for row in read_open_clusters()]
    for file, rows in (("groups_train.jsonl", clusters[:-_HELD_OUT]), ("groups_dev.jsonl", clusters[-_HELD_OUT:])):
        (folder / file).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def read_open_claims() -> tuple[Row, ...]:
    """The stories as articles and claims about them, in the form of `claims_dev.jsonl`."""
    return tuple(_to_claims(story) for story in _read_stories())


def read_open_summaries() -> tuple[Row, ...]:
    """The true claims of each story as one text, with their evidence, in the form of `attribution_dev.jsonl`."""
    return tuple(_to_summary(story) for story in _read_stories())


def read_open_topics() -> tuple[Row, ...]:
    """The stories with what a summary of 100 words should tell as their one reference, as in `multiling2011.jsonl`."""
    return tuple(
        {
            "id": story["id"],
            "articles": _list_articles(story),
            "references": [" ".join(f"{statement}." for statement in story["must"])],
        }
        for story in _read_stories()
    )


def read_open_articles(*files: Path) -> tuple[Row, ...]:
    """Invented stories as clusters of articles: all, those here and those that models learned from, or of `files`."""
    stories = _read_stories(*(files or (STORIES, *FURTHER)))
    return tuple({"id": story["id"], "articles": _list_articles(story)} for story in stories)


def _read_stories(*files: Path) -> Iterator[Row]:
    for file in files or (STORIES,):
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _list_articles(story: Row) -> list[Row]:
    return [{"id": article["id"], "text": article["text"]} for article in story["articles"]]


def _to_claims(story: Row) -> Row:
    texts = {article["id"]: article["text"] for article in story["articles"]}
    return {
        "id": story["id"],
        "articles": _list_articles(story),
        "claims": [
            {
                **{name: claim[name] for name in ("text", "supported", "kind")},
                "evidence": [_locate(name, texts) for name in claim["evidence"]],
            }
            for claim in story["claims"]
        ],
    }


def _to_summary(story: Row) -> Row:
    claims = [claim for claim in story["claims"] if claim["supported"]]
    return {
        "id": story["id"],
        "articles": _list_articles(story),
        "summary": " ".join(claim["text"] for claim in claims),
        "sentences": [
            {"text": claim["text"], "evidence": [_name_evidence(name) for name in claim["evidence"]]}
            for claim in claims
        ],
    }


def _name_evidence(name: str) -> Row:
    article_id, _, sentence = name.partition(": ")
    return {"article": article_id, "text": sentence}


def _to_cluster(story: Row) -> Row:
    texts = {article["id"]: article["text"] for article in story["articles"]}
    place = {article["id"]: index for index, article in enumerate(story["articles"])}
    differing = {pair for sides in _list_sides(story) for pair in _pair_across(sides)}
    located = [[_locate(sentence, texts) for sentence in group] for group in story["groups"]]
    groups = [
        {"members": members, "conflict": any(frozenset(pair) in differing for pair in combinations(group, 2))}
        for members, group in zip(located, story["groups"], strict=True)
    ]
    return {
        "id": story["id"],
        "articles": _list_articles(story),
        "groups": groups,
        "sentences": [member for members in located for member in members],
        "copies": [{place[name] for name in copies} for copies in story["copies"]],
    }


def _list_sides(story: Row) -> Iterable[Sequence[Sequence[str]]]:
    yield from (conflict["sides"] for conflict in story["conflicts"])
    yield from ([[step["at"], *step.get("also", [])] for step in update["steps"]] for update in story["updates"])


def _pair_across(sides: Sequence[Sequence[str]]) -> Iterable[frozenset[str]]:
    return (frozenset((one, other)) for a, b in combinations(sides, 2) for one in a for other in b)


def _locate(name: str, texts: Mapping[str, str]) -> Row:
    article_id, _, sentence = name.partition(": ")
    start = texts[article_id].index(sentence)
    return {"article_id": article_id, "start": start, "end": start + len(sentence)}


if __name__ == "__main__":
    if len(sys.argv) != 2:  # noqa: PLR2004
        sys.exit("name the folder to write to: python -m benchmarks.open_data FOLDER")
    write_open_clusters(Path(sys.argv[1]))
