"""Learns which sentences stand alone: `python -m models.training.standalone [--output FILE]`.

Reads the clusters of `CHORUS_EVAL` (default ../shared/eval), the labels and invented stories in `models/training/data`
and the invented articles beside this file; prints how well
each class is told, cross-validated by cluster, and writes the weights as JSON. Takes some seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from pathlib import Path

import numpy as np

from models.training.standalone.learning import cross_validate, fit, list_features
from models.training.standalone.reading import STORIES, read_invented, read_labelled
from service.pipeline.text.standalone import CLASSES, WEIGHTS

_LIKELY = 0.5
_DECIMALS = 3


def main() -> None:
    """Learns, measures, and writes what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--licence", default="research and education")
    parser.add_argument(
        "--learned-from", default="Multi-News articles, labelled for Chorus, and articles invented for it (CC0)"
    )
    arguments = parser.parse_args()
    clusters = Path(os.environ.get("CHORUS_EVAL", "../shared/eval")) / "groups_train.jsonl"
    sentences = [*read_labelled(clusters), *read_labelled(STORIES)]
    invented = read_invented()
    labels = np.array([sentence.label for sentence in sentences])
    print(f"{len(labels)} sentences of {len({sentence.cluster for sentence in sentences})} clusters")
    likely = cross_validate(sentences, invented)
    for place, name in enumerate(CLASSES):
        own, said = labels == place, likely[:, place] > _LIKELY
        precision, recall = own[said].mean(), said[own].mean()
        print(f"{name}: {own.sum()} sentences, precision {precision:.2f}, recall {recall:.2f}")
    everything = [*sentences, *invented]
    names = list_features(everything)
    bias, *weights = np.round(fit(everything, names), _DECIMALS).tolist()
    document = {
        "about": "Weights of what standalone_features.py reads, learned by `python -m models.training.standalone`.",
        "licence": arguments.licence,
        "learned_from": arguments.learned_from,
        "classes": CLASSES,
        "bias": bias,
        "weights": dict(zip(names, weights, strict=True)),
    }
    arguments.output.write_text(_write(document), encoding="utf-8")


def _write(document: dict[str, object]) -> str:
    """JSON with a feature a line."""
    text = json.dumps(document, indent=1)
    return re.sub(r"\[[^\[\]{}]*\]", lambda row: re.sub(r"\s+", " ", row[0]), text) + "\n"


if __name__ == "__main__":
    main()
