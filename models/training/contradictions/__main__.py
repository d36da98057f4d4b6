"""Learns which near sentences contradict each other: `python -m models.training.contradictions [--output FILE]`.

Reads invented stories with known truth: models/training/data/stories_apart.jsonl and benchmarks/data/stories.jsonl,
from which the entailment model did not learn; and, for what moves with time, which needs no model, those of
models/training/data/stories.jsonl too. Prints what is found how surely in stories that were not learned from, and
writes the weights as JSON. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.training.contradictions.learning import fit, list_frequent, predict_unseen
from models.training.contradictions.reading import LabelledPair, read_labelled
from models.training.entailment.calibration import measure_auc
from service.loading import load_models
from service.pipeline.conflicts.contradictions import WEIGHTS
from service.settings import Settings

THRESHOLDS = {"change": 0.14, "conflict": 0.3, "update": 0.3, "fixed": 0.42}
"""Least where claims find what changes; of what the model alone finds more is asked where it does not move or has no
date, since who is told of a conflict that is none trusts the others less."""
_ROOT = Path(__file__).parents[3]
_APART = (_ROOT / "models/training/data/stories_apart.jsonl", _ROOT / "benchmarks/data/stories.jsonl")
_LEARNED_FROM = (_ROOT / "models/training/data/stories.jsonl",)
_MATCH = ("nearer than the earlier", "nearer than the later", "nearest both ways", "earlier ahead", "later ahead")
_WITHOUT_MODEL = (
    "", "cosine", "one group", "shared words", "claims differ", "one denies", "later", "unlike figures alone",
    "unlike times", *_MATCH,
)  # fmt: skip
_WITH_MODEL = (
    "", "contradicted", "contradicted back", "contradicted both ways", "entailed", "entailed back",
    "entailed both ways", "cosine", "one group", "shared words", "claims differ", "one denies", "later", *_MATCH,
)  # fmt: skip
_OF_TIME = (
    "", "later", "at once", "hours", "one publisher", "one group", "cosine", "claims differ", "claims move",
    "settled kind differs", "unlike figures alone", "unlike days", "unlike times", "one denies",
)  # fmt: skip
_PENALTY, _PENALTY_OF_WORDS, _LEAST_STORIES_OF_A_WORD = 3.0, 10.0, 8
_CURVE = (0.25, 0.3, 0.35, 0.4, 0.5, 0.6)


def main() -> None:
    """Learns, measures, and writes what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    arguments = parser.parse_args()
    models = load_models(Settings())
    apart = [pair for path in _APART for pair in read_labelled(path, models, judged=True)]
    known = [pair for path in _LEARNED_FROM for pair in read_labelled(path, models, judged=False)]
    document = {
        "about": 'Logistic weights by feature, learned by `python -m models.training.contradictions`; "" is the bias.',
        "licence": "CC0-1.0",
        "learned_from": "stories invented for Chorus (CC0)",
        "thresholds": THRESHOLDS,
        **_learn_contradictions(apart),
        "moves": _learn_movement([pair for pair in (*apart, *known) if pair.contradicts]),
    }
    arguments.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _learn_contradictions(pairs: Sequence[LabelledPair]) -> dict[str, dict[str, float]]:
    true, stories = [pair.contradicts for pair in pairs], [pair.story for pair in pairs]
    print(f"{len(pairs)} pairs of {len(set(stories))} stories, {sum(true)} contradict")
    learned = {}
    for part, names in (("prior", _WITHOUT_MODEL), ("rival", _WITH_MODEL)):
        rows = [pair.features if part == "prior" else {**pair.features, **pair.judged} for pair in pairs]
        likely = predict_unseen(rows, true, stories, names, penalty=_PENALTY)
        print(f"{part}: AUC {measure_auc(likely, np.array(true)):.3f}")
        for least in _CURVE if part == "rival" else ():
            said = likely >= least
            print(f"  from {least}: precision {np.mean(np.array(true)[said]):.2f}, recall {np.mean(said[true]):.2f}")
        learned[part] = fit(rows, true, names, penalty=_PENALTY)
    return learned


def _learn_movement(pairs: Sequence[LabelledPair]) -> dict[str, float]:
    """Of pairs that contradict, whether they are steps of an update."""
    moves, stories = [pair.update for pair in pairs], [pair.story for pair in pairs]
    rows = [{**pair.features, **pair.words} for pair in pairs]
    names = [*_OF_TIME, *list_frequent([(pair.story, pair.words) for pair in pairs], _LEAST_STORIES_OF_A_WORD)]
    likely = predict_unseen(rows, moves, stories, names, penalty=_PENALTY_OF_WORDS)
    right = np.mean((likely > 0.5) == np.array(moves))  # noqa: PLR2004
    print(f"moves: {len(pairs)} pairs, AUC {measure_auc(likely, np.array(moves)):.3f}, {right:.3f} right")
    return fit(rows, moves, names, penalty=_PENALTY_OF_WORDS)


if __name__ == "__main__":
    main()
