"""Invented stories with known truth: which sentences say the same, contradict each other, or replace one another.

Rows are as benchmarks/data/README.md says. A sentence is named "f1: Fourteen people died.": an article, and its words.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from service.domain import Article
from service.pipeline.text.corpus import Corpus, read_articles
from service.ports import SentenceEncoder
from service.runtime.deadline import RequestClock

CLOCK = RequestClock(limit_seconds=math.inf)
_MOST_SENTENCES = 100_000
_COVERED = 0.5
"""Share of the shorter of two stretches that both must cover to be one sentence."""

Pair = tuple[int, int]
"""Two sentences of a corpus."""


class Story:
    """A story read as the service reads it, with what is known of it. row: as it is written."""

    def __init__(self, row: dict[str, Any], encoder: SentenceEncoder, *, whole: bool) -> None:
        """whole: keep what is no part of a story, as for texts that are verified."""
        self.row = row
        self.id: str = row["id"]
        self.articles = tuple(
            Article(
                id=article["id"],
                index=place,
                text=article["text"],
                source=article["source"],
                url=article["url"],
                published_at=datetime.fromisoformat(article["published_at"]),
            )
            for place, article in enumerate(row["articles"])
        )
        self.corpus: Corpus = read_articles(self.articles, encoder, CLOCK, max_sentences=_MOST_SENTENCES, whole=whole)

    def locate(self, name: str) -> dict[str, Any]:
        """The stretch that a name means: article_id, start, end."""
        home, text = name.split(": ", 1)
        start = next(article.text for article in self.articles if article.id == home).index(text)
        return {"article_id": home, "start": start, "end": start + len(text)}

    def find(self, name: str) -> list[int]:
        """The sentences of the corpus that a name means; none where they are no part of the story."""
        mark = self.locate(name)
        return [
            i
            for i, sentence in enumerate(self.corpus.sentences)
            if self.corpus.article(i).id == mark["article_id"]
            and min(sentence.end, mark["end"]) - max(sentence.start, mark["start"])
            >= _COVERED * min(sentence.end - sentence.start, mark["end"] - mark["start"])
        ]

    def list_conflicts(self) -> list[list[Pair]]:
        """Of any two sides of each conflict, the pairs of their sentences."""
        return [pairs for conflict in self.row["conflicts"] for pairs in self._oppose(conflict["sides"])]

    def list_updates(self) -> list[list[Pair]]:
        """Of any two steps of each update, the pairs of the sentences that tell them."""
        return [
            pairs
            for update in self.row["updates"]
            for pairs in self._oppose([[step["at"], *step.get("also", ())] for step in update["steps"]])
        ]

    def list_same(self) -> list[Pair]:
        """The pairs of sentences of different articles that tell one fact, as its groups have them."""
        return [
            (i, j)
            for group in self.row["groups"]
            for one, other in itertools.combinations(group, 2)
            for i in self.find(one)
            for j in self.find(other)
            if self.corpus.article_of[i] != self.corpus.article_of[j]
        ]

    def _oppose(self, sides: Sequence[Sequence[str]]) -> Iterator[list[Pair]]:
        for one, other in itertools.combinations(sides, 2):
            yield [
                (i, j) for name in one for i in self.find(name) for other_name in other for j in self.find(other_name)
            ]


def read_stories(path: Path, encoder: SentenceEncoder, *, whole: bool = False) -> Iterator[Story]:
    """The stories of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield Story(json.loads(line), encoder, whole=whole)
