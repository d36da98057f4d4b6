"""Grouping: pairs of sentences of different articles put together, against groups made under a guide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.endpoint import Endpoint, running_endpoint
from benchmarks.evaluation import Row, find_evaluation
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.report import Report, Table, show_estimate

PairCounter = Callable[[Row, Sequence[Mapping[str, Any]]], tuple[int, int, int]]
"""Pairs hit, predicted and gold, of a row and the groups answered to it."""
PairScore = Callable[[int, int, int], tuple[float, float, float]]
"""Precision, recall and F1, each in [0, 1], of pairs hit, predicted and gold."""

FILES = ("groups_dev.jsonl", "groups_train.jsonl")

_NOTES = (
    (
        "Over pairs of sentences from different articles. Pooled: all clusters' pairs together, so that large "
        "clusters count more; mean: of the clusters' own F1 ± standard error. Two annotators' passes agree at 0.95 "
        "pooled. The groups of groups_train.jsonl are for learning: figures on it are no evidence of how unseen "
        "articles fare."
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
class GroupingFindings:
    files: tuple[GroupingScore, ...]


def answer_grouping() -> Report:
    """How well the groups agree with those made by reading. Raises: EvaluationMissingError."""
    evaluation = find_evaluation()
    scorer = evaluation.load_scorer("grouping")
    rows = {file: evaluation.load_rows(file) for file in FILES}
    with running_endpoint() as endpoint:
        findings = GroupingFindings(
            files=tuple(measure_groups(file, rows[file], scorer.pair_counts, scorer.f1, endpoint) for file in FILES)
        )
    return Report(findings=findings, tables=(_tabulate(findings),), notes=_NOTES)


def measure_groups(
    file: str, rows: Sequence[Row], count_pairs: PairCounter, score_pairs: PairScore, endpoint: Endpoint
) -> GroupingScore:
    """The groups that `endpoint` answers for `rows`, against theirs."""
    counts = [count_pairs(row, endpoint.ok("/v1/groups", {"articles": row["articles"]})["groups"]) for row in rows]
    hit, predicted, gold = (sum(column) for column in zip(*counts, strict=True))
    precision, recall, f1 = score_pairs(hit, predicted, gold)
    return GroupingScore(
        file=file,
        clusters=len(rows),
        gold_pairs=gold,
        predicted_pairs=predicted,
        precision=precision,
        recall=recall,
        f1=f1,
        cluster_f1=estimate_mean([score_pairs(*cluster)[2] for cluster in counts]),
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
