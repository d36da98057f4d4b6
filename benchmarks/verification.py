"""Verification: what is refused of sentences that are untrue, and of those that are true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from benchmarks.evaluation import Evaluation, find_evaluation
from benchmarks.perturbations import Change
from benchmarks.report import Report, Table
from benchmarks.trials import (
    Cluster,
    Judgement,
    Prover,
    Trial,
    against,
    list_changed,
    list_human,
    list_joined,
    list_repeated,
    list_told_elsewhere,
    without_evidence,
)
from service.app import load_encoder
from service.settings import Settings

HUMAN, GROUPS = "attribution_dev.jsonl", "groups_train.jsonl"
THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
ELSEWHERE_PER_CLUSTER = 2
READ_AS_UNSUPPORTED: Mapping[str, Set[int]] = {
    "af_dev_test0": {0, 2}, "af_dev_test10": {5}, "af_dev_test12": {0, 2, 5}, "af_dev_test13": {0, 1, 2, 3},
    "af_dev_test14": {2, 9, 10}, "af_dev_test15": {6}, "af_dev_test16": {0, 3, 4, 5},
    "af_dev_test17": {3, 7, 9, 10}, "af_dev_test18": {0, 2}, "af_dev_test19": {5}, "af_dev_test20": {9},
    "af_dev_test21": {1, 4}, "af_dev_test22": {4}, "af_dev_test23": {1, 2, 3, 5},
    "af_dev_test24": {0, 2, 6, 11}, "af_dev_test25": {0, 1}, "af_dev_test27": {0, 8}, "af_dev_test28": {0},
    "af_dev_test29": {0, 1, 7}, "af_dev_test3": {0, 1, 2, 3, 6, 7, 8}, "af_dev_test30": {0, 3},
    "af_dev_test31": {1, 5}, "af_dev_test33": {0},
}  # fmt: skip
"""By cluster, sentences of human summaries, among those refused, that name what their marked evidence does not hold: a
figure, a date, a person, a place, a quotation; or that say something which it does not say."""
_NOTES = (
    (
        "Changed sentences: one thing of a sentence is changed by rules that share nothing with the service's. In its "
        "own article: held against the article that it is taken from, which holds it word for word. Told elsewhere: "
        "held against the other articles, where they support it before the change."
    ),
    (
        "Human sentences are held against the evidence that people marked. Those that are refused were read: what says "
        "more than its evidence, such as a figure or a quotation that stands nowhere in it, is rightly refused."
    ),
    (
        "AUC: the chance that a true sentence scores above an untrue one. Balanced accuracy: by the status that the "
        "service answers; of the plain measures, at the threshold that is best here."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """Of sentences with one change: caught, those refused; named, those for the reason that is right."""

    change: Change
    where: str
    sentences: int
    caught: int
    untouched_refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Trials of one kind. refused: shares at THRESHOLDS of the score, in [0, 1]."""

    kind: str
    true: bool
    trials: int
    supported: int
    refused: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """How well a measure tells true sentences from untrue ones of some kinds."""

    kinds: str
    measure: str
    auc: float
    balanced_accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Human:
    """Sentences of human summaries: refused, and of these, wrongly, since their evidence supports them."""

    sentences: int
    refused: int
    wrongly: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationFindings:
    caught: tuple[Caught, ...]
    human: Human
    kinds: tuple[Kind, ...]
    separation: tuple[Separation, ...]


Judged = tuple[Trial, Judgement]


def answer_verification() -> Report:
    """What is refused, rightly and wrongly. Raises: EvaluationMissingError."""
    return report_verification(find_evaluation(), Prover(load_encoder(Settings())))


def report_verification(evaluation: Evaluation, prover: Prover) -> Report:
    """The same for any encoder. Raises: EvaluationMissingError."""
    stories = [prover.read(row) for row in evaluation.load_rows(HUMAN)]
    clusters = [prover.read(row) for row in evaluation.load_rows(GROUPS)]
    caught, changed = _measure_changed(clusters, prover)
    human, judged = _measure_human(stories, prover)
    true = [*judged, *_judge((trial for c in clusters for trial in list_repeated(c)), prover)]
    untrue = [*changed, *_judge((trial for c in clusters for trial in list_joined(c)), prover)]
    untrue += _judge((without_evidence(trial) for trial, _ in judged), prover)
    others = {id(story.reading): stories[(i + 1) % len(stories)].reading for i, story in enumerate(stories)}
    untrue += _judge((against(trial, others[id(trial.reading)]) for trial, _ in judged), prover)
    findings = VerificationFindings(
        caught=caught,
        human=human,
        kinds=(*_describe_kinds(true, true=True), *_describe_kinds(untrue, true=False)),
        separation=_separate(true, untrue),
    )
    return Report(findings=findings, tables=_tabulate(findings), notes=_NOTES)


def _judge(trials: Iterable[Trial], prover: Prover) -> list[Judged]:
    return [(trial, prover.judge(trial)) for trial in trials]


