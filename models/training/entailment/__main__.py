"""Trains the entailment model: `python -m models.training.entailment --models-dir FOLDER --output FOLDER`.

Reads `CHORUS_EVAL` (default ../shared/eval), needs all-MiniLM-L6-v2, which retrieves evidence, and all-mpnet-base-v2,
which is tuned, and writes model.safetensors, config.json, metrics.json and ranges.safetensors. Uses a GPU where there
is one. What read near sentences over the former weights of that folder is taken away: `python -m
models.training.relations` trains it anew.

First the adapters learn from all there is; then twice, from the same weights, from what is nearest to what the service
reads, and what comes of these two is averaged; last, and slowly, from what was written to mend what it got wrong, with
some of the rest. A twelfth of the clusters is left out, on whose claims, and on those of the stories that are left out,
probabilities are calibrated.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer

from models.checkpoints.catalog import DEFAULT_ENCODER, ENTAILMENT_BASE
from models.checkpoints.store import locate
from models.encoder.transformer import TransformerEncoder
from models.entailment.adapted_weights import RELATION_RANGES_FILE, RELATIONS_FILE, WEIGHTS_FILE
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.adapters import WIDTHS, AdaptedCrossEncoder
from models.training.entailment.calibration import (
    Calibration,
    calibrate,
    measure_auc,
    measure_balanced_accuracy,
    measure_calibration_error,
)
from models.training.entailment.examples import (
    ENTAILED,
    ClaimExamples,
    Example,
    load_claims,
    load_clusters,
    load_edits,
    load_fusions,
    load_pairs,
    load_paraphrases,
)
from models.training.entailment.judged_examples import load_judged
from models.training.entailment.near_examples import load_near
from models.training.entailment.passes import Pass
from models.training.entailment.ranges import make_ranges
from models.training.entailment.statement_examples import load_plain, load_statements
from models.training.entailment.story_examples import load_stories
from models.training.entailment.tellings import load_tellings
from models.training.entailment.tuning import predict, tune
from service.ports import SentenceEncoder

NAME = "entailment-mpnet"
_SEED = 0
_LEFT_OUT = 12
"""One of so many clusters."""
_SHRUNK = 0.85
"""What is left of what the adapters add: on texts of other kinds than those learned from it is right more often."""
_INFERRED = 10
"""Statements of each passage: all of them."""
_OWN = Path(__file__).parent.parent / "data"
"""What was written for Chorus: claims about the clusters of `CHORUS_EVAL`, invented stories, statements."""
_NEAR_SOURCES = frozenset(
    {
        "wikinews_minimal_pairs", "defacto", "factcg_news", "summedits", "xsum_factuality", "fool_me_twice", "wice",
        "attributionbench", "anli", "conjnli", "claimdiff", "pyramid_units", "rte", "fever_vitaminc", "new_protocols",
        "fusion",
    }
)  # fmt: skip
"""Those nearest to what the service reads."""


_PASSES = (
    Pass(
        shares={
            "near": 1.5, "far": 1.5, "edits": 1.5, "tellings": 1.5, "claims": 1.5, "stories": 1.5, "statements": 2,
        },
        learning_rate=5e-4,
        batches_a_step=5,
    ),
    Pass(
        shares={
            "near": 0.5, "far": 0.15, "edits": 0.3, "tellings": 0.8, "claims": 0.9, "stories": 0.9, "statements": 1.2,
        },
        learning_rate=2.5e-4,
        batches_a_step=5,
        times=2,
    ),
)  # fmt: skip
_LAST_PASSES = (
    Pass(
        shares={"plain": 1, "statements": 0.01, "near": 0.04, "claims": 0.06, "stories": 0.02},
        learning_rate=1e-4,
        batches_a_step=2,
    ),
    Pass(
        shares={"swapped": 0.75, "plain": 0.08, "stories": 0.02},
        learning_rate=1e-4,
        batches_a_step=2,
    ),
    Pass(
        shares={
            "near": 0.5, "far": 0.15, "edits": 0.3, "tellings": 0.8, "claims": 0.7, "stories": 0.9, "statements": 0.6,
            "plain": 2, "swapped": 2, "happenings": 1.5, "judged": 2, "inferred": 2,
        },
        learning_rate=1.5e-4,
        batches_a_step=5,
        times=2,
    ),
)  # fmt: skip
"""Of what is left: plain short statements; what belongs elsewhere in its passage; and near sentences and what is
inferred, among all the rest (docs/decisions/0054-judged-pairs.md)."""


def main() -> None:
    """Trains, measures, and writes what came of it."""
    arguments = _parse_arguments()
    chooser = random.Random(_SEED)  # noqa: S311
    torch.manual_seed(_SEED)
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    encoder = TransformerEncoder(locate(DEFAULT_ENCODER, arguments.models_dir))
    base = locate(ENTAILMENT_BASE, arguments.models_dir)
    tokenizer = load_pair_tokenizer(base, WIDTHS[-1])
    claims, parts = _load_parts(data, encoder, chooser)
    held_out = load_claims(data / "claims_dev.jsonl", encoder, chooser)
    apart, _ = load_stories(_OWN / "stories_apart.jsonl", encoder, chooser)

    clusters = sorted({claim.as_served.cluster for claim in claims})
    chooser.shuffle(clusters)
    left_out = frozenset(clusters[::_LEFT_OUT])
    model = AdaptedCrossEncoder(base).to("cuda" if torch.cuda.is_available() else "cpu")
    learned = _leave_out(parts, left_out)
    _learn(model, learned, tokenizer, chooser)
    model.shrink(_SHRUNK)
    _learn(model, learned, tokenizer, chooser, _LAST_PASSES)
    unseen = [*(claim for claim in claims if claim.as_served.cluster in left_out), *apart]
    odds, true = _judge(model, unseen, tokenizer)
    calibration = calibrate(odds, true)
    metrics = {
        "claims_of_unseen_clusters_and_stories": _measure(calibration, odds, true),
        "claims_dev": _measure(calibration, *_judge(model, held_out, tokenizer)),
    }
    terms = {"licence": arguments.licence, "learned_from": arguments.learned_from}
    _write(arguments.output, model, calibration, metrics, base_sha256=base.weights_sha256, terms=terms)
    make_ranges(base, arguments.output)


def _load_parts(
    data: Path, encoder: SentenceEncoder, chooser: random.Random
) -> tuple[list[ClaimExamples], dict[str, list[Example]]]:
    """The claims, and the examples of each part."""
    clusters = load_clusters(data / "claims_train.jsonl", data / "multinews_dev.jsonl", _OWN / "stories.jsonl")
    invented, stories = load_stories(_OWN / "stories.jsonl", encoder, chooser)
    claims = [
        *load_claims(data / "claims_train.jsonl", encoder, chooser),
        *load_claims(_OWN / "claims.jsonl", encoder, chooser, clusters=clusters),
        *invented,
    ]
    pairs = load_pairs(data / "nli", encoder) + load_fusions(data / "fusion_train.jsonl", chooser)
    return claims, {
        "near": [example for example in pairs if example.source in _NEAR_SOURCES],
        "far": [example for example in pairs if example.source not in _NEAR_SOURCES],
        "edits": load_edits(data / "claims_train.jsonl", chooser),
        "tellings": [
            *load_tellings(data / "groups_train.jsonl", encoder, chooser),
            *load_paraphrases(data / "pairs" / "mrpc.jsonl"),
        ],
        "claims": [example for claim in claims for example in claim.training],
        "stories": stories,
        "statements": load_statements(_OWN / "statements.jsonl", chooser),
        "plain": load_plain(_OWN / "plain_statements.jsonl", chooser),
        "swapped": load_plain(_OWN / "swapped_statements.jsonl", chooser),
        "happenings": load_near(_OWN / "near_sentences.jsonl", chooser),
        "judged": [example for _, example in load_judged(_OWN / "judged_pairs.jsonl", clusters)],
        "inferred": load_plain(_OWN / "inferred_statements.jsonl", chooser, most=_INFERRED),
    }


def _leave_out(parts: Mapping[str, Sequence[Example]], clusters: frozenset[str]) -> dict[str, list[Example]]:
    return {
        name: [example for example in examples if example.cluster not in clusters] for name, examples in parts.items()
    }


def _learn(
    model: AdaptedCrossEncoder,
    parts: Mapping[str, Sequence[Example]],
    tokenizer: Tokenizer,
    chooser: random.Random,
    passes: Sequence[Pass] = _PASSES,
) -> None:
    """Leaves, after each pass, the mean of the weights that its times came to.

    Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization (2018).
    """
    for one in passes:
        begun, learned = _copy_learned(model), []
        for _ in range(one.times):
            model.load_state_dict(begun, strict=False)
            tune(
                model,
                one.draw(parts, chooser),
                tokenizer,
                learning_rate=one.learning_rate,
                chooser=chooser,
                batches_a_step=one.batches_a_step,
            )
            learned.append(_copy_learned(model))
        mean = {name: torch.stack([own[name] for own in learned]).mean(dim=0) for name in begun}
        model.load_state_dict(mean, strict=False)


def _copy_learned(model: AdaptedCrossEncoder) -> dict[str, torch.Tensor]:
    return {name: own.detach().clone() for name, own in model.named_parameters() if own.requires_grad}


def _judge(
    model: AdaptedCrossEncoder, claims: Sequence[ClaimExamples], tokenizer: Tokenizer
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The log odds of support by what the service reads, and whether it is so."""
    served = [claim.as_served for claim in claims]
    logits = predict(model, [(example.evidence, example.claim) for example in served], tokenizer)
    odds: NDArray[np.float64] = logits[:, 0] - np.logaddexp(logits[:, 1], logits[:, 2])
    return odds, np.array([example.label == ENTAILED for example in served])


