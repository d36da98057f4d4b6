"""Streams mixed of clusters, and what tells their stories apart: Chorus, HDBSCAN, a reader."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN

from benchmarks.evaluation import Row
from service.domain import STORY_WINDOW, Article
from service.pipeline.sources import Titles
from service.pipeline.sources.leads import MOST_LIKE, Leads, read_leads
from service.pipeline.sources.near_duplicates import find_near_duplicates
from service.pipeline.sources.stories import follow_stories
from service.pipeline.text.corpus import Corpus

CLUSTERS = 40
STREAM = timedelta(days=14)
"""In which events happen, each at a moment of its own."""
EVENT = timedelta(days=2)
"""In which the articles of one event are published."""
APART = Path(__file__).parent / "data" / "articles_apart.json"
_START = datetime(2024, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)

Clustering = Sequence[Hashable]
"""By article, its cluster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A mixture, read. gold: by article of `corpus`, the cluster that it is of. kinds: what a reader says of some."""

    corpus: Corpus
    gold: tuple[str, ...]
    kinds: Mapping[str, str]


@cache
def load_kinds(file: str) -> Mapping[str, str]:
    """By `<row> <article>`, why an article of `file` tells nothing of what the others of its cluster do."""
    rows = json.loads(APART.read_text(encoding="utf-8")).get(file, {})
    return {f"{row} {article}": kind for row, kinds in rows.items() for article, kind in kinds.items()}


def mix(read: Corpus, rows: Sequence[Row], seed: int, kinds: Mapping[str, str] = MappingProxyType({})) -> Stream:
    """Clusters drawn at random, their dates spread. read: the articles of all rows, with ids `<row> <article>`."""
    chance = random.Random(seed)  # noqa: S311
    moment: dict[str, datetime] = {}
    for row in chance.sample(sorted(rows, key=lambda row: str(row["id"])), min(CLUSTERS, len(rows))):
        happened = _START + chance.random() * STREAM
        for article in row["articles"]:
            moment[f"{row['id']} {article['id']}"] = happened + chance.random() * EVENT
    corpus = _choose(read, moment.keys())
    dated = tuple(replace(article, published_at=moment[article.id]) for article in corpus.articles)
    gold = tuple(article.id.partition(" ")[0] for article in dated)
    return Stream(corpus=replace(corpus, articles=dated), gold=gold, kinds=kinds)


def _choose(read: Corpus, names: Set[str]) -> Corpus:
    """The articles of these ids."""
    places = [place for place, article in enumerate(read.articles) if article.id in names]
    new = {place: number for number, place in enumerate(places)}
    kept = [i for i, place in enumerate(read.article_of.tolist()) if place in new]
    return replace(
        read,
        articles=tuple(read.articles[place] for place in places),
        sentences=tuple(read.sentences[i] for i in kept),
        article_of=np.array([new[int(read.article_of[i])] for i in kept], np.int64),
        embeddings=read.embeddings[kept],
        terms=tuple(read.terms[i] for i in kept),
        languages=tuple(read.languages[place] for place in places),
    )


def follow(stream: Stream) -> Clustering:
    """As `POST /v1/stories` does with the whole stream."""
    stories = _follow(stream.corpus, {})
    return [stories[article.id] for article in stream.corpus.articles]


def follow_by_day(stream: Stream) -> Clustering:
    """As it does for a client that sends the articles so far each day, and as known those of stories, strays not."""
    moments = {article.id: _date(article) for article in stream.corpus.articles}
    stories: dict[str, str] = {}
    day = min(moments.values()) + _DAY
    while len(stories) < len(moments):
        sizes = Counter(stories.values())
        known = {name: story for name, story in stories.items() if sizes[story] > 1}
        stories = _follow(_choose(stream.corpus, {name for name, moment in moments.items() if moment <= day}), known)
        day += _DAY
    return [stories[article.id] for article in stream.corpus.articles]


def _follow(corpus: Corpus, known: Mapping[str, str]) -> dict[str, str]:
    titles = Titles(places=(), embeddings=corpus.embeddings[:0], terms=())
    origin = find_near_duplicates(corpus.articles).origin
    found = follow_stories(corpus, titles, origin=origin, known=known, window=STORY_WINDOW)
    return {article.id: assignment.story for article, assignment in zip(corpus.articles, found, strict=True)}


def _date(article: Article) -> datetime:
    return article.published_at or _START


def cluster_by_density(method: str) -> Callable[[Stream], Clustering]:
    """HDBSCAN on the same likeness. Source: Campello, Moulavi and Sander (2013); method: of choosing clusters."""

    def cluster(stream: Stream) -> Clustering:
        distance = measure_distances(read_leads(stream.corpus), stream.corpus.articles)
        scan = HDBSCAN(
            min_cluster_size=2, min_samples=1, metric="precomputed", cluster_selection_method=method, copy=True
        )
        labels: list[int] = scan.fit_predict(distance).tolist()
        return [label if label >= 0 else f"alone {place}" for place, label in enumerate(labels)]

    return cluster


def measure_distances(leads: Leads, articles: Sequence[Article]) -> NDArray[np.float64]:
    """Unlikeness, in [0, 1.2]; 2 of articles too far apart in time. Shape: (articles, articles)."""
    moments = np.array([_date(article).timestamp() for article in articles])
    apart = np.abs(moments[:, None] - moments[None, :]) > STORY_WINDOW.total_seconds()
    return np.where(apart, 2.0, MOST_LIKE - leads.compare_all())


def read_by_hand(stream: Stream) -> Clustering:
    """The clusters, but for what a reader finds to tell nothing of them, which stands alone."""
    names = [article.id for article in stream.corpus.articles]
    return [name if name in stream.kinds else own for name, own in zip(names, stream.gold, strict=True)]
