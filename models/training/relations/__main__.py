"""Trains what reads near sentences: `python -m models.training.relations --models-dir FOLDER --entailment FOLDER`.

Starts from the entailment model in `--entailment` and tunes its upper half and a head of four outputs: whether two
sentences agree, are about different things, contradict each other, or one tells a later state. First on all pairs there
are, then on those of stories with some of the others. Reads `CHORUS_EVAL` (default ../shared/eval) for the articles of
judged pairs, needs all-MiniLM-L6-v2 and all-mpnet-base-v2, and writes relations.safetensors and
relation_ranges.safetensors beside the entailment model. Takes half an hour on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer

from models.checkpoints.catalog import DEFAULT_ENCODER, ENTAILMENT_BASE
from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder.transformer import TransformerEncoder
from models.entailment.adapted_weights import MADE_FOR, RELATIONS_FILE, WEIGHTS_FILE
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.adapters import WIDTHS, AdaptedCrossEncoder
from models.training.entailment.examples import Example, load_clusters
from models.training.entailment.passes import Pass
from models.training.entailment.ranges import make_relation_ranges
from models.training.entailment.tuning import tune
from models.training.relations.examples import (
    AGREE,
    CONTRADICT,
    OTHER,
    OUTPUTS,
    UPDATE,
    load_happenings,
    load_judged_pairs,
    load_story_pairs,
)

_SEED = 5
_FIRST_TUNED = 6
"""Layers below it are those of the entailment model: both read by them."""
_RELATIONS = 4
_OF_HAPPENINGS = {AGREE: 6, OTHER: 7, CONTRADICT: 5, UPDATE: 5}
_OF_STATES = {AGREE: 6, OTHER: 10, CONTRADICT: 6, UPDATE: 6}
"""Pairs of each row that are read, by relation."""
_OWN = Path(__file__).parent.parent / "data"


_PASSES = (
    Pass(shares={"stories": 1, "happenings": 1, "states": 1, "judged": 1}, learning_rate=2e-4, batches_a_step=2),
    Pass(
        shares={"stories": 1, "happenings": 0.1, "states": 0.19, "judged": 0.19}, learning_rate=2e-4, batches_a_step=2
    ),
)


def main() -> None:
    """Trains, and writes what came of it."""
    parser = argparse.ArgumentParser(description="Trains what reads near sentences.")
    parser.add_argument("--models-dir", type=Path, required=True, help="where checkpoints are installed")
    parser.add_argument("--entailment", type=Path, required=True, help="folder of the entailment model, written to")
    arguments = parser.parse_args()
    chooser = random.Random(_SEED)  # noqa: S311
    torch.manual_seed(_SEED)
    encoder = TransformerEncoder(locate(DEFAULT_ENCODER, arguments.models_dir))
    data = Path(os.environ.get("CHORUS_EVAL", "../shared/eval"))
    clusters = load_clusters(data / "claims_train.jsonl", data / "multinews_dev.jsonl", _OWN / "stories.jsonl")
    parts = {
        "stories": load_story_pairs(_OWN / "stories.jsonl", encoder, chooser),
        "happenings": load_happenings(_OWN / "near_sentences.jsonl", _OF_HAPPENINGS, chooser),
        "states": load_happenings(_OWN / "later_states.jsonl", _OF_STATES, chooser),
        "judged": load_judged_pairs(_OWN / "judged_pairs.jsonl", clusters, chooser),
    }
    base = locate(ENTAILMENT_BASE, arguments.models_dir)
    train(base, arguments.entailment, parts, load_pair_tokenizer(base, WIDTHS[-1]), chooser)
    make_relation_ranges(base, arguments.entailment)


def train(
    base: InstalledCheckpoint,
    folder: Path,
    parts: Mapping[str, Sequence[Example]],
    tokenizer: Tokenizer,
    chooser: random.Random,
    *,
    passes: Sequence[Pass] = _PASSES,
    first: int = _FIRST_TUNED,
) -> None:
    """Tunes the entailment model in `folder` on `parts` and writes relations.safetensors there.

    first: the layer from which on it is tuned.
    """
    model = AdaptedCrossEncoder(base).to("cuda" if torch.cuda.is_available() else "cpu")
    scale = float(json.loads((folder / "config.json").read_text(encoding="utf-8"))["adapter_scale"])
    model.read_upper(load_file(folder / WEIGHTS_FILE), scale=scale, first=first, relations=_RELATIONS)
    for one in passes:
        tune(
            model,
            one.draw(parts, chooser),
            tokenizer,
            learning_rate=one.learning_rate,
            chooser=chooser,
            batches_a_step=one.batches_a_step,
            outputs=OUTPUTS,
        )
    made_for = hashlib.sha256((folder / WEIGHTS_FILE).read_bytes()).hexdigest()
    save_file(model.export(), folder / RELATIONS_FILE, metadata={MADE_FOR: made_for})


if __name__ == "__main__":
    main()
