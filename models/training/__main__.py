"""Trains the same-fact model: `python -m models.training --models-dir FOLDER --output FOLDER`.

Reads the clusters and pairs of `CHORUS_EVAL` (default ../shared/eval; pairs may be missing), needs all-MiniLM-L6-v2
and, as a teacher, all-mpnet-base-v2 installed, and writes model.safetensors, config.json and metrics.json.

First the upper layers are tuned on all clusters but a third, three times, and each time the model compares the pairs of
the clusters that it has not seen. On those comparisons the deciding networks are trained, first those that decide,
then those that reconsider, and cross-validated by cluster. Then the layers are tuned on all clusters but the held-out
ones, which the whole is tried on.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from models.checkpoints.catalog import DEFAULT_ENCODER
from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder import TransformerEncoder
from models.same_fact import FEATURES, InteractionModel
from models.same_fact.interaction import INTERACTION_FEATURES
from models.training.apart import Lectures, tune_all
from models.training.clusters import Cluster, TrainingDataError, check_enough, load_clusters, load_pairs
from models.training.decision import blank_decisions
from models.training.scoring import JudgedPairs, score_groups
from models.training.stacking import average_precision, cross_validate, look_again_at, train_decisions
from models.training.tuning import Lesson, plan_lesson, read_lower
from service.features import name_features
from service.pipeline.clustering.pair_features import StorySentences
from service.pipeline.clustering.same_fact import compare_pairs
from service.runtime.deadline import RequestClock

NAME = "same-fact-minilm"
THRESHOLD = 0.33
FARTHEST_GAP = 0.32
"""Chosen on the cross-validated curve: where clusters drawn anew most often have both a precision of 0.65 and an F1 of
0.55. A pair below 0.01 is held apart."""
_CURVE = (0.16, 0.19, 0.22, 0.25, 0.28, 0.3, 0.33, 0.36)
_TEACHER = "all-mpnet-base-v2"
_NEIGHBOURS = 24
_GRID = 2048


def main() -> None:
    """Trains, measures, and writes what came of it."""
    arguments = _parse_arguments()
    started = time.monotonic()
    base = locate(DEFAULT_ENCODER, arguments.models_dir)
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    try:
        clusters, pairs = load_clusters(data), load_pairs(data)
        check_enough(clusters)
    except TrainingDataError as error:
        sys.exit(str(error))
    texts = [text for cluster in clusters for text in cluster.texts]
    print(f"{len(clusters)} clusters, {len(texts)} sentences, {len(pairs)} pairs", flush=True)
    lower = read_lower(base, texts + [text for pair in pairs for text in (pair.first, pair.second)])
    lessons = _plan_lessons(clusters, base, arguments.models_dir)
    print(f"read after {time.monotonic() - started:.0f} s", flush=True)
    seen = [place for place, cluster in enumerate(clusters) if not cluster.held_out]
    held_out = [place for place, cluster in enumerate(clusters) if cluster.held_out]
    folds = _cut(len(clusters), arguments.folds, seed=arguments.seed)
    taught = [[i for i in range(len(clusters)) if i not in set(unseen)] for unseen in folds]
    *of_folds, final = tune_all(
        [*taught, seen],
        Lectures(base=base, lessons=lessons, pairs=pairs, lower=lower),
        epochs=arguments.epochs,
        seed=arguments.seed,
        workers=arguments.workers,
    )
    judged = _judge_unseen(clusters, folds, of_folds, base)
    decisions = train_decisions([judged[i] for i in seen], [clusters[i].home for i in seen], seed=arguments.seed)
    terms = {"licence": arguments.licence, "learned_from": arguments.learned_from}
    _write_model(final | decisions, base, arguments.output, terms)
    model = InteractionModel(base, arguments.output)
    unseen = [_judge(clusters[i], model) for i in held_out]
    of_unseen = [_decide(own, clusters[i].home, model) for i, own in zip(held_out, unseen, strict=True)]
    validation = cross_validate(judged, [cluster.home for cluster in clusters], seed=arguments.seed)
    metrics = {
        "cross_validated": _score_curve(clusters, judged, validation.reconsidered),
        "cross_validated_average_precision": average_precision(judged, validation.reconsidered),
        "cross_validated_average_precision_at_first": average_precision(judged, validation.decided),
        "held_out": _score_curve([clusters[i] for i in held_out], unseen, of_unseen),
        "arguments": {"folds": arguments.folds, "epochs": arguments.epochs, "seed": arguments.seed},
        "model_sha256": hashlib.sha256((arguments.output / "model.safetensors").read_bytes()).hexdigest(),
    }
    (arguments.output / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(metrics, indent=2))


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training", description="Trains the same-fact model.")
    parser.add_argument("--models-dir", type=Path, required=True, help="folder that checkpoints are installed in")
    parser.add_argument("--output", type=Path, required=True, help="folder for the model and its metrics")
    parser.add_argument("--folds", type=int, default=3, help="parts that the clusters are cut into")
    parser.add_argument("--epochs", type=int, default=3, help="times that each story is taught")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--licence", help="on what terms the weights may be used; GET /v1/models says so")
    parser.add_argument("--learned-from", help="what the data is, in words; GET /v1/models says so")
    parser.add_argument("--workers", type=int, default=2, help="models tuned at once")
    return parser.parse_args()


def _plan_lessons(clusters: Sequence[Cluster], base: InstalledCheckpoint, models_dir: Path) -> list[Lesson]:
    encoder = TransformerEncoder(base)
    teacher = TransformerEncoder(locate(_TEACHER, models_dir))
    return [
        plan_lesson(cluster, _round(encoder.encode(cluster.texts)), teacher.encode(cluster.texts))
        for cluster in clusters
    ]


def _round(embeddings: NDArray[np.float32]) -> NDArray[np.float32]:
    return (np.rint(embeddings * _GRID) / _GRID).astype(np.float32)


def _cut(clusters: int, folds: int, *, seed: int) -> list[list[int]]:
    order = np.random.default_rng(seed).permutation(clusters)
    return [order[fold::folds].tolist() for fold in range(folds)]


def _judge_unseen(
    clusters: Sequence[Cluster],
    folds: Sequence[Sequence[int]],
    tuned: Sequence[Mapping[str, torch.Tensor]],
    base: InstalledCheckpoint,
) -> list[JudgedPairs]:
    """The pairs of each cluster, compared by the model that was tuned on others."""
    blank = blank_decisions(len(name_features(INTERACTION_FEATURES)), len(FEATURES))
    judged: dict[int, JudgedPairs] = {}
    for unseen, weights in zip(folds, tuned, strict=True):
        with tempfile.TemporaryDirectory() as folder:
            _write_model({**weights, **blank}, base, Path(folder), {})
            model = InteractionModel(base, Path(folder))
        judged.update({i: _judge(clusters[i], model) for i in unseen})
    return [judged[i] for i in range(len(clusters))]


def _judge(cluster: Cluster, model: InteractionModel) -> JudgedPairs:
    clock = RequestClock(limit_seconds=float("inf"))
    read = model.read(cluster.texts, check=lambda: None)
    story = StorySentences(
        sentences=cluster.sentences, terms=cluster.terms, article_of=cluster.home, embeddings=read.embeddings
    )
    candidates, features = compare_pairs(story, read, neighbours=_NEIGHBOURS, clock=clock)
    label = cluster.label
    return JudgedPairs(
        first=candidates.first,
        second=candidates.second,
        features=features,
        same=(label[candidates.first] >= 0) & (label[candidates.first] == label[candidates.second]),
    )


def _decide(judged: JudgedPairs, home: NDArray[np.int64], model: InteractionModel) -> NDArray[np.float64]:
    return model.rescore(look_again_at(judged, home, model.predict(judged.features)).features)


def _score_curve(
    clusters: Sequence[Cluster], judged: Sequence[JudgedPairs], probabilities: Sequence[NDArray[np.float64]]
) -> list[dict[str, float]]:
    curve = []
    for threshold in _CURVE:
        score = score_groups(
            clusters, judged, probabilities, threshold=threshold, farthest_gap=threshold - (THRESHOLD - FARTHEST_GAP)
        )
        rounded = {name: round(value, 3) for name, value in dataclasses.asdict(score).items()}
        curve.append({"threshold": threshold, **rounded})
    return curve


def _write_model(
    weights: Mapping[str, torch.Tensor], base: InstalledCheckpoint, folder: Path, terms: Mapping[str, str | None]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(weights), folder / "model.safetensors")
    config: dict[str, Any] = {
        "name": NAME,
        "base": base.card.name,
        "base_sha256": base.weights_sha256,
        **terms,
        "languages": ["en"],
        "threshold": THRESHOLD,
        "farthest_gap": FARTHEST_GAP,
        "features": list(FEATURES),
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
