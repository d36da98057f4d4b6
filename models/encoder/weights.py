"""The weights of a BERT or an MPNet, read from their file without transformers, whose import takes seconds.

Mapped, not copied, where the file has the dtype that is asked for; else converted layer by layer, so that never more
than one layer of the file is in memory beside what was made of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open

from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.encoder.layers import Layer, Linear
from models.mapped import Change, map_weights
from service.errors import CheckpointError

_FILE = "model.safetensors"
_EPSILON = 1e-12
"""Of layer norms, where a configuration does not say."""
_MPNET_FIRST_POSITION = 2
_MPNET_BUCKETS, _MPNET_FARTHEST = 32, 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Embeddings:
    """Vectors that a token starts as the sum of. types: (dimension,), that of the only text; None: there are none."""

    words: torch.Tensor
    positions: torch.Tensor
    types: torch.Tensor | None
    norm: Linear


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EncoderWeights:
    """An encoder. nearness: (heads, tokens, tokens), added to the odds of attention; None: nothing is.

    first_position: the row of `Embeddings.positions` that the first token of a text has.
    """

    embeddings: Embeddings
    layers: tuple[Layer, ...]
    nearness: torch.Tensor | None
    heads: int
    epsilon: float
    first_position: int
    pad_id: int
    model_type: str

    @property
    def dtype(self) -> torch.dtype:
        return self.embeddings.words.dtype

    @property
    def dimension(self) -> int:
        return int(self.embeddings.words.shape[1])

    def tune(self, tuned: Mapping[str, torch.Tensor]) -> EncoderWeights:
        """These, with `tuned` in place of the weights of their names; layers without any are the same objects.

        Raises: CheckpointError if no layer has a weight of a name, or it has another shape.
        """
        left = dict(tuned)
        layers = []
        for place, layer in enumerate(self.layers):
            parts = {}
            for part, name in _name_parts(self.model_type, place).items():
                own: Linear = getattr(layer, part)
                new = {f: left.pop(f"{name}.{f}", None) for f in ("weight", "bias")}
                changed = {f: _fit(f"{name}.{f}", w, getattr(own, f)) for f, w in new.items() if w is not None}
                if changed:
                    parts[part] = replace(own, **changed)
            layers.append(replace(layer, **parts) if parts else layer)
        for name, weight in left.items():
            raise CheckpointError(f"tuned weights do not fit the model: {name} of shape {tuple(weight.shape)}")
        return replace(self, layers=tuple(layers))


def can_read(folder: Path) -> bool:
    """Whether the layers of the checkpoint in `folder` are known here: a BERT or an MPNet with GELU, in one file."""
    config = read_json_object(folder / "config.json")
    return (
        config.get("model_type") in _PARTS
        and config.get("hidden_act", "gelu") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and (folder / _FILE).exists()
    )


def read_shared_weights(
    checkpoint: InstalledCheckpoint,
    dtype: torch.dtype,
    change: Change | None = None,
    *,
    changed_by: str = "",
    check: Callable[[], None] = lambda: None,
) -> EncoderWeights:
    """The weights of `checkpoint`, of which `can_read` holds, mapped where that can be. Arguments: as `map_weights`.

    Raises: CheckpointError if the file cannot be read, or lacks weights; whatever `check` raises.
    """
    folder = checkpoint.folder
    prefix = f"{read_json_object(folder / 'config.json')['model_type']}."

    def change_named(name: str, weight: torch.Tensor) -> torch.Tensor:
        return change(name.removeprefix(prefix), weight) if change else weight

    mapped = map_weights(checkpoint, dtype, change_named if change else None, changed_by=changed_by, check=check)
    if mapped:
        return read_weights(folder, dtype, file=mapped)
    weights = read_weights(folder, dtype, change)
    check()
    return weights


def read_upper_layers(
    checkpoint: InstalledCheckpoint,
    dtype: torch.dtype,
    change: Change,
    *,
    first: int,
    changed_by: str,
    check: Callable[[], None],
) -> tuple[Layer, ...]:
    """The layers of `checkpoint` from `first` on, changed; of no others anything is kept. Arguments: as `map_weights`.

    Raises: as `read_shared_weights`.
    """
    config: dict[str, Any] = read_json_object(checkpoint.folder / "config.json")
    model_type = str(config["model_type"])
    upper = [_name_parts(model_type, place) for place in range(first, int(config["num_hidden_layers"]))]
    prefixes = tuple(f"{name}." for parts in upper for name in parts.values())

    def change_named(name: str, weight: torch.Tensor) -> torch.Tensor:
        return change(name.removeprefix(f"{model_type}."), weight)

    def keep(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        return {n: weight for n, weight in weights.items() if n.removeprefix(f"{model_type}.").startswith(prefixes)}

    mapped = map_weights(checkpoint, dtype, change_named, changed_by=changed_by, check=check, join=keep)
    reader = _Reader(mapped or checkpoint.folder / _FILE, model_type, dtype, None if mapped else change)
    layers = tuple(Layer(**reader.read(parts)) for parts in upper)
    reader.refuse_missing(checkpoint.folder)
    if not mapped:
        check()
    return layers


def read_weights(
    folder: Path, dtype: torch.dtype, change: Change | None = None, *, file: Path | None = None
) -> EncoderWeights:
    """The weights of the checkpoint in `folder`, of which `can_read` holds. file: that has them in place of its own.

    Raises: CheckpointError if the file cannot be read, or lacks weights.
    """
    config: dict[str, Any] = read_json_object(folder / "config.json")
    model_type = str(config["model_type"])
    reader = _Reader(file or folder / _FILE, model_type, dtype, change)
    try:
        layers = tuple(
            Layer(**reader.read(_name_parts(model_type, place))) for place in range(int(config["num_hidden_layers"]))
        )
        embeddings = reader.read_embeddings()
        nearness = reader.read_nearness() if model_type == "mpnet" else None
    except (OSError, SafetensorError, KeyError) as error:
        raise CheckpointError(f"{folder} cannot be loaded: {error}") from error
    reader.refuse_missing(folder)
    return EncoderWeights(
        embeddings=embeddings,
        layers=layers,
        nearness=nearness,
        heads=int(config["num_attention_heads"]),
        epsilon=float(config.get("layer_norm_eps", _EPSILON)),
        first_position=_MPNET_FIRST_POSITION if model_type == "mpnet" else 0,
        pad_id=int(config.get("pad_token_id") or 0),
        model_type=model_type,
    )


_PARTS: Mapping[str, Mapping[str, str]] = {
    "bert": {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "attended": "attention.output.dense",
        "attended_norm": "attention.output.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "outer_norm": "output.LayerNorm",
    },
    "mpnet": {
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "attended": "attention.attn.o",
        "attended_norm": "attention.LayerNorm",
        "inner": "intermediate.dense",
        "outer": "output.dense",
        "outer_norm": "output.LayerNorm",
    },
}


def _name_parts(model_type: str, layer: int) -> dict[str, str]:
    """The names of a layer's parts as transformers has them, by field of `Layer`."""
    return {part: f"encoder.layer.{layer}.{name}" for part, name in _PARTS[model_type].items()}


