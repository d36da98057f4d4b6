"""Grouping: pairs of sentences of different articles put together, against groups made under a guide."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.agreement import PairCounts, count_pairs, score_pairs
from benchmarks.endpoint import Endpoint, running_endpoint
from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.report import Report, Table, show_estimate
from service.domain import SentenceGroup
from service.loading import load_encoder, load_grouping
from service.pipeline.summarize import Pipeline
from service.ports import BY_SIMILARITY, Limits, Models
from service.runtime.deadline import RequestClock
from service.settings import Settings

FILES = ("groups_dev.jsonl", "groups_train.jsonl")
NEIGHBOURS = (2, 4, 8, 16, 24, 48)
_PATIENCE_SECONDS = 3600.0
_MAX_SENTENCES = 100_000

_NOTES = (
    (
        "Over pairs of sentences from different articles. Pooled: all clusters' pairs together, so that large "
        "clusters count more; mean: of the clusters' own F1 ± standard error. Two annotators' passes agree at 0.95 "
        "pooled. The groups of groups_train.jsonl are what the same-fact model learned from: figures on it "
        "show how well it fits; those of models/same_fact_minilm/metrics.json are cross-validated."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingScore:
    """All figures in [0, 1]."""

    file: str
    clusters: int
    gold_pairs: int
    predicted_pairs: int
    precision: float
    recall: float
    f1: float
    cluster_f1: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What `neighbours` candidates a sentence are worth, and cost; None: similarity alone.

    grouping_ratio: milliseconds of the stage `group` over those of `embed`, all clusters together, same run.
    """

    neighbours: int | None
    precision: float
    recall: float
    f1: float
    mean_f1: float
    grouping_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupingFindings:
    files: tuple[GroupingScore, ...]
    curve: tuple[CurvePoint, ...]


def answer_grouping(*, small: bool = False) -> Report:
    """How well the groups agree with those made by reading. Raises: EvaluationMissingError."""
    rows = find_evaluation(small=small).load_clusters(*FILES)
    with running_endpoint() as endpoint:
        files = tuple(measure_groups(file, rows[file], endpoint) for file in rows)
    settings = Settings()
    encoder, grouping = load_encoder(settings), load_grouping(settings)
    methods = [BY_SIMILARITY, *(dataclasses.replace(grouping, neighbours=number) for number in NEIGHBOURS)]
    choices = [Models(encoder=encoder, grouping=method) for method in methods]
    file = next(iter(rows))
    curve = tuple(measure_method(rows[file], models) for models in choices)
    findings = GroupingFindings(files=files, curve=curve)
    return Report(findings=findings, tables=(_tabulate(findings), _tabulate_curve(file, curve)), notes=_NOTES)


def measure_groups(file: str, rows: Sequence[Row], endpoint: Endpoint) -> GroupingScore:
    """The groups that `endpoint` answers for `rows`, against theirs."""
    counts = [count_pairs(row, endpoint.ok("/v1/groups", {"articles": row["articles"]})["groups"]) for row in rows]
    pooled = score_pairs(counts)
    return GroupingScore(
        file=file,
        clusters=len(rows),
        gold_pairs=sum(one.gold for one in counts),
        predicted_pairs=sum(one.predicted for one in counts),
        precision=pooled.precision,
        recall=pooled.recall,
        f1=pooled.f1,
        cluster_f1=estimate_mean([score_pairs([one]).f1 for one in counts]),
    )


def measure_method(rows: Sequence[Row], models: Models) -> CurvePoint:
    """What `models` make of `rows`, in this process, and how long it takes beside the encoding."""
    pipeline = Pipeline(models=models, limits=Limits(max_sentences=_MAX_SENTENCES))
    counts: list[PairCounts] = []
    milliseconds = {"group": 0.0, "embed": 0.0}
    for row in rows:
        clock = RequestClock(limit_seconds=_PATIENCE_SECONDS)
        grouped = pipeline.group(read_articles_of(row), clock)
        counts.append(count_pairs(row, [_show_group(group, row) for group in grouped.groups]))
        for stage in milliseconds:
            milliseconds[stage] += clock.timings[stage]
    pooled = score_pairs(counts)
    return CurvePoint(
        neighbours=models.grouping.neighbours if models.grouping.model else None,
        precision=pooled.precision,
        recall=pooled.recall,
        f1=pooled.f1,
        mean_f1=sum(score_pairs([one]).f1 for one in counts) / len(counts),
        grouping_ratio=milliseconds["group"] / milliseconds["embed"],
    )


def _show_group(group: SentenceGroup, row: Row) -> Mapping[str, Any]:
    """The group as the scorer reads it in an answer."""
    members = [
        {
            "article_id": row["articles"][member.sentence.article_index]["id"],
            "start": member.sentence.start,
            "end": member.sentence.end,
        }
        for member in group.members
    ]
    return {"id": group.id, "members": members}


def _tabulate_curve(file: str, curve: Sequence[CurvePoint]) -> Table:
    return Table(
        title=f"Accuracy and cost by candidates a sentence, {file}",
        columns=("candidates", "P", "R", "F1 pooled", "F1 mean", "grouping / encoding"),
        rows=tuple(
            (
                "similarity alone" if point.neighbours is None else str(point.neighbours),
                *(f"{figure:.3f}" for figure in (point.precision, point.recall, point.f1, point.mean_f1)),
                f"{point.grouping_ratio:.2f}",
            )
            for point in curve
        ),
    )


def _tabulate(findings: GroupingFindings) -> Table:
    return Table(
        title="Same-fact pairs",
        columns=("file", "clusters", "gold pairs", "predicted", "P", "R", "F1 pooled", "F1 mean"),
        rows=tuple(
            (
                score.file,
                str(score.clusters),
                str(score.gold_pairs),
                str(score.predicted_pairs),
                *(f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1)),
                show_estimate(score.cluster_f1, 3),
            )
            for score in findings.files
        ),
    )
