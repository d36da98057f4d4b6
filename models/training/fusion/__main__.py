"""Trains the rewriter: `python -m models.training.fusion --models-dir FOLDER --output FOLDER`.

Reads `CHORUS_EVAL` (default ../shared/eval) and `models/training/data`, needs smollm2-135m-instruct, which is tuned,
and writes model.safetensors, config.json and metrics.json, and faithfulness.json as it ships. First single sentences
are told anew, then claims of several sentences and groups, each time in another order. When its wordings may be told is
learned by `python -m models.training.fusion.faithfulness`.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

from models.checkpoints.catalog import SMOLLM2_135M_INSTRUCT
from models.checkpoints.store import InstalledCheckpoint, locate
from models.loading import read_tokenizer
from models.rewriters.faithfulness import FILE
from models.rewriters.fusion import SHIPPED_FOLDER
from models.training.fusion.examples import (
    FusionExample,
    load_claims,
    load_fusions,
    load_retellings,
    load_told,
    read_articles,
    shuffle_sentences,
)
from models.training.fusion.tuning import RANK, SCALE, AdaptedWriter, measure_loss, tune

NAME = "fusion-smollm2"
_SEED = 0
_FIRST_RATE, _SECOND_RATE = 6e-4, 5e-4
_OWN = Path(__file__).parent.parent / "data"


def main() -> None:
    """Trains, measures, and writes what came of it."""
    arguments = _parse_arguments()
    chooser = random.Random(_SEED)  # noqa: S311
    torch.manual_seed(_SEED)
    torch.set_num_threads(1)
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    base = locate(SMOLLM2_135M_INSTRUCT.name, arguments.models_dir)
    tokenizer = read_tokenizer(base)
    articles = read_articles(data / "claims_train.jsonl", data / "multinews_dev.jsonl")
    claims = [
        *load_claims(data / "claims_train.jsonl", articles),
        *load_claims(_OWN / "claims.jsonl", articles),
    ]
    of_one = [*load_retellings(data / "nli" / "wikinews_minimal_pairs.jsonl"), *(c for c in claims if _is_of_one(c))]
    of_several = [claim for claim in claims if not _is_of_one(claim)]
    stories = read_articles(_OWN / "stories.jsonl")
    groups = [
        *load_fusions(data / "fusion_train.jsonl"),
        *load_told(_OWN / "fused_sentences.jsonl", articles | stories),
    ]
    held_out = load_fusions(data / "fusion_dev.jsonl")
    model = AdaptedWriter(base)

    def keep() -> None:
        _write(arguments.output, model, {}, arguments, base)

    first = chooser.sample(of_one, min(arguments.single, len(of_one)))
    tune(model, first, tokenizer, learning_rate=_FIRST_RATE, chooser=chooser, report=_report, keep=keep)
    near = [*groups * arguments.passes, *chooser.sample(of_several, min(arguments.claims, len(of_several)))]
    near = [shuffle_sentences(example, chooser) for example in near]
    tune(model, near, tokenizer, learning_rate=_SECOND_RATE, chooser=chooser, report=_report, keep=keep)
    metrics = _measure(model, held_out, tokenizer)
    print(json.dumps(metrics, indent=2))
    _write(arguments.output, model, metrics, arguments, base)


def _is_of_one(example: FusionExample) -> bool:
    return len(example.sentences) == 1


def _measure(model: AdaptedWriter, examples: Sequence[FusionExample], tokenizer: Tokenizer) -> dict[str, float]:
    """The perplexity of held-out answers, of fusions and of common cores."""
    measured = {}
    for name, core in (("fusion_perplexity", False), ("core_perplexity", True)):
        kind = [replace(e, answers=tuple(a for a in e.answers if a.core == core)) for e in examples]
        measured[name] = round(math.exp(measure_loss(model, kind, tokenizer)), 3)
    return measured


def _report(line: str) -> None:
    print(line, flush=True)


def _write(
    folder: Path,
    model: AdaptedWriter,
    metrics: Mapping[str, float],
    arguments: argparse.Namespace,
    base: InstalledCheckpoint,
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    save_file(model.export(), folder / "model.safetensors")
    (folder / FILE).write_bytes((SHIPPED_FOLDER / FILE).read_bytes())
    config = {
        "name": NAME,
        "base": base.card.name,
        "base_sha256": base.weights_sha256,
        "languages": ["en"],
        "adapter_rank": RANK,
        "adapter_scale": SCALE,
        "licence": arguments.licence,
        "learned_from": arguments.learned_from,
    }
    for name, content in (("config", config), ("metrics", metrics)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m models.training.fusion", description="Trains the rewriter.")
    parser.add_argument("--models-dir", type=Path, required=True, help="where checkpoints are installed")
    parser.add_argument("--output", type=Path, required=True, help="folder that the model is written to")
    parser.add_argument("--single", type=int, default=3000, help="examples of one sentence")
    parser.add_argument("--claims", type=int, default=2000, help="claims of several sentences")
    parser.add_argument("--passes", type=int, default=3, help="times that each group is taught")
    parser.add_argument("--licence", help="on what terms the weights may be used; GET /v1/models says so")
    parser.add_argument("--learned-from", help="the texts that made the weights; GET /v1/models says so")
    return parser.parse_args()


if __name__ == "__main__":
    main()
