"""The layers of the shipped entailment model, and those that read near sentences over the lower ones of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import torch
from safetensors import safe_open
from safetensors.torch import load

from models.adapters import LowRankAdapters, reading_adapted
from models.checkpoints.store import InstalledCheckpoint
from models.encoder.layers import EncoderLayer, Layer
from models.encoder.packed import PackedModel
from models.encoder.quantized import LayerRanges, collect_ranges, quantize_layers
from models.encoder.weights import EncoderWeights, can_read, read_shared_weights, read_upper_layers
from models.loading import DtypeName, choose_dtype
from models.processor import multiplies_bytes_fast
from service.errors import CheckpointError

WEIGHTS_FILE, RANGES_FILE = "model.safetensors", "ranges.safetensors"
RELATIONS_FILE, RELATION_RANGES_FILE = "relations.safetensors", "relation_ranges.safetensors"
"""Adapters of the upper layers and a head that read near sentences; and what goes into these layers."""
MADE_FOR = "model_sha256"
"""Under which a file names the weights that it was made for."""
ArithmeticName = Literal["auto", "int8", "bfloat16", "float32"]

ENTAILMENT_OUTPUTS, RELATION_OUTPUTS = 3, 4
"""Entailed, not stated, contradicted; agrees, about different things, contradicts, a later state."""

_LAYER_OF_ADAPTER = re.compile(r"encoder\.layer\.(\d+)\..*\.lora_down")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AdaptedLayers:
    """Layers as they are run, with the head's weights beside them.

    weights: all but the layers. learned: by the names of their file. sha256: of that file. quantized: whether layers
    multiply whole numbers.
    """

    weights: EncoderWeights
    layers: Sequence[EncoderLayer]
    learned: Mapping[str, torch.Tensor]
    sha256: str
    quantized: bool

    @property
    def dtype(self) -> str:
        return "int8" if self.quantized else str(self.weights.dtype).removeprefix("torch.")

    def pack(self) -> PackedModel:
        """The model that runs them."""
        return PackedModel(self.weights, self.layers)


def load_adapted(base: InstalledCheckpoint, folder: Path, scale: float, dtype: ArithmeticName) -> AdaptedLayers:
    """The layers of `base` with the adapters of `folder`, times `scale`.

    dtype: as of `AdaptedEntailment`.
    Raises: CheckpointError; OSError, SafetensorError, KeyError if a file cannot be read.
    """
    learned, sha256 = _read_learned(folder / WEIGHTS_FILE)
    quantized = _is_quantized(folder, dtype)
    weights = _add_adapters(base, LowRankAdapters(learned, scale), sha256, "auto" if dtype == "int8" else dtype)
    _refuse_misfit(folder / WEIGHTS_FILE, learned, weights.dimension, outputs=ENTAILMENT_OUTPUTS)
    layers = _prepare(weights.layers, folder / RANGES_FILE, sha256, quantized=quantized)
    bare = replace(weights, layers=())
    return AdaptedLayers(weights=bare, layers=layers, learned=learned, sha256=sha256, quantized=quantized)


def load_relations(base: InstalledCheckpoint, folder: Path, scale: float, lower: AdaptedLayers) -> AdaptedLayers | None:
    """Those that read near sentences: upper layers of their own over `lower`; None where `folder` has none.

    Raises: as `load_adapted`; CheckpointError, too, if they were made for other lower layers.
    """
    path = folder / RELATIONS_FILE
    if not path.exists():
        return None
    _refuse_others(path, lower.sha256)
    learned, sha256 = _read_learned(path)
    upper = _read_upper(base, learned, scale, sha256, lower.weights.dtype)
    own = _prepare(upper, folder / RELATION_RANGES_FILE, sha256, quantized=lower.quantized)
    _refuse_misfit(path, learned, lower.weights.dimension, outputs=RELATION_OUTPUTS)
    layers = (*lower.layers[: -len(own)], *own)
    return replace(lower, layers=layers, learned=learned, sha256=sha256)


def read_adapted_weights(base: InstalledCheckpoint, folder: Path, *, dtype: DtypeName = "auto") -> EncoderWeights:
    """The weights of `base` with the adapters of `folder` added.

    Raises: CheckpointError if one of both cannot be read, or they do not fit each other.
    """
    with reading_adapted(folder, base) as config:
        learned, sha256 = _read_learned(folder / WEIGHTS_FILE)
        return _add_adapters(base, LowRankAdapters(learned, float(config["adapter_scale"])), sha256, dtype)


def read_relation_weights(base: InstalledCheckpoint, folder: Path, *, dtype: DtypeName = "auto") -> EncoderWeights:
    """As `read_adapted_weights`, with the upper layers that read near sentences."""
    weights = read_adapted_weights(base, folder, dtype=dtype)
    with reading_adapted(folder, base) as config:
        learned, sha256 = _read_learned(folder / RELATIONS_FILE)
        upper = _read_upper(base, learned, float(config["adapter_scale"]), sha256, weights.dtype)
    return replace(weights, layers=(*weights.layers[: -len(upper)], *upper))


def count_upper(folder: Path) -> int:
    """How many upper layers of `folder` read near sentences. Raises: OSError, SafetensorError, KeyError."""
    with safe_open(folder / RELATIONS_FILE, framework="pt") as file:
        return len(_list_places(file.keys()))


def _read_learned(path: Path) -> tuple[dict[str, torch.Tensor], str]:
    """Adapters and head, and the hash of their file. Raises: OSError, SafetensorError."""
    content = path.read_bytes()
    return load(content), hashlib.sha256(content).hexdigest()


def _add_adapters(
    base: InstalledCheckpoint, adapters: LowRankAdapters, sha256: str, dtype: DtypeName
) -> EncoderWeights:
    if not can_read(base.folder):
        raise CheckpointError(f"{base.folder} is neither a BERT nor an MPNet")
    return read_shared_weights(base, choose_dtype(dtype), adapters.add, changed_by=sha256, check=adapters.refuse_unused)


def _read_upper(
    base: InstalledCheckpoint, learned: Mapping[str, torch.Tensor], scale: float, sha256: str, dtype: torch.dtype
) -> tuple[Layer, ...]:
    """The layers that `learned` has adapters for, which are added: the upper ones of `base`. Raises: KeyError."""
    first, adapters = min(_list_places(learned)), LowRankAdapters(learned, scale)
    return read_upper_layers(base, dtype, adapters.add, first=first, changed_by=sha256, check=adapters.refuse_unused)


def _list_places(names: Iterable[str]) -> set[int]:
    """The layers that weights of these names are of. Raises: KeyError if there are none."""
    places = {int(found[1]) for name in names if (found := _LAYER_OF_ADAPTER.fullmatch(name))}
    if not places:
        raise KeyError("adapters of any layer")
    return places


def _prepare(layers: Sequence[Layer], ranges: Path, sha256: str, *, quantized: bool) -> Sequence[EncoderLayer]:
    """`layers` in the form that they are run in."""
    return quantize_layers(layers, _read_ranges(ranges, sha256, len(layers))) if quantized else layers


def _is_quantized(folder: Path, dtype: ArithmeticName) -> bool:
    """Raises: CheckpointError if it is to be and cannot."""
    if dtype == "int8" and not multiplies_bytes_fast():
        raise CheckpointError("int8 is for processors that add up products of bytes (VNNI, AMX), which this one is not")
    return dtype == "int8" or (dtype == "auto" and multiplies_bytes_fast() and (folder / RANGES_FILE).exists())


def _read_ranges(path: Path, sha256: str, layers: int) -> list[LayerRanges]:
    """Raises: CheckpointError if they were made for other weights; OSError, SafetensorError, KeyError."""
    _refuse_others(path, sha256)
    with safe_open(path, framework="pt") as file:
        named = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    return collect_ranges(named, layers)


def _refuse_others(path: Path, sha256: str) -> None:
    """Raises: CheckpointError if the file was made for other weights than those of `sha256`."""
    with safe_open(path, framework="pt") as file:
        if (file.metadata() or {}).get(MADE_FOR) != sha256:
            raise CheckpointError(
                f"{path} was made for other weights than those beside it: it has to be made anew, or taken away"
            )


def _refuse_misfit(path: Path, learned: Mapping[str, torch.Tensor], dimension: int, *, outputs: int) -> None:
    """Raises: CheckpointError if the head in the file has not so many outputs, or reads states of another dimension;
    KeyError if a weight of it is missing.
    """
    hidden = learned["dense.bias"].shape[0]
    shapes = {
        "dense.weight": (hidden, 2 * dimension), "out.weight": (outputs, hidden), "out.bias": (outputs,),
    }  # fmt: skip
    for name, shape in shapes.items():
        if tuple(learned[name].shape) != shape:
            raise CheckpointError(f"{path} has {name} of shape {tuple(learned[name].shape)}, where {shape} is read")
