"""Stories: mixed streams of articles told apart, against the clusters that were mixed."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import HDBSCAN

from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.open_data import STORIES
from benchmarks.report import Report, Table, show_estimate
from service.domain import STORY_WINDOW, Article, StoryOptions
from service.loading import load_encoder
from service.pipeline.sources import LEAD_SENTENCES, Titles
from service.pipeline.sources.leads import MOST_LIKE, Leads, read_leads
from service.pipeline.sources.near_duplicates import find_near_duplicates
from service.pipeline.sources.stories import follow_stories
from service.pipeline.text.corpus import Corpus, read_articles
from service.runtime.deadline import RequestClock
from service.settings import Settings

FILES = {"groups_train.jsonl": "learned on", "multinews_dev.jsonl": "held out", STORIES.name: "invented"}
"""The last stands for the others where these are missing."""
MIXTURES, CLUSTERS = 20, 40
STREAM = timedelta(days=14)
"""In which events happen, each at a moment of its own."""
EVENT = timedelta(days=2)
"""In which the articles of one event are published."""
_START = datetime(2024, 1, 1, tzinfo=UTC)
_PATIENCE_SECONDS = 3600.0
_MAX_SENTENCES = 1_000_000
_LARGEST = 5
"""From so many articles on, stories are counted together."""

Clustering = Sequence[Hashable]
"""By article, its cluster."""

_NOTES = (
    (
        f"Each of {MIXTURES} mixtures holds {CLUSTERS} clusters drawn at random, each an event at a random moment of "
        f"{STREAM.days} days, its articles published within {EVENT.days} days of it; a cluster of one article is a "
        "stray. B-cubed (Bagga and Baldwin 1998): the mean over articles. HDBSCAN sees the same likeness, and no pairs "
        f"further apart than {STORY_WINDOW.days} days, but the whole stream at once, where Chorus sees one article "
        "after the other and never moves one; what HDBSCAN calls noise counts as alone. ±: standard error over "
        "mixtures, which share clusters. The threshold was chosen on the first file."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BCubed:
    """In [0, 1]. by_size: F1 of the articles of stories of so many articles."""

    precision: float
    recall: float
    f1: float
    by_size: Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryScore:
    file: str
    system: str
    precision: Estimate
    recall: Estimate
    f1: Estimate
    by_size: Mapping[int, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A mixture, read. gold: by article of `corpus`, the cluster that it is of."""

    corpus: Corpus
    gold: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFindings:
    scores: tuple[StoryScore, ...]


def answer_stories(*, small: bool = False) -> Report:
    """How well streams are told apart. Raises: EvaluationMissingError."""
    larger = [file for file in FILES if file != STORIES.name]
    clusters = find_evaluation(small=small).load_articles(*larger)
    encoder = load_encoder(Settings())
    scores = []
    for file, rows in clusters.items():
        articles = [replace(a, id=f"{row['id']} {a.id}") for row in rows for a in read_articles_of(row)]
        numbered = [replace(article, index=place) for place, article in enumerate(articles)]
        clock = RequestClock(limit_seconds=_PATIENCE_SECONDS)
        read = read_articles(numbered, encoder, clock, max_sentences=_MAX_SENTENCES, lead=LEAD_SENTENCES)
        streams = [mix(read, rows, seed) for seed in range(MIXTURES)]
        scores += [score_system(file, name, system, streams) for name, system in SYSTEMS.items()]
    return Report(
        findings=StoryFindings(scores=tuple(scores)), tables=(_tabulate(scores), _tabulate_sizes(scores)), notes=_NOTES
    )


def mix(read: Corpus, rows: Sequence[Row], seed: int) -> Stream:
    """Clusters drawn at random, their dates spread. read: the articles of all rows, with ids `<row> <article>`."""
    chance = random.Random(seed)  # noqa: S311
    moment: dict[str, datetime] = {}
    for row in chance.sample(sorted(rows, key=lambda row: str(row["id"])), min(CLUSTERS, len(rows))):
        happened = _START + chance.random() * STREAM
        for article in row["articles"]:
            moment[f"{row['id']} {article['id']}"] = happened + chance.random() * EVENT
    corpus = _choose(read, moment)
    return Stream(corpus=corpus, gold=tuple(article.id.partition(" ")[0] for article in corpus.articles))


