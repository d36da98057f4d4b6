"""Citations: what is cited for the sentences of human summaries, against the evidence that people marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.agreement import Agreement, count_evidence, score_evidence
from benchmarks.endpoint import Endpoint, running_endpoint
from benchmarks.evaluation import Row, find_evaluation
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.report import Report, Table, show_estimate

FILE = "attribution_dev.jsonl"

_NOTES = (
    (
        "Articles: the set of articles cited for a sentence against those with its evidence. Sentences: precision, "
        "the share of citations that touch a marked place; recall, the share of marked places that a citation "
        "touches, mean over sentences. By cluster: mean of the clusters' sentence F1 ± standard error."
    ),
)


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


def answer_citations(*, small: bool = False) -> Report:
    """How well the citations agree with people's; of claims about invented stories where there are none."""
    file, rows = find_evaluation(small=small).load_summaries(FILE)
    with running_endpoint() as endpoint:
        findings = measure_citations(file, rows, endpoint)
    return Report(findings=findings, tables=(_tabulate(findings),), notes=_NOTES)


def measure_citations(file: str, rows: Sequence[Row], endpoint: Endpoint) -> CitationFindings:
    """The citations that `endpoint` answers for the summaries of `rows`, against their evidence."""
    asked = [endpoint.ok("/v1/citations", {"articles": row["articles"], "text": row["summary"]}) for row in rows]
    counts = [count_evidence(row, answer["sentences"]) for row, answer in zip(rows, asked, strict=True)]
    articles, sentences = score_evidence(counts)
    return CitationFindings(
        file=file,
        clusters=len(rows),
        located=sum(one.located for one in counts),
        not_located=sum(one.missing for one in counts),
        articles=articles,
        sentences=sentences,
        cluster_sentence_f1=estimate_mean([score_evidence([one])[1].f1 for one in counts if one.located]),
    )


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
