"""Learns which wordings a strict reader finds true: `python -m models.training.fusion.faithfulness [--output FOLDER]`.

Reads models/training/data/judged_wordings.jsonl, and the articles of its stories and clusters, those of the latter
under `CHORUS_EVAL` (default ../shared/eval); has the entailment model read each wording as the service does. Prints
what is told from which probability on, and writes faithfulness.json. Takes some minutes.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.rewriters.faithfulness import FILE, SUPPORT, Likelihood, describe_wording
from models.rewriters.fusion import SHIPPED_FOLDER
from models.training.contradictions.learning import fit, predict_unseen
from models.training.entailment.calibration import measure_auc
from models.training.fusion.examples import read_articles, read_places, read_rows
from service.loading import load_judges
from service.pipeline.rewriting.wording_faults import find_fault
from service.pipeline.verification import average_support
from service.ports import EntailmentModel
from service.settings import Settings

LEAST = 0.8
"""Probability from which a wording is told (docs/decisions/0057)."""
_OWN = Path(__file__).parent.parent / "data"
_LANGUAGE = "en"
_PENALTY = 3.0
_CURVE = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedWording:
    """What a rewriter wrote of some sentences, and what a strict reader found.

    story: the id of its articles. label: "true", "weak" (true, but clumsy or empty) or "false".
    """

    story: str
    sentences: tuple[str, ...]
    text: str
    likelihood: Likelihood
    label: str


def main() -> None:
    """Learns, measures, and writes what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=SHIPPED_FOLDER)
    arguments = parser.parse_args()
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    wordings = load_judged_wordings(_OWN / "judged_wordings.jsonl", _OWN / "stories.jsonl", data / "claims_train.jsonl")
    entailment = load_judges(Settings())[0]
    if entailment is None:
        parser.error("no entailment model is set")
    weights = learn_faithfulness(wordings, entailment)
    document = {
        "about": 'Weights by feature, learned by `python -m models.training.fusion.faithfulness`; "" is the bias.',
        "least": LEAST,
        "weights": weights,
    }
    (arguments.output / FILE).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def load_judged_wordings(path: Path, *articles: Path) -> list[JudgedWording]:
    """The wordings of `path` whose articles are in one of the files `articles`.

    Rows: {id, sentences: [[article, start, end]], wordings: [[text, mean, least, label]]}; spans in code points, mean
    and least of the `Likelihood`.
    """
    clusters = read_articles(*(file for file in articles if file.exists()))
    return [wording for row in read_rows(path) if row["id"] in clusters for wording in _list_wordings(row, clusters)]


def learn_faithfulness(wordings: Sequence[JudgedWording], entailment: EntailmentModel) -> dict[str, float]:
    """The weights by feature. Wordings with a fault are never told, and not learned from."""
    whole = [w for w in wordings if not find_fault(w.text, w.sentences, _LANGUAGE)]
    rows = [
        {**describe_wording(w.text, w.sentences, w.likelihood), SUPPORT: support}
        for w, support in zip(whole, _read_support(whole, entailment), strict=True)
    ]
    true, stories = [w.label != "false" for w in whole], [w.story for w in whole]
    likely = predict_unseen(rows, true, stories, list(rows[0]), penalty=_PENALTY)
    print(f"{len(wordings)} wordings, {len(whole)} without a fault, {sum(true)} of them true")
    print(f"AUC by stories that were not learned from: {measure_auc(likely, np.array(true)):.3f}")
    for least in _CURVE:
        told = [w.label for w, probability in zip(whole, likely, strict=True) if probability >= least]
        shares = {label: round(told.count(label) / max(1, len(told)), 2) for label in ("true", "weak", "false")}
        print(f"  from {least}: {len(told)} told, {shares}")
    return fit(rows, true, list(rows[0]), penalty=_PENALTY)


def _read_support(wordings: Sequence[JudgedWording], entailment: EntailmentModel) -> Iterator[float]:
    """The logarithm of the odds of support of each, as the service holds it against what a wording asks for."""
    choices = [tuple(dict.fromkeys((" ".join(w.sentences), *w.sentences))) for w in wordings]
    pairs = [(evidence, w.text) for w, own in zip(wordings, choices, strict=True) for evidence in own]
    judged = dict(zip(pairs, entailment.judge(pairs, check=lambda: None), strict=True))
    for w, own in zip(wordings, choices, strict=True):
        support = average_support([judged[evidence, w.text] for evidence in own])
        yield math.log(support / (1 - support))


def _list_wordings(row: Mapping[str, Any], clusters: Mapping[str, Any]) -> Iterator[JudgedWording]:
    sentences = read_places(row["sentences"], clusters[row["id"]])
    for text, mean, least, label in row["wordings"]:
        yield JudgedWording(
            story=row["id"],
            sentences=sentences,
            text=text,
            likelihood=Likelihood(mean=mean, least=least),
            label=label,
        )


if __name__ == "__main__":
    main()
