"""Verification: what is refused of sentences that are untrue, and of those that are true."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from benchmarks.changed_sentences import Caught, measure_changed
from benchmarks.evaluation import Row, find_evaluation
from benchmarks.human_sentences import Human, measure_human
from benchmarks.machine_edits import TRUE_EDITS, UNTRUE_EDITS, list_edits
from benchmarks.perturbations import Change
from benchmarks.proving import Cluster, Judged, Prover, Trial
from benchmarks.report import Report, Table
from benchmarks.separation import THRESHOLDS, Kind, Separation, describe_kinds, separate
from benchmarks.trials import against, list_edited, list_joined, list_repeated, without_evidence
from service.loading import load_encoder
from service.settings import Settings

HUMAN, GROUPS = "attribution_dev.jsonl", "groups_train.jsonl"
_SPLICES = ("subject with another predicate", "spliced at verbs", "another complement", "halves of two sentences")
_SETS: dict[str, tuple[Collection[str], Collection[str]]] = {
    "human, and the same without support": (["human"], ["human, evidence taken away", "human, another story"]),
    "repeated, and changed or joined": (
        ["repeated", "two sentences joined"],
        ["halves of two sentences", *Change],
    ),
    "as a summarizer tells them": (["repeated", *TRUE_EDITS], list(UNTRUE_EDITS)),
    "as a summarizer tells them, and splices alone": (["repeated", *TRUE_EDITS], _SPLICES),
}
"""Kinds of true and of untrue sentences that are alike."""
_NOTES = (
    (
        "Changed sentences: one thing of a sentence is changed by rules that share nothing with the service's. In its "
        "own article: held against the article that it is taken from, which holds it word for word. Told elsewhere: "
        "held against the other articles, where they support it before the change."
    ),
    (
        "Human sentences are held against the evidence that people marked, and against the articles whole. All were "
        "read: what says more than its evidence, such as a figure or a quotation that stands nowhere in it, is rightly "
        "refused. The checks were written with these sentences in view, so that other summaries may fare worse."
    ),
    (
        "As a summarizer tells them: sentences of articles cut, joined and spliced by rules; true and untrue as they "
        "are made, which is not always what a reader would say."
    ),
    (
        "AUC: the chance that a true sentence scores above an untrue one. Balanced accuracy: by the status that the "
        "service answers; of the plain measures, at the threshold that is best here."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationFindings:
    caught: tuple[Caught, ...]
    human: tuple[Human, ...]
    kinds: tuple[Kind, ...]
    separation: tuple[Separation, ...]


def answer_verification(*, small: bool = False) -> Report:
    """What is refused, rightly and wrongly. Raises: EvaluationMissingError."""
    evaluation = find_evaluation(small=small)
    _, summaries = evaluation.load_summaries(HUMAN)
    ((_, groups),) = evaluation.load_clusters(GROUPS).items()
    return report_verification(summaries, groups, Prover(load_encoder(Settings())))


def report_verification(summaries: Sequence[Row], groups: Sequence[Row], prover: Prover) -> Report:
    """The same for any encoder. summaries: texts with their evidence; groups: clusters with groups."""
    stories, clusters = ([prover.read(row) for row in rows] for rows in (summaries, groups))
    caught, changed = measure_changed(clusters, prover)
    human, marked = measure_human(stories, prover)
    edited = {true: list(_list_edited(clusters, true=true)) for true in (True, False)}
    true = marked + prover.judge_all([*_flatten(list_repeated(c) for c in clusters), *edited[True]])
    untrue = changed + prover.judge_all([*_flatten(list_joined(c) for c in clusters), *edited[False]])
    untrue += prover.judge_all(list(_list_unsupported(stories, marked)))
    findings = VerificationFindings(
        caught=caught,
        human=human,
        kinds=(*describe_kinds(true, true=True), *describe_kinds(untrue, true=False)),
        separation=separate(_SETS, true, untrue),
    )
    return Report(findings=findings, tables=_tabulate(findings), notes=_NOTES)


def _list_edited(clusters: Sequence[Cluster], *, true: bool) -> Iterable[Trial]:
    for kind, edit, right in list_edits():
        if right is true:
            yield from _flatten(list_edited(cluster, kind, edit) for cluster in clusters)


def _list_unsupported(stories: Sequence[Cluster], marked: Sequence[Judged]) -> Iterable[Trial]:
    """Supported sentences, each without its evidence, and then against the next story."""
    others = {id(story.corpus): stories[(i + 1) % len(stories)].corpus for i, story in enumerate(stories)}
    yield from (without_evidence(trial) for trial, _ in marked)
    yield from (against(trial, others[id(trial.corpus)]) for trial, _ in marked)


def _flatten(trials: Iterable[Sequence[Trial]]) -> list[Trial]:
    return [trial for own in trials for trial in own]


def _tabulate(findings: VerificationFindings) -> tuple[Table, ...]:
    return (
        _tabulate_caught(findings.caught),
        *(_tabulate_human(human) for human in findings.human),
        Table(
            title="Refused at a threshold of the score",
            columns=("kind", "true", "trials", "status", *(f"{threshold:g}" for threshold in THRESHOLDS)),
            rows=tuple(
                (
                    kind.kind,
                    "yes" if kind.true else "no",
                    str(kind.trials),
                    _share(kind.trials - kind.supported, kind.trials),
                    *(f"{share:.2f}" for share in kind.refused),
                )
                for kind in findings.kinds
            ),
        ),
        Table(
            title="True from untrue",
            columns=("sentences", "measure", "AUC", "balanced accuracy"),
            rows=tuple((s.kinds, s.measure, f"{s.auc:.3f}", f"{s.balanced_accuracy:.3f}") for s in findings.separation),
        ),
    )


def _tabulate_caught(caught: Sequence[Caught]) -> Table:
    return Table(
        title="Changed sentences",
        columns=("change", "where", "sentences", "caught", "share", "untouched refused"),
        rows=tuple(
            (
                c.change,
                c.where,
                str(c.sentences),
                str(c.caught),
                _share(c.caught, c.sentences),
                str(c.untouched_refused),
            )
            for c in caught
        ),
    )


def _tabulate_human(human: Human) -> Table:
    return Table(
        title=f"Human sentences and their {human.against}",
        columns=("", "sentences", "share"),
        rows=(
            ("all", str(human.sentences), ""),
            ("supported, as read", str(human.supported), _share(human.supported, human.sentences)),
            ("refused", str(human.refused), _share(human.refused, human.sentences)),
            (
                "refused though supported, of those supported",
                str(human.wrongly),
                _share(human.wrongly, human.supported),
            ),
            *((f"refused for {reason}", str(count), "") for reason, count in human.reasons.items()),
        ),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.1%}"
