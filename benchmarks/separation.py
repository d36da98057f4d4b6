"""How well true sentences are told from untrue ones, by the service and by plain measures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.proving import Judged, Judgement

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


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
    """How well a measure tells true sentences from untrue ones of some kinds.

    auc: the chance that a true one is above an untrue one. balanced_accuracy: by the status that the service answers;
    of a plain measure, at the threshold that is best here.
    """

    kinds: str
    measure: str
    auc: float
    balanced_accuracy: float


def describe_kinds(judged: Sequence[Judged], *, true: bool) -> tuple[Kind, ...]:
    """How many trials of each kind are supported, and at which score."""
    kinds = dict.fromkeys(trial.kind for trial, _ in judged)
    return tuple(
        _describe(kind, [judgement for trial, judgement in judged if trial.kind == kind], true) for kind in kinds
    )


def separate(
    sets: Mapping[str, tuple[Collection[str], Collection[str]]], true: Sequence[Judged], untrue: Sequence[Judged]
) -> tuple[Separation, ...]:
    """Each of `sets`, which names kinds of true and of untrue trials, by the score and by plain measures."""
    found: list[Separation] = []
    for name, (good, bad) in sets.items():
        right = [judgement for trial, judgement in true if trial.kind in good]
        wrong = [judgement for trial, judgement in untrue if trial.kind in bad]
        if right and wrong:
            found += _separate(name, right, wrong)
    return tuple(found)


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


def _separate(name: str, right: Sequence[Judgement], wrong: Sequence[Judgement]) -> list[Separation]:
    supported = sum(judgement.supported for judgement in right) / len(right)
    refused = sum(not judgement.supported for judgement in wrong) / len(wrong)
    auc = measure_auc([j.score for j in right], [j.score for j in wrong])
    plain = {
        "cosine": ([j.cosine for j in right], [j.cosine for j in wrong]),
        "cosine and n-grams": ([j.cosine_and_grams for j in right], [j.cosine_and_grams for j in wrong]),
    }
    return [
        Separation(kinds=name, measure="score", auc=auc, balanced_accuracy=(supported + refused) / 2),
        *(
            Separation(
                kinds=name, measure=measure, auc=measure_auc(*values), balanced_accuracy=best_balanced_accuracy(*values)
            )
            for measure, values in plain.items()
        ),
    ]


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