def _measure_changed(clusters: Sequence[Cluster], prover: Prover) -> tuple[tuple[Caught, ...], list[Judged]]:
    """What is caught of each change, and the changed sentences of the article's own."""
    caught, changed = [], []
    for change in Change:
        pairs = [pair for cluster in clusters for pair in list_changed(cluster, change)]
        own = [(prover.judge(true), prover.judge(untrue)) for true, untrue in pairs]
        changed += [(untrue, judgement) for (_, untrue), (_, judgement) in zip(pairs, own, strict=True)]
        elsewhere = [found for cluster in clusters for found in _find_told(cluster, change, prover)]
        caught += [_count_caught(change, "own article", own), _count_caught(change, "told elsewhere", elsewhere)]
    return tuple(caught), changed


def _find_told(cluster: Cluster, change: Change, prover: Prover) -> list[tuple[Judgement, Judgement]]:
    """The first sentences that the other articles support before the change."""
    found: list[tuple[Judgement, Judgement]] = []
    for true, untrue in list_told_elsewhere(cluster, change):
        if (judgement := prover.judge(true)).supported:
            found.append((judgement, prover.judge(untrue)))
        if len(found) == ELSEWHERE_PER_CLUSTER:
            break
    return found


def _count_caught(change: Change, where: str, judged: Sequence[tuple[Judgement, Judgement]]) -> Caught:
    return Caught(
        change=change,
        where=where,
        sentences=len(judged),
        caught=sum(not untrue.supported for _, untrue in judged),
        untouched_refused=sum(not true.supported for true, _ in judged),
    )


def _measure_human(stories: Sequence[Cluster], prover: Prover) -> tuple[Human, list[Judged]]:
    numbered = [(story.row["id"], number, trial) for story in stories for number, trial in list_human(story)]
    judged = _judge((trial for _, _, trial in numbered), prover)
    refused = [
        (number not in READ_AS_UNSUPPORTED.get(story, ()), judgement)
        for (story, number, _), (_, judgement) in zip(numbered, judged, strict=True)
        if not judgement.supported
    ]
    reasons = Counter(reason.partition(":")[0] for _, judgement in refused for reason in judgement.reasons)
    human = Human(
        sentences=len(judged),
        refused=len(refused),
        wrongly=sum(wrongly for wrongly, _ in refused),
        reasons=dict(reasons.most_common()),
    )
    return human, judged


def _describe_kinds(judged: Sequence[Judged], *, true: bool) -> tuple[Kind, ...]:
    kinds = dict.fromkeys(trial.kind for trial, _ in judged)
    return tuple(
        _describe(kind, [judgement for trial, judgement in judged if trial.kind == kind], true) for kind in kinds
    )


def _describe(kind: str, judgements: Sequence[Judgement], true: bool) -> Kind:
    return Kind(
        kind=kind,
        true=true,
        trials=len(judgements),
        supported=sum(judgement.supported for judgement in judgements),
        refused=tuple(
            sum(judgement.score < threshold for judgement in judgements) / len(judgements) for threshold in THRESHOLDS
        ),
    )


def _separate(true: Sequence[Judged], untrue: Sequence[Judged]) -> tuple[Separation, ...]:
    """Of human sentences and of repeated ones, each against the untrue ones that are like them, and of all."""
    sets = {
        "human, and the same without support": (["human"], ["human, evidence taken away", "human, another story"]),
        "repeated, and changed or joined": (
            ["repeated", "two sentences joined"],
            ["halves of two sentences", *Change],
        ),
        "all": (list({t.kind for t, _ in true}), list({t.kind for t, _ in untrue})),
    }
    separation = []
    for name, (good, bad) in sets.items():
        right = [judgement for trial, judgement in true if trial.kind in good]
        wrong = [judgement for trial, judgement in untrue if trial.kind in bad]
        accuracy = (
            sum(judgement.supported for judgement in right) / len(right)
            + sum(not judgement.supported for judgement in wrong) / len(wrong)
        ) / 2
        plain = {
            "cosine": ([j.cosine for j in right], [j.cosine for j in wrong]),
            "cosine and n-grams": ([j.cosine_and_grams for j in right], [j.cosine_and_grams for j in wrong]),
        }
        auc = measure_auc([j.score for j in right], [j.score for j in wrong])
        separation.append(Separation(kinds=name, measure="score", auc=auc, balanced_accuracy=accuracy))
        separation += [
            Separation(
                kinds=name, measure=measure, auc=measure_auc(*values), balanced_accuracy=best_balanced_accuracy(*values)
            )
            for measure, values in plain.items()
        ]
    return tuple(separation)


def measure_auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that one of `right` is above one of `wrong`, ties counted half. Cost: their product."""
    above = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return above / (len(right) * len(wrong))


def best_balanced_accuracy(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The mean of the shares of `right` at or above a threshold and of `wrong` below it, at the best threshold."""
    return max(
        (sum(one >= threshold for one in right) / len(right) + sum(one < threshold for one in wrong) / len(wrong)) / 2
        for threshold in {*right, *wrong}
    )


def _tabulate(findings: VerificationFindings) -> tuple[Table, ...]:
    human = findings.human
    supported = human.sentences - human.refused + human.wrongly
    return (
        Table(
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
                for c in findings.caught
            ),
        ),
        Table(
            title="Human sentences and their evidence",
            columns=("", "sentences", "share"),
            rows=(
                ("all", str(human.sentences), ""),
                ("refused", str(human.refused), _share(human.refused, human.sentences)),
                ("refused though supported, of those supported", str(human.wrongly), _share(human.wrongly, supported)),
                *((f"refused for {reason}", str(count), "") for reason, count in human.reasons.items()),
            ),
        ),
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


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.1%}"
