"""Measures an entailment model on what it did not learn from: `python -m models.training.entailment.apart`.

Reads the statements and near sentences in models/training/data that are held out (`*_apart.jsonl`), for those of news
`CHORUS_EVAL` (default ../shared/eval), and the model that `CHORUS_ENTAILMENT` names. Prints how well it tells apart
what follows from what does not, and what contradicts from what does not. Takes ten minutes on two cores.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from models.training.entailment.calibration import (
    measure_auc,
    measure_balanced_accuracy,
    measure_calibration_error,
)
from models.training.entailment.examples import CONTRADICTED, ENTAILED, Example, load_clusters
from models.training.entailment.judged_examples import Articles, load_judged
from models.training.entailment.near_examples import list_relations
from models.training.entailment.statement_examples import load_stated
from service.loading import load_models
from service.ports import Entailment, EntailmentModel
from service.settings import Settings

_OWN = Path(__file__).parent.parent / "data"
_STATEMENTS = ("plain_apart.jsonl", "swapped_apart.jsonl", "inferred_apart.jsonl")
_NEAR, _JUDGED = "near_apart.jsonl", "judged_apart.jsonl"
_BESIDE = (("contradict", "agree"), ("update", "agree"), ("contradict", "other"), ("update", "other"))
"""Relations of near sentences that are told apart by how surely the model says that they contradict."""


def main() -> None:
    """Prints the figures. Raises: ValueError where `CHORUS_ENTAILMENT` is off."""
    entailment = load_models(Settings()).entailment
    if entailment is None:
        raise ValueError("an entailment model is needed: CHORUS_ENTAILMENT is off")
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    clusters = load_clusters(data / "claims_train.jsonl", data / "multinews_dev.jsonl", _OWN / "stories.jsonl")
    for line in describe_model(entailment, _OWN, clusters):
        print(line, flush=True)


def describe_model(entailment: EntailmentModel, folder: Path, clusters: Mapping[str, Articles]) -> Iterator[str]:
    """The figures of a model on the held-out files of `folder`, a line each, as they come. clusters: by their ids."""
    for name in _STATEMENTS:
        examples = load_stated(folder / name)
        yield f"{name}: {len(examples)} statements, {_describe_support(examples, _judge(entailment, examples))}"
    near, told = list_relations(folder / _NEAR), load_judged(folder / _JUDGED, clusters)
    for name, related in ((_NEAR, near), (_JUDGED, told)):
        yield from _describe_near(name, related, entailment)


def _describe_near(name: str, related: Sequence[tuple[str, Example]], entailment: EntailmentModel) -> Iterator[str]:
    relations, pairs = zip(*related, strict=True)
    judged = _judge(entailment, pairs)
    yield f"{name}: {len(pairs)} pairs, who says all of another: {_describe_support(pairs, judged)}"
    contradicted = np.array([one.contradicted for one in judged])
    for one, other in _BESIDE:
        chosen = np.array([relation in (one, other) for relation in relations])
        opposed = np.array([pair.label == CONTRADICTED for pair in pairs])
        auc = measure_auc(contradicted[chosen], opposed[chosen])
        yield f"{name}: {one} beside {other}, {chosen.sum()} pairs, AUC {auc:.3f}"


def _judge(entailment: EntailmentModel, examples: Sequence[Example]) -> list[Entailment]:
    return entailment.judge([(example.evidence, example.claim) for example in examples], check=lambda: None)


def _describe_support(examples: Sequence[Example], judged: Sequence[Entailment]) -> str:
    true = np.array([example.label == ENTAILED for example in examples])
    likely = np.array([one.entailed for one in judged])
    kept, refused = np.mean(likely[true] >= 0.5), np.mean(likely[~true] < 0.5)  # noqa: PLR2004
    return (
        f"AUC {measure_auc(likely, true):.3f}, balanced accuracy {measure_balanced_accuracy(likely, true):.3f} "
        f"(true kept {kept:.2f}, false refused {refused:.2f}), calibration error "
        f"{measure_calibration_error(likely, true):.3f}"
    )


if __name__ == "__main__":
    main()
