"""Notes what goes into the layers of an entailment model: `python -m models.training.entailment.ranges --models-dir F`.

Reads statements, passages and near sentences in models/training/data with the weights that ship, or those in
`--entailment FOLDER`, and writes `ranges.safetensors` beside them: of each channel the least and the most, by which the
layers are rounded to whole numbers (docs/decisions/0064-whole-numbers.md). Takes a minute on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer

from models.checkpoints.catalog import ENTAILMENT_BASE
from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder.layers import Layer, Linear, apply_linear, expand
from models.encoder.packed import PackedModel, plan_packs
from models.encoder.quantized import ChannelRange, LayerRanges, name_ranges
from models.encoder.weights import EncoderWeights
from models.entailment.adapted import (
    MADE_FOR,
    RANGES_FILE,
    SHIPPED_FOLDER,
    WEIGHTS_FILE,
    read_adapted_weights,
)
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.adapters import WIDTHS
from models.training.entailment.near_examples import list_relations
from models.training.entailment.statement_examples import load_stated

_SEED = 0
_OWN = Path(__file__).parent.parent / "data"
_STATEMENTS = ("statements.jsonl", "plain_statements.jsonl", "swapped_statements.jsonl", "inferred_statements.jsonl")
_NEAR = "near_sentences.jsonl"
_PAIRS_OF_EACH = 150
_PACK_ROWS = 4096


class RecordingLayer:
    """An `EncoderLayer` that computes as another one does, and notes what goes into its linear maps."""

    def __init__(self, layer: Layer) -> None:
        self._layer = layer
        self._seen: dict[str, ChannelRange] = {}

    @property
    def attended_norm(self) -> Linear:
        return self._layer.attended_norm

    @property
    def outer_norm(self) -> Linear:
        return self._layer.outer_norm

    @property
    def ranges(self) -> LayerRanges:
        """What was seen so far. Raises: KeyError if nothing was."""
        return LayerRanges(**{part.name: self._seen[part.name] for part in fields(LayerRanges)})

    def project(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        self._note("states", states)
        return self._layer.project(states)

    def join_heads(self, contexts: torch.Tensor) -> torch.Tensor:
        self._note("contexts", contexts)
        return self._layer.join_heads(contexts)

    def feed_forward(self, states: torch.Tensor) -> torch.Tensor:
        self._note("attended", states)
        expanded = expand(states, self._layer.inner)
        self._note("expanded", expanded)
        return apply_linear(expanded, self._layer.outer)

    def _note(self, name: str, inputs: torch.Tensor) -> None:
        least, most = inputs.float().amin(dim=0), inputs.float().amax(dim=0)
        if known := self._seen.get(name):
            least, most = torch.minimum(known.least, least), torch.maximum(known.most, most)
        self._seen[name] = ChannelRange(least=least, most=most)


def main() -> None:
    """Writes the ranges."""
    parser = argparse.ArgumentParser(description="Notes what goes into the layers of an entailment model.")
    parser.add_argument("--models-dir", type=Path, required=True, help="where checkpoints are installed")
    parser.add_argument("--entailment", type=Path, default=SHIPPED_FOLDER, help="folder of the entailment model")
    arguments = parser.parse_args()
    make_ranges(locate(ENTAILMENT_BASE, arguments.models_dir), arguments.entailment)


def make_ranges(base: InstalledCheckpoint, folder: Path) -> None:
    """Writes the ranges for the weights in `folder`, which were tuned from `base`."""
    pairs = list(_list_pairs(random.Random(_SEED)))  # noqa: S311
    tokenizer = load_pair_tokenizer(base, WIDTHS[-1])
    write_ranges(record_ranges(read_adapted_weights(base, folder), tokenizer, pairs), folder)


def record_ranges(weights: EncoderWeights, tokenizer: Tokenizer, pairs: Sequence[tuple[str, str]]) -> list[LayerRanges]:
    """What goes into each layer where `pairs` of evidence and claim are read."""
    layers = [RecordingLayer(layer) for layer in weights.layers]
    model = PackedModel(weights, layers)
    token_ids = [encoding.ids for encoding in tokenizer.encode_batch(list(pairs))]
    for pack in plan_packs([len(ids) for ids in token_ids], most_rows=_PACK_ROWS):
        model.read([token_ids[i] for i in pack])
    return [layer.ranges for layer in layers]


def write_ranges(ranges: Sequence[LayerRanges], folder: Path) -> None:
    """Writes `ranges` beside the weights in `folder`, which they are for, in bfloat16."""
    named = {name: own.bfloat16().contiguous() for name, own in name_ranges(ranges).items()}
    sha256 = hashlib.sha256((folder / WEIGHTS_FILE).read_bytes()).hexdigest()
    save_file(named, folder / RANGES_FILE, metadata={MADE_FOR: sha256})


def _list_pairs(chooser: random.Random) -> Iterator[tuple[str, str]]:
    parts = [load_stated(_OWN / name) for name in _STATEMENTS]
    parts.append([example for _, example in list_relations(_OWN / _NEAR)])
    for examples in parts:
        for example in chooser.sample(examples, _PAIRS_OF_EACH):
            yield example.evidence, example.claim


if __name__ == "__main__":
    main()
