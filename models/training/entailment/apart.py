"""Measures an entailment model on what it did not learn from: `python -m models.training.entailment.apart`.

Reads the statements and near sentences in models/training/data that are held out (`*_apart.jsonl`) and the model that
`CHORUS_ENTAILMENT` names. Prints how well it tells apart what follows from what does not, and what contradicts from
what does not. Takes some minutes on two cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.training.entailment.calibration import (
    measure_auc,
    measure_balanced_accuracy,
    measure_calibration_error,
)
from models.training.entailment.examples import CONTRADICTED, ENTAILED, Example
from models.training.entailment.near_examples import list_relations
from models.training.entailment.statement_examples import load_stated
from service.loading import load_models
from service.ports import Entailment, EntailmentModel
from service.settings import Settings

_OWN = Path(__file__).parent.parent / "data"
_STATEMENTS = ("plain_apart.jsonl", "swapped_apart.jsonl")
_NEAR = "near_apart.jsonl"
_BESIDE = (("contradict", "agree"), ("update", "agree"), ("contradict", "other"))
"""Relations of near sentences that are told apart by how surely the model says that they contradict."""


def main() -> None:
    """Prints the figures. Raises: ValueError where `CHORUS_ENTAILMENT` is off."""
    entailment = load_models(Settings()).entailment
    if entailment is None:
        raise ValueError("an entailment model is needed: CHORUS_ENTAILMENT is off")
    for line in describe_model(entailment, _OWN):
        print(line, flush=True)


def describe_model(entailment: EntailmentModel, folder: Path) -> Iterator[str]:
    """The figures of a model on the held-out files of `folder`, a line each, as they come."""
    for name in _STATEMENTS:
        examples = load_stated(folder / name)
        yield f"{name}: {len(examples)} statements, {_describe_support(examples, _judge(entailment, examples))}"
    relations, pairs = zip(*list_relations(folder / _NEAR), strict=True)
    judged = _judge(entailment, pairs)
    yield f"{_NEAR}: {len(pairs)} pairs, who says all of another: {_describe_support(pairs, judged)}"
    contradicted = np.array([one.contradicted for one in judged])
    for one, other in _BESIDE:
        chosen = np.array([relation in (one, other) for relation in relations])
        opposed = np.array([pair.label == CONTRADICTED for pair in pairs])
        auc = measure_auc(contradicted[chosen], opposed[chosen])
        yield f"{_NEAR}: {one} beside {other}, {chosen.sum()} pairs, AUC {auc:.3f}"


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
