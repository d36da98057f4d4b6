"""Whether copies of articles are found, and different articles of one event kept apart."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from benchmarks.copies import Manipulation
from benchmarks.evaluation import Row, read_articles_of
from service.domain import Article, Sentence
from service.pipeline.sources.components import connect
from service.pipeline.sources.near_duplicates import find_near_duplicates
from service.pipeline.sources.ranking import rank_groups

Detector = Callable[[Sequence[Article]], Sequence[int]]
"""The origin of each article, as a number."""

_SHINGLE = 5
RESEMBLANCE = 0.8
"""The threshold at which MinHash is usually run."""
CONTAINMENT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Articles on one event. truth: by article, the number of the text it prints."""

    id: str
    articles: tuple[Article, ...]
    truth: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyScore:
    """How well copies made in one way are found; precision, recall and F1 in [0, 1]."""

    manipulation: str
    detector: str
    copies: int
    found: int
    wrong: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartScore:
    """How well different articles are kept apart. known_copies: pairs of articles that print one text."""

    detector: str
    pairs: int
    merged: int
    known_copies: int
    known_found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceScore:
    """Pairs of sentences of one group from different articles, and how many have one origin, by which evidence."""

    pairs: int
    by_article: int
    by_wording: int


def measure_copies(
    way: str, manipulate: Manipulation, clusters: Iterable[Cluster], name: str, detect: Detector
) -> CopyScore:
    """Each article of each cluster copied by `manipulate`, and what `detect` makes of the cluster and the copy."""
    copies = found = wrong = 0
    for cluster in clusters:
        wrong_before = len(_list_wrong(detect(cluster.articles), cluster.truth))
        for place, article in enumerate(cluster.articles):
            text = manipulate(article.text, random.Random(f"{cluster.id}/{place}/{way}"))  # noqa: S311 (no secret)
            copy = replace(article, id="copy", index=len(cluster.articles), text=text)
            origin = detect([*cluster.articles, copy])
            copies += 1
            found += origin[-1] == origin[place]
            wrong += max(0, len(_list_wrong(origin, (*cluster.truth, cluster.truth[place]))) - wrong_before)
    return CopyScore(
        manipulation=way,
        detector=name,
        copies=copies,
        found=found,
        wrong=wrong,
        precision=found / max(1, found + wrong),
        recall=found / max(1, copies),
        f1=2 * found / max(1, copies + found + wrong),
    )


def measure_apart(clusters: Iterable[Cluster], name: str, detect: Detector) -> ApartScore:
    """What `detect` makes of the clusters as they are."""
    pairs = merged = known = known_found = 0
    for cluster in clusters:
        origin = detect(cluster.articles)
        merged += len(_list_wrong(origin, cluster.truth))
        for i, j in combinations(range(len(origin)), 2):
            same = cluster.truth[i] == cluster.truth[j]
            pairs += not same
            known += same
            known_found += same and origin[i] == origin[j]
    return ApartScore(detector=name, pairs=pairs, merged=merged, known_copies=known, known_found=known_found)


def measure_sentences(rows: Iterable[Row]) -> SentenceScore:
    """Which sentences of the rows' own groups share an origin."""
    pairs = by_article = by_wording = 0
    for row in rows:
        articles = read_articles_of(row)
        origin = find_near_duplicates(articles).origin
        for group in row["groups"]:
            members = _read_members(group["members"], articles)
            homes = [member.article_index for member in members]
            (ranked,) = rank_groups(
                [tuple(range(len(members)))],
                articles=articles,
                sentences=members,
                article_of=homes,
                origin=origin,
                embeddings=np.ones((len(members), 1), np.float32),
            )
            for i, j in combinations(range(len(members)), 2):
                if homes[i] != homes[j]:
                    pairs += 1
                    by_article += origin[homes[i]] == origin[homes[j]]
                    by_wording += origin[homes[i]] != origin[homes[j]] and ranked.origin[i] == ranked.origin[j]
    return SentenceScore(pairs=pairs, by_article=by_article, by_wording=by_wording)


def _read_members(spans: Sequence[Row], articles: Sequence[Article]) -> tuple[Sentence, ...]:
    by_id = {article.id: article for article in articles}
    return tuple(
        Sentence(
            article_index=by_id[span["article_id"]].index,
            position=0,
            paragraph=0,
            start=span["start"],
            end=span["end"],
            text=by_id[span["article_id"]].text[span["start"] : span["end"]],
        )
        for span in spans
    )


def _list_wrong(origin: Sequence[int], truth: Sequence[int]) -> list[tuple[int, int]]:
    return [(i, j) for i, j in combinations(range(len(origin)), 2) if origin[i] == origin[j] and truth[i] != truth[j]]


def find_resembling(articles: Sequence[Article]) -> tuple[int, ...]:
    """The origin of each article when those that resemble each other share one, as MinHash estimates it."""
    return _join(articles, lambda one, two: len(one & two) >= RESEMBLANCE * max(1, len(one | two)))


def find_contained(articles: Sequence[Article]) -> tuple[int, ...]:
    """The origin of each article when those of which one holds the other's word 5-grams share one."""
    return _join(articles, lambda one, two: len(one & two) >= CONTAINMENT * max(1, min(len(one), len(two))))


def _join(articles: Sequence[Article], is_copy: Callable[[Set[str], Set[str]], bool]) -> tuple[int, ...]:
    grams = []
    for article in articles:
        words = article.text.lower().split()
        grams.append({" ".join(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)})
    pairs = combinations(range(len(articles)), 2)
    return connect(len(articles), [(i, j) for i, j in pairs if is_copy(grams[i], grams[j])])
