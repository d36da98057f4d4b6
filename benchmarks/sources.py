"""Independent sources: copies of articles found, and different articles of one event kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations

from benchmarks.copies import MANIPULATIONS
from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.origins import (
    CONTAINMENT,
    RESEMBLANCE,
    ApartScore,
    Cluster,
    CopyScore,
    Detector,
    SentenceScore,
    find_contained,
    find_resembling,
    measure_apart,
    measure_copies,
    measure_sentences,
)
from benchmarks.report import Report, Table
from benchmarks.story import read_seed_request
from service.pipeline.sources.components import connect
from service.pipeline.sources.near_duplicates import find_near_duplicates

FILE = "groups_train.jsonl"
READ_AS_COPIES: Mapping[str, tuple[Set[int], ...]] = {
    "mn02": ({0, 4},), "tr00": ({0, 2},), "tr11": ({1, 2},), "tr14": ({0, 1, 2},), "tr24": ({0, 1},), "tr27": ({1, 2},),
}  # fmt: skip
"""By cluster, articles that turned out on reading to print one text: an agency's report, a reprint, an open letter."""
_NOTES = (
    (
        "Each article is copied in each way, and its cluster judged with the copy in it. Found: copies that share "
        "the article's origin. Wrong: pairs that share an origin though their texts do not, because of the copy. "
        "Resemblance and containment count word 5-grams, quotations included; resemblance is what MinHash estimates."
    ),
    (
        "Different articles: pairs of one cluster, those read as copies of one text left out. Every pair that shares "
        "an origin, or comes near it, was read; so was every pair of sentences that share one although their "
        "articles do not."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFindings:
    """seeds: pairs of seed articles that share an origin, by their ids."""

    copies: tuple[CopyScore, ...]
    apart: tuple[ApartScore, ...]
    sentences: SentenceScore
    seeds: tuple[tuple[str, str], ...]


def answer_sources(*, small: bool = False) -> Report:
    """How well copies are told from independent reports; on the open data where there is none else."""
    ((file, rows),) = find_evaluation(small=small).load_clusters(FILE).items()
    clusters = [read_cluster(row) for row in rows]
    detectors: Mapping[str, Detector] = {
        "Chorus": lambda articles: find_near_duplicates(articles).origin,
        f"containment {CONTAINMENT}": find_contained,
        f"resemblance {RESEMBLANCE}": find_resembling,
    }
    findings = SourceFindings(
        copies=tuple(
            measure_copies(way, MANIPULATIONS[way], clusters, name, detect)
            for name, detect in detectors.items()
            for way in MANIPULATIONS
        ),
        apart=tuple(measure_apart(clusters, name, detect) for name, detect in detectors.items()),
        sentences=measure_sentences(rows),
        seeds=_pair_seeds(),
    )
    tables = (_tabulate_copies(findings, list(detectors)), _tabulate_apart(findings), _tabulate_sentences(findings))
    return Report(findings=findings, tables=tables, notes=(f"Clusters of {file}.", *_NOTES))


def read_cluster(row: Row) -> Cluster:
    """The cluster of a row, copies known from reading, or from the row itself, numbered alike."""
    articles = read_articles_of(row)
    known = [
        (min(places), place)
        for places in (*READ_AS_COPIES.get(row["id"], ()), *row.get("copies", ()))
        for place in places
    ]
    return Cluster(id=row["id"], articles=articles, truth=connect(len(articles), known))


def _pair_seeds() -> tuple[tuple[str, str], ...]:
    articles = read_seed_request(words=1).to_articles()
    origin = find_near_duplicates(articles).origin
    pairs = combinations(range(len(articles)), 2)
    return tuple((articles[i].id, articles[j].id) for i, j in pairs if origin[i] == origin[j])


def _tabulate_copies(findings: SourceFindings, detectors: Sequence[str]) -> Table:
    scores = {(score.manipulation, score.detector): score for score in findings.copies}
    first = detectors[0]
    return Table(
        title="Copies of articles",
        columns=("copied", "copies", "found", "wrong", *(f"F1 {name}" for name in detectors)),
        rows=tuple(
            (
                way,
                *(str(figure) for figure in (scores[way, first].copies, scores[way, first].found)),
                str(scores[way, first].wrong),
                *(f"{scores[way, name].f1:.3f}" for name in detectors),
            )
            for way in MANIPULATIONS
        ),
    )


def _tabulate_apart(findings: SourceFindings) -> Table:
    return Table(
        title="Different articles of one event",
        columns=("", "pairs", "merged", "share", "true copies", "found"),
        rows=tuple(
            (
                score.detector,
                str(score.pairs),
                str(score.merged),
                f"{score.merged / max(1, score.pairs):.1%}",
                str(score.known_copies),
                str(score.known_found),
            )
            for score in findings.apart
        ),
    )


def _tabulate_sentences(findings: SourceFindings) -> Table:
    score = findings.sentences
    seeds = ", ".join(f"{one} and {two}" for one, two in findings.seeds) or "none"
    return Table(
        title="Sentences of one group, and the seeds",
        columns=("", "pairs"),
        rows=(
            ("of different articles", str(score.pairs)),
            ("whose articles share an origin", str(score.by_article)),
            ("that repeat each other word for word all the same", str(score.by_wording)),
            ("seeds that share an origin", seeds),
        ),
    )
