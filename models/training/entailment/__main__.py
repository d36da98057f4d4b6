"""Trains the entailment model: `python -m models.training.entailment --models-dir FOLDER --output FOLDER`.

Reads `CHORUS_EVAL` (default ../shared/eval), needs all-MiniLM-L6-v2, which retrieves evidence, and all-mpnet-base-v2,
which is tuned, and writes model.safetensors, config.json and metrics.json.

First the adapters learn entailment from public pairs, edits and fused sentences; then claims about news clusters,
beside some of the former, with evidence drawn anew each time; at last these, the claims of `models/training/data` and
its invented stories. All but the first part is done without a third of the clusters, on whose claims probabilities are
calibrated, then with all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from tokenizers import Tokenizer

from models.checkpoints.catalog import DEFAULT_ENCODER, ENTAILMENT_BASE
from models.checkpoints.store import locate
from models.encoder.transformer import TransformerEncoder
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.adapters import SCALE, WIDTHS, AdaptedCrossEncoder
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
)
from models.training.entailment.story_examples import load_stories
from models.training.entailment.tellings import load_tellings
from models.training.entailment.tuning import predict, tune

NAME = "entailment-mpnet"
_SEED = 0
_FOLDS = 3
_FIRST_RATE = 3e-4
_CLAIM_RATES = (2e-4, 1.2e-4, 1.5e-4, 1.2e-4)
"""Of each pass over the claims."""
_FURTHER_RATES = (1.5e-4, 1.2e-4)
"""Of each pass over all claims and the stories."""
_AVERAGED = 2
"""Passes whose weights are averaged."""
_REPEATED_PAIRS, _REPEATED_EDITS, _TELLINGS = 4000, 2500, 4500
"""Of the first part, beside the claims of each pass; and tellings of one story beside those of the last of these."""
_FURTHER_PAIRS, _FURTHER_EDITS, _FURTHER_TELLINGS = 2600, 900, 1500
"""The same beside each pass over all claims and the stories."""
_FURTHER_EXAMPLES = 2
"""Of each claim in these."""
_OWN = Path(__file__).parent.parent / "data"
"""What was written for Chorus: claims about the clusters of `CHORUS_EVAL`, and invented stories."""
_REPEATED_SOURCES = frozenset(
    {
        "wikinews_minimal_pairs", "defacto", "factcg_news", "summedits", "xsum_factuality", "fool_me_twice", "wice",
        "attributionbench", "anli", "conjnli", "claimdiff", "pyramid_units", "fusion",
    }
)  # fmt: skip
"""Those nearest to what the service reads."""


def main() -> None:
    """Trains, measures, and writes what came of it."""
    arguments = _parse_arguments()
    chooser = random.Random(_SEED)  # noqa: S311
    torch.manual_seed(_SEED)
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    encoder = TransformerEncoder(locate(DEFAULT_ENCODER, arguments.models_dir))
    base = locate(ENTAILMENT_BASE, arguments.models_dir)
    tokenizer = load_pair_tokenizer(base, WIDTHS[-1])
    edits = load_edits(data / "claims_train.jsonl", chooser)
    pairs = load_pairs(data / "nli", encoder) + load_fusions(data / "fusion_train.jsonl", chooser)
    tellings = load_tellings(data / "groups_train.jsonl", encoder, chooser)
    held_out = load_claims(data / "claims_dev.jsonl", encoder, chooser)

    model = AdaptedCrossEncoder(base)
    tune(model, [*pairs, *edits], tokenizer, learning_rate=_FIRST_RATE, chooser=chooser)
    begun = {name: weight.clone() for name, weight in model.state_dict().items()}
    lessons = [
        _Lesson(
            claims=load_claims(data / "claims_train.jsonl", encoder, chooser),
            beside=_repeat(pairs, edits, chooser, most=(_REPEATED_PAIRS, _REPEATED_EDITS)),
            learning_rate=rate,
        )
        for rate in _CLAIM_RATES
    ]
    told = _sample(tellings, _TELLINGS, chooser)
    lessons[-1] = replace(lessons[-1], beside=[*lessons[-1].beside, *told])
    for rate in _FURTHER_RATES:
        claims, stories = _load_all(data, encoder, chooser)
        again = _repeat(pairs, edits, chooser, most=(_FURTHER_PAIRS, _FURTHER_EDITS))
        beside = [*again, *stories, *_sample(tellings, _FURTHER_TELLINGS, chooser)]
        lessons.append(_Lesson(claims=claims, beside=beside, learning_rate=rate))

    clusters = sorted({claim.as_served.cluster for claim in lessons[0].claims})
    chooser.shuffle(clusters)
    apart = frozenset(clusters[::_FOLDS])
    _learn(model, lessons, tokenizer, chooser, without=apart)
    odds, true = _judge(model, [c for c in lessons[0].claims if c.as_served.cluster in apart], tokenizer)
    calibration = calibrate(odds, true)
    metrics = {"claims_of_unseen_clusters": _measure(calibration, odds, true)}

    model.load_state_dict(begun)
    _learn(model, lessons, tokenizer, chooser)
    metrics["claims_dev"] = _measure(calibration, *_judge(model, held_out, tokenizer))
    terms = {"licence": arguments.licence, "learned_from": arguments.learned_from}
    _write(arguments.output, model, calibration, metrics, base_sha256=base.weights_sha256, terms=terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lesson:
    """One pass over the claims, each with evidence drawn anew, beside examples of the first part."""

    claims: Sequence[ClaimExamples]
    beside: Sequence[Example]
    learning_rate: float


def _learn(
    model: AdaptedCrossEncoder,
    lessons: Sequence[_Lesson],
    tokenizer: Tokenizer,
    chooser: random.Random,
    *,
    without: frozenset[str] = frozenset(),
) -> None:
    """Leaves the mean of the weights after the last passes. without: clusters whose claims are left out.

    Source: Izmailov et al., Averaging Weights Leads to Wider Optima and Better Generalization (2018).
    """
    learned: list[dict[str, torch.Tensor]] = []
    for lesson in lessons:
        claims = [claim for claim in lesson.claims if claim.as_served.cluster not in without]
        examples = [*(example for claim in claims for example in claim.training), *lesson.beside]
        tune(model, examples, tokenizer, learning_rate=lesson.learning_rate, chooser=chooser)
        learned.append({name: own.detach().clone() for name, own in model.named_parameters() if own.requires_grad})
    averaged = learned[-_AVERAGED:]
    mean = {name: torch.stack([own[name] for own in averaged]).mean(dim=0) for name in averaged[0]}
    model.load_state_dict(mean, strict=False)


def _load_all(
    data: Path, encoder: TransformerEncoder, chooser: random.Random
) -> tuple[list[ClaimExamples], list[Example]]:
    """The claims that readers wrote, those written for Chorus and those of its stories, some examples of each; and what
    else is known of the stories.
    """
    readers = load_claims(data / "claims_train.jsonl", encoder, chooser)
    clusters = load_clusters(data / "claims_train.jsonl", data / "multinews_dev.jsonl")
    own = load_claims(_OWN / "claims.jsonl", encoder, chooser, clusters=clusters)
    invented, stories = load_stories(_OWN / "stories.jsonl", encoder, chooser)
    claims = [
        replace(claim, training=tuple(_sample(claim.training, _FURTHER_EXAMPLES, chooser)))
        for claim in (*readers, *own, *invented)
    ]
    return claims, stories


def _repeat(
    pairs: Sequence[Example], edits: Sequence[Example], chooser: random.Random, *, most: tuple[int, int]
) -> list[Example]:
    near = [example for example in pairs if example.source in _REPEATED_SOURCES]
    return [*_sample(near, most[0], chooser), *_sample(edits, most[1], chooser)]


def _sample(examples: Sequence[Example], most: int, chooser: random.Random) -> list[Example]:
    return chooser.sample(list(examples), min(most, len(examples)))


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
    save_file(model.export(), folder / "model.safetensors")
    config = {
        "name": NAME,
        "base": ENTAILMENT_BASE,
        "base_sha256": base_sha256,
        "languages": ["en"],
        "max_tokens": WIDTHS[-1],
        "adapter_scale": SCALE,
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