def _measure(calibration: Calibration, odds: NDArray[np.float64], true: NDArray[np.bool_]) -> dict[str, float]:
    probabilities = calibration.apply(odds)
    return {
        "claims": len(true),
        "auc": round(measure_auc(odds, true), 4),
        "balanced_accuracy": round(measure_balanced_accuracy(probabilities, true), 4),
        "calibration_error": round(measure_calibration_error(probabilities, true), 4),
    }


def _write(
    folder: Path,
    model: AdaptedCrossEncoder,
    calibration: Calibration,
    metrics: dict[str, dict[str, float]],
    *,
    base_sha256: str,
    terms: dict[str, str | None],
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for made_for_others in (RELATIONS_FILE, RELATION_RANGES_FILE):
        (folder / made_for_others).unlink(missing_ok=True)
    save_file(model.export(), folder / WEIGHTS_FILE)
    config = {
        "name": NAME,
        "base": ENTAILMENT_BASE,
        "base_sha256": base_sha256,
        "languages": ["en"],
        "max_tokens": WIDTHS[-1],
        "adapter_scale": round(model.scale, 4),
        **terms,
        "calibration": {"slope": round(calibration.slope, 4), "intercept": round(calibration.intercept, 4)},
    }
    for name, content in (("config", config), ("metrics", metrics)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Trains the entailment model.")
    parser.add_argument("--models-dir", type=Path, required=True, help="where checkpoints are installed")
    parser.add_argument("--output", type=Path, required=True, help="folder that the model is written to")
    parser.add_argument("--licence", help="on what terms the weights may be used; GET /v1/models says so")
    parser.add_argument("--learned-from", help="the texts that made the weights; GET /v1/models says so")
    return parser.parse_args()


if __name__ == "__main__":
    main()
