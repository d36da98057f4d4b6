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
from numpy.typing import NDArray

from models.training.contradictions.learning import fit, list_frequent, predict_unseen
from models.training.contradictions.reading import LabelledPair, read_labelled
from models.training.entailment.calibration import measure_auc
from service.loading import load_models
from service.pipeline.conflicts.weights import WEIGHTS, JudgedBy
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
        "prior": _learn_contradictions(apart, None),
        "rival": {judged_by: _learn_contradictions(apart, judged_by) for judged_by in JudgedBy},
        **_learn_movement([pair for pair in apart if pair.contradicts], [pair for pair in known if pair.contradicts]),
    }
    arguments.output.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _learn_contradictions(pairs: Sequence[LabelledPair], judged_by: JudgedBy | None) -> dict[str, float]:
    """Whether pairs contradict each other, by their features and what a model says of them, if any."""
    true, stories = [pair.contradicts for pair in pairs], [pair.story for pair in pairs]
    rows = [{**pair.features, **(pair.judged[judged_by] if judged_by else {})} for pair in pairs]
    names = _WITH_MODEL if judged_by else _WITHOUT_MODEL
    likely = predict_unseen(rows, true, stories, names, penalty=_PENALTY)
    print(f"{len(pairs)} pairs of {len(set(stories))} stories, {sum(true)} contradict")
    print(f"by {judged_by or 'no model'}: AUC {measure_auc(likely, np.array(true)):.3f}")
    for least in _CURVE if judged_by else ():
        said = likely >= least
        print(f"  from {least}: precision {np.mean(np.array(true)[said]):.2f}, recall {np.mean(said[true]):.2f}")
    return fit(rows, true, names, penalty=_PENALTY)


def _learn_movement(apart: Sequence[LabelledPair], known: Sequence[LabelledPair]) -> dict[str, object]:
    """Of pairs that contradict, whether they are steps of an update: by their words, from all; by these and a model's
    word on it, from those `apart` that the model did not learn from.
    """
    pairs = [*apart, *known]
    moves, stories = [pair.update for pair in pairs], [pair.story for pair in pairs]
    rows = [{**pair.features, **pair.words} for pair in pairs]
    names = [*_OF_TIME, *list_frequent([(pair.story, pair.words) for pair in pairs], _LEAST_STORIES_OF_A_WORD)]
    likely = predict_unseen(rows, moves, stories, names, penalty=_PENALTY_OF_WORDS)
    _report_movement("words", likely, moves)
    odds = np.log(likely / (1 - likely))
    states = [{"words": float(own), "moved": pair.moved} for own, pair in zip(odds, apart, strict=False)]
    moved, homes = moves[: len(apart)], stories[: len(apart)]
    _report_movement("words, of these", likely[: len(apart)], moved)
    both = [{"": 1.0, **own} for own in states]
    _report_movement("words and states", predict_unseen(both, moved, homes, list(both[0]), penalty=_PENALTY), moved)
    return {
        "moves": fit(rows, moves, names, penalty=_PENALTY_OF_WORDS),
        "states": {JudgedBy.RELATIONS: fit(both, moved, list(both[0]), penalty=_PENALTY)},
    }


def _report_movement(by: str, likely: NDArray[np.float64], moves: Sequence[bool]) -> None:
    right = np.mean((likely > 0.5) == np.array(moves))  # noqa: PLR2004
    print(f"moves by {by}: {len(moves)} pairs, AUC {measure_auc(likely, np.array(moves)):.3f}, {right:.3f} right")


if __name__ == "__main__":
    main()
