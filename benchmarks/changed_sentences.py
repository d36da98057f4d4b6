"""Sentences of articles with one thing changed: how many are caught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.perturbations import Change
from benchmarks.proving import Cluster, Judged, Judgement, Prover
from benchmarks.trials import list_changed, list_told_elsewhere

ELSEWHERE_PER_CLUSTER = 2
_PREPARED_PER_CLUSTER = 4
"""Sentences of which two are told by other articles, most often."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Of sentences with one change: caught, those refused. untouched_refused: those refused before the change."""

    change: Change
    where: str
    sentences: int
    caught: int
    untouched_refused: int


def measure_changed(clusters: Sequence[Cluster], prover: Prover) -> tuple[tuple[Caught, ...], list[Judged]]:
    """What is caught of each change, and the changed sentences of the article's own."""
    caught: list[Caught] = []
    changed: list[Judged] = []
    for change in Change:
        pairs = [pair for cluster in clusters for pair in list_changed(cluster, change)]
        true, untrue = (prover.judge_all([pair[side] for pair in pairs]) for side in (0, 1))
        changed += untrue
        own = [(one, other) for (_, one), (_, other) in zip(true, untrue, strict=True)]
        elsewhere = list(_find_told(clusters, change, prover))
        caught += [_count_caught(change, "own article", own), _count_caught(change, "told elsewhere", elsewhere)]
    return tuple(caught), changed


def _find_told(clusters: Sequence[Cluster], change: Change, prover: Prover) -> Iterator[tuple[Judgement, Judgement]]:
    """The first sentences of each cluster that the other articles support before the change."""
    candidates = [list_told_elsewhere(cluster, change) for cluster in clusters]
    prover.prepare(trial for pairs in candidates for pair in pairs[:_PREPARED_PER_CLUSTER] for trial in pair)
    for pairs in candidates:
        found = 0
        for true, untrue in pairs:
            if found < ELSEWHERE_PER_CLUSTER and (judgement := prover.judge(true)).supported:
                found += 1
                yield judgement, prover.judge(untrue)


def _count_caught(change: Change, where: str, judged: Sequence[tuple[Judgement, Judgement]]) -> Caught:
    return Caught(
        change=change,
        where=where,
        sentences=len(judged),
        caught=sum(not untrue.supported for _, untrue in judged),
        untouched_refused=sum(not true.supported for true, _ in judged),
    )
