"""Citations: what is cited for the sentences of human summaries, against the evidence that people marked."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.endpoint import Endpoint, running_endpoint
from benchmarks.evaluation import Row, find_evaluation
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.report import Report, Table, show_estimate

FILE = "attribution_dev.jsonl"

EvidenceScorer = Callable[[Endpoint, Sequence[Row]], object]
"""Asks the endpoint about each row and prints one line of figures."""

_LINE = re.compile(
    r"articles P (?P<article_p>\S+) R (?P<article_r>\S+) F1 (?P<article_f>\S+) \| "
    r"sentences P (?P<sentence_p>\S+) R (?P<sentence_r>\S+) F1 (?P<sentence_f>\S+) \| "
    r"(?P<located>\d+) sentences, (?P<missing>\d+) not located"
)

_NOTES = (
    (
        "Articles: the set of articles cited for a sentence against those with its evidence. Sentences: precision, "
        "the share of citations that touch a marked place; recall, the share of marked places that a citation "
        "touches, mean over sentences. By cluster: mean of the clusters' sentence F1 ± standard error."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Precision, recall and their harmonic mean, each in [0, 1]."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFindings:
    """located: sentences of summaries whose evidence was found in the articles; the others are not scored."""

    file: str
    clusters: int
    located: int
    not_located: int
    articles: Agreement
    sentences: Agreement
    cluster_sentence_f1: Estimate


class RememberingEndpoint:
    """An endpoint that asks each question once, so that rows can be scored together and one by one."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._answers: dict[tuple[str, str], Any] = {}

    def ok(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to `body`, POSTed to `path` the first time."""
        key = (path, repr(body))
        if key not in self._answers:
            self._answers[key] = self._endpoint.ok(path, body)
        return self._answers[key]


def answer_citations() -> Report:
    """How well the citations agree with people's. Raises: EvaluationMissingError."""
    evaluation = find_evaluation()
    score_evidence: EvidenceScorer = evaluation.load_scorer("citations").evidence
    rows = evaluation.load_rows(FILE)
    with running_endpoint() as endpoint:
        findings = measure_citations(rows, score_evidence, endpoint)
    return Report(findings=findings, tables=(_tabulate(findings),), notes=_NOTES)


def measure_citations(rows: Sequence[Row], score_evidence: EvidenceScorer, endpoint: Endpoint) -> CitationFindings:
    """The citations that `endpoint` answers for the summaries of `rows`, against their evidence."""
    remembering = RememberingEndpoint(endpoint)
    figures = _read_figures(score_evidence, remembering, rows)
    clusters = [_read_figures(score_evidence, remembering, [row]) for row in rows]
    return CitationFindings(
        file=FILE,
        clusters=len(rows),
        located=int(figures["located"]),
        not_located=int(figures["missing"]),
        articles=_agreement(figures, "article"),
        sentences=_agreement(figures, "sentence"),
        cluster_sentence_f1=estimate_mean([cluster["sentence_f"] for cluster in clusters if cluster["located"]]),
    )


def _read_figures(score_evidence: EvidenceScorer, endpoint: Endpoint, rows: Sequence[Row]) -> dict[str, float]:
    """The scorer's figures, read from what it prints: it returns no precision and no recall.

    Raises: ValueError if it prints something else.
    """
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        score_evidence(endpoint, rows)
    line = _LINE.search(printed.getvalue())
    if line is None:
        raise ValueError(f"the scorer printed {printed.getvalue()!r}, in which its figures are not found")
    return {name: float(figure) for name, figure in line.groupdict().items()}


def _agreement(figures: Mapping[str, float], level: str) -> Agreement:
    return Agreement(precision=figures[f"{level}_p"], recall=figures[f"{level}_r"], f1=figures[f"{level}_f"])


def _tabulate(findings: CitationFindings) -> Table:
    rows = (
        ("articles", findings.articles, ""),
        ("sentences", findings.sentences, show_estimate(findings.cluster_sentence_f1, 3)),
    )
    return Table(
        title=f"{findings.file}, {findings.clusters} clusters, {findings.located} sentences",
        columns=("level", "P", "R", "F1", "F1 by cluster"),
        rows=tuple(
            (level, *(f"{figure:.3f}" for figure in (found.precision, found.recall, found.f1)), by_cluster)
            for level, found, by_cluster in rows
        ),
    )
