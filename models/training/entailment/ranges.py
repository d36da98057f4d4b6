"""Notes what goes into the layers of an entailment model: `python -m models.training.entailment.ranges --models-dir F`.

Reads statements, passages and near sentences in models/training/data with the weights that ship, or those in
`--entailment FOLDER`, and writes `ranges.safetensors` beside them: of each channel the least and the most, by which the
layers are rounded to whole numbers (docs/decisions/0064-whole-numbers.md). Where there are weights that read near
sentences, `relation_ranges.safetensors` too. Takes two minutes on two cores.
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
from models.entailment.adapted import SHIPPED_FOLDER
from models.entailment.adapted_weights import (
    MADE_FOR,
    RANGES_FILE,
    RELATION_RANGES_FILE,
    RELATIONS_FILE,
    WEIGHTS_FILE,
    count_upper,
    read_adapted_weights,
    read_relation_weights,
)
from models.entailment.pairs import load_pair_tokenizer
from models.training.entailment.adapters import WIDTHS
from models.training.entailment.near_examples import list_relations
from models.training.entailment.statement_examples import load_stated

_SEED = 0
_OWN = Path(__file__).parent.parent / "data"
_STATEMENTS = ("statements.jsonl", "plain_statements.jsonl", "swapped_statements.jsonl", "inferred_statements.jsonl")
_NEAR = "near_sentences.jsonl"
_PAIRS_OF_EACH, _PAIRS_OF_RELATIONS = 150, 600
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
    if (folder / RELATIONS_FILE).exists():
        make_relation_ranges(base, folder)


def make_relation_ranges(base: InstalledCheckpoint, folder: Path) -> None:
    """Writes those for the layers of `folder` that read near sentences."""
    pairs = [(example.evidence, example.claim) for _, example in list_relations(_OWN / _NEAR)]
    chosen = random.Random(_SEED).sample(pairs, _PAIRS_OF_RELATIONS)  # noqa: S311
    weights = read_relation_weights(base, folder)
    ranges = record_ranges(weights, load_pair_tokenizer(base, WIDTHS[-1]), chosen)
    write_relation_ranges(ranges[-count_upper(folder) :], folder)


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
    _write(ranges, folder / RANGES_FILE, folder / WEIGHTS_FILE)


def write_relation_ranges(ranges: Sequence[LayerRanges], folder: Path) -> None:
    """The same beside the layers in `folder` that read near sentences."""
    _write(ranges, folder / RELATION_RANGES_FILE, folder / RELATIONS_FILE)


def _write(ranges: Sequence[LayerRanges], path: Path, made_for: Path) -> None:
    named = {name: own.bfloat16().contiguous() for name, own in name_ranges(ranges).items()}
    save_file(named, path, metadata={MADE_FOR: hashlib.sha256(made_for.read_bytes()).hexdigest()})


def _list_pairs(chooser: random.Random) -> Iterator[tuple[str, str]]:
    parts = [load_stated(_OWN / name) for name in _STATEMENTS]
    parts.append([example for _, example in list_relations(_OWN / _NEAR)])
    for examples in parts:
        for example in chooser.sample(examples, _PAIRS_OF_EACH):
            yield example.evidence, example.claim


if __name__ == "__main__":
    main()