class _Reader:
    """Reads weights by name. missing: names that the file does not have."""

    def __init__(self, path: Path, model_type: str, dtype: torch.dtype, change: Change | None) -> None:
        self._path, self._dtype, self._change = path, dtype, change
        self._prefix = f"{model_type}."
        self.missing: list[str] = []

    def read(self, names: Mapping[str, str]) -> dict[str, Linear]:
        """The parts of these names, by the same keys."""
        # Opened anew each time: what was read of the file leaves memory with it, unless it is used as it is.
        with safe_open(self._path, framework="pt") as file:
            known = set(file.keys())
            return {
                part: Linear(
                    weight=self._read(file, known, f"{name}.weight"), bias=self._read(file, known, f"{name}.bias")
                )
                for part, name in names.items()
            }

    def refuse_missing(self, folder: Path) -> None:
        """Raises: CheckpointError if the file, of `folder`, lacks weights."""
        if self.missing:
            first = ", ".join(self.missing[:3])
            raise CheckpointError(f"{folder} lacks weights: {first} ({len(self.missing)} in all)")

    def read_embeddings(self) -> Embeddings:
        with safe_open(self._path, framework="pt") as file:
            known = set(file.keys())
            words = self._read(file, known, "embeddings.word_embeddings.weight")
            positions = self._read(file, known, "embeddings.position_embeddings.weight")
            has_types = self._find(known, "embeddings.token_type_embeddings.weight") is not None
            types = self._read(file, known, "embeddings.token_type_embeddings.weight")[0] if has_types else None
        if self._prefix == "bert." and types is None:
            self.missing.append("embeddings.token_type_embeddings.weight")
        return Embeddings(
            words=words, positions=positions, types=types, norm=self.read({"norm": "embeddings.LayerNorm"})["norm"]
        )

    def read_nearness(self) -> torch.Tensor:
        """What MPNet adds to the odds of attention by how far tokens are apart. Shape: (heads, tokens, tokens).

        Source: Raffel et al., T5 (2020), section 2.1, in buckets of growing width.
        """
        with safe_open(self._path, framework="pt") as file:
            known = set(file.keys())
            bias = self._read(file, known, "encoder.relative_attention_bias.weight")
            positions = self._read(file, known, "embeddings.position_embeddings.weight")
        place = torch.arange(len(positions) - _MPNET_FIRST_POSITION)
        apart = place[:, None] - place[None, :]
        half, near = _MPNET_BUCKETS // 2, _MPNET_BUCKETS // 4
        distance = apart.abs()
        growth = torch.log(distance.float() / near) / math.log(_MPNET_FARTHEST / near) * (half - near)
        far = (near + growth.clamp(min=0).to(torch.long)).clamp(max=half - 1)
        buckets = torch.where(distance < near, distance, far) + (apart < 0).to(torch.long) * half
        return bias[buckets].permute(2, 0, 1).contiguous()

    def _find(self, known: set[str], name: str) -> str | None:
        """The name in the file: checkpoints with a head have the encoder's type in front."""
        return next((own for own in (name, self._prefix + name) if own in known), None)

    def _read(self, file: Any, known: set[str], name: str) -> torch.Tensor:
        own = self._find(known, name)
        if own is None:
            self.missing.append(name)
            return torch.zeros(1, 1)
        weight: torch.Tensor = file.get_tensor(own)
        return (self._change(name, weight) if self._change else weight).to(self._dtype)


def _fit(name: str, weight: torch.Tensor, own: torch.Tensor) -> torch.Tensor:
    """Raises: CheckpointError if `weight` has not the shape of `own`."""
    if weight.shape != own.shape:
        raise CheckpointError(f"tuned weights do not fit the model: {name} of shape {tuple(weight.shape)}")
    return weight.to(own.dtype)