def _choose(read: Corpus, moment: Mapping[str, datetime]) -> Corpus:
    """The articles that have a moment, published then."""
    places = [place for place, article in enumerate(read.articles) if article.id in moment]
    new = {place: number for number, place in enumerate(places)}
    kept = [i for i, place in enumerate(read.article_of.tolist()) if place in new]
    return replace(
        read,
        articles=tuple(replace(read.articles[p], published_at=moment[read.articles[p].id]) for p in places),
        sentences=tuple(read.sentences[i] for i in kept),
        article_of=np.array([new[int(read.article_of[i])] for i in kept], np.int64),
        embeddings=read.embeddings[kept],
        terms=tuple(read.terms[i] for i in kept),
        languages=tuple(read.languages[place] for place in places),
    )


def follow(stream: Stream) -> Clustering:
    """As `POST /v1/stories` does."""
    corpus, options = stream.corpus, StoryOptions()
    titles = Titles(places=(), embeddings=corpus.embeddings[:0], terms=())
    origin = find_near_duplicates(corpus.articles).origin
    found = follow_stories(corpus, titles, origin=origin, known=options.known, window=options.window)
    return [assignment.story for assignment in found]


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
    moments = np.array([a.published_at.timestamp() if a.published_at else 0.0 for a in articles])
    apart = np.abs(moments[:, None] - moments[None, :]) > STORY_WINDOW.total_seconds()
    return np.where(apart, 2.0, MOST_LIKE - leads.compare_all())


SYSTEMS: Mapping[str, Callable[[Stream], Clustering]] = {
    "Chorus": follow,
    "HDBSCAN, excess of mass": cluster_by_density("eom"),
    "HDBSCAN, leaves": cluster_by_density("leaf"),
}


def score_system(file: str, name: str, system: Callable[[Stream], Clustering], streams: Sequence[Stream]) -> StoryScore:
    scores = [score_bcubed(stream.gold, system(stream)) for stream in streams]
    sizes = sorted({size for score in scores for size in score.by_size})
    return StoryScore(
        file=file,
        system=name,
        precision=estimate_mean([score.precision for score in scores]),
        recall=estimate_mean([score.recall for score in scores]),
        f1=estimate_mean([score.f1 for score in scores]),
        by_size={size: estimate_mean([s.by_size[size] for s in scores if size in s.by_size]) for size in sizes},
    )


def score_bcubed(gold: Clustering, found: Clustering) -> BCubed:
    """Source: Bagga and Baldwin (1998), "Algorithms for scoring coreference chains". Both: of one article or more."""
    together = Counter(zip(gold, found, strict=True))
    of_gold, of_found = Counter(gold), Counter(found)
    pairs = list(zip(gold, found, strict=True))
    precision = [together[pair] / of_found[pair[1]] for pair in pairs]
    recall = [together[pair] / of_gold[pair[0]] for pair in pairs]
    places: defaultdict[int, list[int]] = defaultdict(list)
    for place, own in enumerate(gold):
        places[min(_LARGEST, of_gold[own])].append(place)
    return BCubed(
        precision=_mean(precision),
        recall=_mean(recall),
        f1=_harmonic(_mean(precision), _mean(recall)),
        by_size={
            size: _harmonic(_mean([precision[p] for p in own]), _mean([recall[p] for p in own]))
            for size, own in places.items()
        },
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _harmonic(precision: float, recall: float) -> float:
    """Both are above 0: an article is always with itself."""
    return 2 * precision * recall / (precision + recall)


def _tabulate(scores: Sequence[StoryScore]) -> Table:
    return Table(
        title=f"{CLUSTERS} mixed clusters told apart, B-cubed",
        columns=("file", "", "system", "P", "R", "F1"),
        rows=tuple(
            (
                score.file,
                FILES[score.file],
                score.system,
                *(show_estimate(figure, 3) for figure in (score.precision, score.recall, score.f1)),
            )
            for score in scores
        ),
    )


def _tabulate_sizes(scores: Sequence[StoryScore]) -> Table:
    sizes = sorted({size for score in scores for size in score.by_size})
    return Table(
        title="F1 by the articles of a story",
        columns=("file", "system", *(f"{size} and more" if size == _LARGEST else str(size) for size in sizes)),
        rows=tuple(
            (
                score.file,
                score.system,
                *(show_estimate(score.by_size[size], 3) if size in score.by_size else "none" for size in sizes),
            )
            for score in scores
        ),
    )
