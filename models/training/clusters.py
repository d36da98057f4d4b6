"""Clusters of articles with gold groups, read by the pipeline's own eyes, and pairs of sentences from elsewhere."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Sentence
from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.language import detect_language
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.terms import Terms, extract_terms

_LEAST_SEEN = 2
"""Clusters to learn from: each is judged by networks that learned from others."""

GoldPair = tuple[tuple[str, int, int], tuple[str, int, int]]
"""Two spans (article, start, end) of different articles that are in one gold group, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One story: its sentences, one a wording, and what the annotators said of them.

    home: (sentences,), the article of each. label: (sentences,), the gold group of each, -1 for none.
    gold: all pairs across articles that share a gold group. spans: by sentence, the annotated spans that its copies
    are.
    """

    id: str
    held_out: bool
    sentences: tuple[Sentence, ...]
    texts: tuple[str, ...]
    terms: tuple[Terms, ...]
    home: NDArray[np.int64]
    label: NDArray[np.int64]
    gold: frozenset[GoldPair]
    spans: tuple[tuple[tuple[str, int, int], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPair:
    """Two sentences from another collection. target: 1.0 for one meaning, 0.0 for two. graded: between the two too."""

    first: str
    second: str
    target: float
    graded: bool


class TrainingDataError(Exception):
    """There is nothing to learn from in a folder; the message says what is missing, in one line."""


def load_clusters(folder: Path) -> list[Cluster]:
    """The clusters of `groups_train.jsonl`, then those of `groups_dev.jsonl`, which are held out.

    Raises: TrainingDataError if a file is missing, or a field of a line.
    """
    return [
        cluster
        for name, held_out in (("groups_train.jsonl", False), ("groups_dev.jsonl", True))
        for cluster in _read_clusters(folder / name, held_out=held_out)
    ]


def check_enough(clusters: Sequence[Cluster]) -> None:
    """Raises TrainingDataError where there is too little to learn from, or nothing held out."""
    seen = [cluster for cluster in clusters if not cluster.held_out]
    if len(seen) < _LEAST_SEEN or len(seen) == len(clusters):
        raise TrainingDataError(
            f"there are {len(seen)} clusters to learn from and {len(clusters) - len(seen)} held out; at least "
            f"{_LEAST_SEEN} and 1 are needed"
        )
    if not any(cluster.gold for cluster in seen):
        raise TrainingDataError("no group to learn from holds sentences of two articles")


def _read_clusters(path: Path, *, held_out: bool) -> Iterator[Cluster]:
    if not path.is_file():
        raise TrainingDataError(f"{path} is missing")
    for number, row in enumerate(_rows(path), start=1):
        try:
            yield _read_cluster(row, held_out=held_out)
        except KeyError as error:
            raise TrainingDataError(f"line {number} of {path} lacks {error}") from error


def load_pairs(folder: Path) -> list[ScoredPair]:
    """The pairs of MRPC (same or not) and of STS news (0 to 5); none of a file that is not there."""
    same = [
        ScoredPair(first=row["s1"], second=row["s2"], target=float(row["same"]), graded=False)
        for row in _rows_if_any(folder / "pairs" / "mrpc.jsonl")
    ]
    graded = [
        ScoredPair(first=row["s1"], second=row["s2"], target=float(row["score"]) / 5, graded=True)
        for row in _rows_if_any(folder / "pairs" / "sts_news.jsonl")
    ]
    return same + graded


def _rows_if_any(path: Path) -> Iterator[Mapping[str, Any]]:
    return _rows(path) if path.is_file() else iter(())


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _read_cluster(row: Mapping[str, Any], *, held_out: bool) -> Cluster:
    articles = sorted(
        (Article(id=entry["id"], index=i, text=entry["text"]) for i, entry in enumerate(row["articles"])),
        key=lambda article: (article.text, article.id),
    )
    sentences: list[Sentence] = []
    terms: list[Terms] = []
    home: list[int] = []
    place_of: dict[str, int] = {}
    copies: dict[tuple[str, int, int], int] = {}
    for place, article in enumerate(articles):
        language = detect_language(article.text, None)
        kept, _ = strip_boilerplate(article, split_sentences(article))
        for sentence in kept:
            text = " ".join(sentence.text.split())
            if text not in place_of:
                place_of[text] = len(place_of)
                sentences.append(sentence)
                terms.append(extract_terms(text, language))
                home.append(place)
            copies[article.id, sentence.start, sentence.end] = place_of[text]
    spans = row.get("sentences") or [member for group in row["groups"] for member in group["members"]]
    matched = {_key(span): _find_copy(span, copies) for span in spans}
    label = np.full(len(sentences), -1, np.int64)
    for number, group in enumerate(row["groups"]):
        for member in group["members"]:
            found = matched.get(_key(member))
            if found is not None and label[found] < 0:
                label[found] = number
    return Cluster(
        id=row["id"],
        held_out=held_out,
        sentences=tuple(sentences),
        texts=tuple(place_of),
        terms=tuple(terms),
        home=np.array(home, np.int64),
        label=label,
        gold=frozenset(cross_pairs([[_key(m) for m in group["members"]] for group in row["groups"]])),
        spans=_spans_of(matched, len(sentences)),
    )


def cross_pairs(groups: Sequence[Sequence[tuple[str, int, int]]]) -> Iterator[GoldPair]:
    """The pairs of spans of different articles within each group."""
    for group in groups:
        for one, other in itertools.combinations(group, 2):
            if one[0] != other[0]:
                yield (one, other) if one < other else (other, one)


def _key(span: Mapping[str, Any]) -> tuple[str, int, int]:
    return span["article_id"], span["start"], span["end"]


def _find_copy(span: Mapping[str, Any], copies: Mapping[tuple[str, int, int], int]) -> int | None:
    """The sentence that covers most of `span`, and at least half of the shorter of the two."""
    best, most = None, 0
    for (article_id, start, end), sentence in copies.items():
        overlap = min(end, span["end"]) - max(start, span["start"])
        enough = overlap * 2 >= min(end - start, span["end"] - span["start"])
        if article_id == span["article_id"] and overlap > most and enough:
            best, most = sentence, overlap
    return best


def _spans_of(
    matched: Mapping[tuple[str, int, int], int | None], sentences: int
) -> tuple[tuple[tuple[str, int, int], ...], ...]:
    spans: list[list[tuple[str, int, int]]] = [[] for _ in range(sentences)]
    for key, sentence in matched.items():
        if sentence is not None:
            spans[sentence].append(key)
    return tuple(tuple(own) for own in spans)
