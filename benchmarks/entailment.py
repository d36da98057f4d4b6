"""Verdicts: how true they are of claims that readers labelled, by kind of error, and what they cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.measurement import Spread, summarize_repetitions, time_call
from benchmarks.report import Report, Table
from benchmarks.request_timing import LIMIT_SECONDS, MAX_SENTENCES, SUMMARY_WORDS, RecordingEncoder, run_request
from benchmarks.story import read_seed_request
from models.training.entailment.calibration import measure_auc, measure_balanced_accuracy, measure_calibration_error
from service.loading import load_models
from service.pipeline.summarize import Pipeline
from service.pipeline.verification import DEFAULT_THRESHOLD
from service.ports import Limits, Models
from service.runtime.deadline import RequestClock
from service.settings import Settings

CLAIMS = "claims_dev.jsonl"
REPETITIONS, SMALL_REPETITIONS = 9, 2
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Milliseconds, measured in turn. verifying: a text of 150 words against the seeds, reading them included.

    encoding: of the seeds' sentences alone. plain_summary, judged_summary: an extract of the seeds without and with the
    entailment model. verifying_ratio, summary_ratio: pair by pair.
    """

    verifying_ms: Spread
    encoding_ms: Spread
    verifying_ratio: Spread
    plain_summary_ms: Spread
    judged_summary_ms: Spread
    summary_ratio: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class EntailmentFindings:
    """refused: by kind of false claim, how many of how many. curve: by threshold, precision and recall of support."""

    claims: int
    balanced_accuracy: float
    auc: float
    calibration_error: float
    true_kept: float
    refused: dict[str, tuple[int, int]]
    curve: dict[float, tuple[float, float]]
    cost: Cost


def answer_entailment(*, small: bool = False) -> Report:
    """How true verdicts are, and what they cost, with the models of the settings."""
    file, rows = find_evaluation(small=small).load_claims(CLAIMS)
    models = load_models(Settings())
    cost = measure_cost(models, repetitions=SMALL_REPETITIONS if small else REPETITIONS)
    found = measure_entailment(rows, models, cost)
    return Report(
        findings=found,
        tables=(_tabulate_truth(found), _tabulate_kinds(found), _tabulate_curve(found), _tabulate_cost(found.cost)),
        notes=(f"{file}: claims about articles that the model has not seen; half of them are false.",),
    )


def measure_entailment(rows: Sequence[Row], models: Models, cost: Cost) -> EntailmentFindings:
    """All claims of `rows` verified, one after the other. cost: of verifying, measured before."""
    pipeline = _build(models)
    scores, true, kinds = [], [], []
    for row in rows:
        articles = read_articles_of(row)
        for claim in row["claims"]:
            cited = pipeline.cite(articles, claim["text"], RequestClock(limit_seconds=LIMIT_SECONDS))
            scores.append(min((s.verification.score for s in cited.sentences), default=0.0))
            true.append(bool(claim["supported"]))
            kinds.append(claim["kind"])
    return _summarize(np.array(scores), np.array(true), kinds, cost)


def _summarize(
    scores: NDArray[np.float64], true: NDArray[np.bool_], kinds: Sequence[str], cost: Cost
) -> EntailmentFindings:
    kept = scores >= DEFAULT_THRESHOLD
    refused: dict[str, list[bool]] = defaultdict(list)
    for kind, held, right in zip(kinds, kept, true, strict=True):
        if not right:
            refused[kind].append(not held)
    return EntailmentFindings(
        claims=len(true),
        balanced_accuracy=measure_balanced_accuracy(scores, true, DEFAULT_THRESHOLD),
        auc=measure_auc(scores, true),
        calibration_error=measure_calibration_error(scores, true),
        true_kept=float(kept[true].mean()),
        refused={kind: (sum(own), len(own)) for kind, own in sorted(refused.items())},
        curve={least: _rate(scores >= least, true) for least in THRESHOLDS},
        cost=cost,
    )


def _rate(kept: NDArray[np.bool_], true: NDArray[np.bool_]) -> tuple[float, float]:
    """Precision and recall of what is kept."""
    return float(true[kept].mean()) if kept.any() else 1.0, float(kept[true].mean())


def measure_cost(models: Models, *, repetitions: int = REPETITIONS) -> Cost:
    """What verifying a text and counting support cost on the seeds, in turn with encoding and plain summaries."""
    articles = read_seed_request(SUMMARY_WORDS).to_articles()
    recording = RecordingEncoder(models.encoder)
    summary = run_request(articles, replace(models, encoder=recording))
    text = _vary(summary.text)
    plain = replace(models, entailment=None, relations=None)
    pipeline = _build(models)
    pipeline.cite(articles, text, RequestClock(limit_seconds=LIMIT_SECONDS))
    timings: list[tuple[float, float, float, float]] = [
        (
            time_call(lambda: pipeline.cite(articles, text, RequestClock(limit_seconds=LIMIT_SECONDS))),
            time_call(lambda: models.encoder.encode(recording.texts)),
            time_call(lambda: run_request(articles, plain)),
            time_call(lambda: run_request(articles, models)),
        )
        for _ in range(repetitions)
    ]
    verifying, encoding, without, judged = (list(column) for column in zip(*timings, strict=True))
    return Cost(
        verifying_ms=summarize_repetitions(verifying),
        encoding_ms=summarize_repetitions(encoding),
        verifying_ratio=summarize_repetitions([v / e for v, e in zip(verifying, encoding, strict=True)]),
        plain_summary_ms=summarize_repetitions(without),
        judged_summary_ms=summarize_repetitions(judged),
        summary_ratio=summarize_repetitions([j / w for j, w in zip(judged, without, strict=True)]),
    )


def _vary(text: str) -> str:
    """The text with a word more in each sentence, so that none is a sentence of an article."""
    return text.replace(". ", ", reports say. ")


def _build(models: Models) -> Pipeline:
    return Pipeline(models=models, limits=Limits(max_sentences=MAX_SENTENCES))


def _tabulate_truth(found: EntailmentFindings) -> Table:
    figures: Mapping[str, float] = {
        "balanced accuracy": found.balanced_accuracy,
        "AUC": found.auc,
        "expected calibration error": found.calibration_error,
        "true claims kept": found.true_kept,
    }
    rows = tuple((name, f"{value:.3f}") for name, value in figures.items())
    return Table(title=f"Verdicts on {found.claims} claims", columns=("figure", "value"), rows=rows)


def _tabulate_kinds(found: EntailmentFindings) -> Table:
    rows = tuple((kind, str(caught), str(count)) for kind, (caught, count) in found.refused.items())
    return Table(title="False claims refused", columns=("kind", "refused", "of"), rows=rows)


def _tabulate_curve(found: EntailmentFindings) -> Table:
    rows = tuple((f"{least}", f"{p:.3f}", f"{r:.3f}") for least, (p, r) in found.curve.items())
    return Table(title="Precision and recall of support", columns=("threshold", "precision", "recall"), rows=rows)


def _tabulate_cost(cost: Cost) -> Table:
    named = (
        ("verifying 150 words against the seeds, ms", cost.verifying_ms),
        ("encoding their sentences, ms", cost.encoding_ms),
        ("ratio", cost.verifying_ratio),
        ("extract of the seeds without the model, ms", cost.plain_summary_ms),
        ("with it, ms", cost.judged_summary_ms),
        ("ratio of extracts", cost.summary_ratio),
    )
    rows = tuple((name, f"{s.median:.2f}", f"{s.minimum:.2f}", f"{s.maximum:.2f}") for name, s in named)
    return Table(title="Cost", columns=("", "median", "least", "most"), rows=rows)
