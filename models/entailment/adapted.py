"""The entailment model that ships with Chorus: low-rank adapters over a sentence encoder, and a small head."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load
from tokenizers import Encoding

from models.adapters import LowRankAdapters, reading_adapted
from models.checkpoints.store import InstalledCheckpoint
from models.encoder.packed import PackedModel, plan_packs
from models.encoder.quantized import LayerRanges, collect_ranges, quantize_layers
from models.encoder.weights import EncoderWeights, can_read, read_shared_weights
from models.entailment.pairs import load_pair_tokenizer
from models.loading import DtypeName, choose_dtype
from models.processor import multiplies_bytes_fast
from service.descriptions import EntailmentDescription
from service.errors import CheckpointError
from service.ports import Entailment

SHIPPED_FOLDER = Path(__file__).parent.parent / "entailment_mpnet"
WEIGHTS_FILE, RANGES_FILE = "model.safetensors", "ranges.safetensors"
MADE_FOR = "model_sha256"
"""Under which a file of ranges names the weights that it was made for."""
ArithmeticName = Literal["auto", "int8", "bfloat16", "float32"]

_PACK_ROWS = 4096
"""Tokens read at once."""
_WARM_UP_WORDS = (30, 60, 100, 180)
_DECIMALS = 4


class AdaptedEntailment:
    """An `EntailmentModel`: a cross-encoder over evidence and claim. Safe to be used by several threads at once.

    No probability depends on other pairs: see `models.encoder.packed`.
    Source: Hu et al., LoRA (2021), for the adapters; Bowman et al., SNLI (2015), for the three-way decision.
    """

    def __init__(
        self, base: InstalledCheckpoint, folder: Path = SHIPPED_FOLDER, *, dtype: ArithmeticName = "auto"
    ) -> None:
        """Loads `base` and adds the adapters of `folder` to its weights.

        dtype: `auto` is int8 where the processor multiplies it fast and `folder` has the ranges for it, else as for
        every model. In int8 are the products of layers alone.
        Raises: CheckpointError if `folder` cannot be loaded, or its adapters were made for another checkpoint; if it is
        to be int8, and the processor or `folder` does not allow that.
        """
        with reading_adapted(folder, base) as config:
            learned, sha256 = _read_learned(folder)
            calibration = config["calibration"]
            self._slope, self._intercept = float(calibration["slope"]), float(calibration["intercept"])
            self._max_tokens = int(config["max_tokens"])
            self._head = EntailmentHead(learned)
            adapters = LowRankAdapters(learned, float(config["adapter_scale"]))
            shared = _add_adapters(base, adapters, sha256, "auto" if dtype == "int8" else dtype)
            ranges = _read_ranges(folder, sha256, len(shared.layers)) if _is_quantized(folder, dtype) else None
            self._description = EntailmentDescription(
                name=str(config["name"]),
                base=str(config["base"]),
                sha256=sha256,
                dtype="int8" if ranges else str(shared.dtype).removeprefix("torch."),
                languages=tuple(config["languages"]),
                licence=config.get("licence"),
                learned_from=config.get("learned_from"),
            )
        if ranges:
            layers = quantize_layers(shared.layers, ranges)
            self._packed = PackedModel(replace(shared, layers=()), layers)
        else:
            self._packed = PackedModel(shared)
        self._tokenizer = load_pair_tokenizer(base, self._max_tokens)

    @property
    def description(self) -> EntailmentDescription:
        """What decides: name, base, hash, dtype, languages."""
        return self._description

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        """Of each pair of evidence and claim, whether the evidence entails or contradicts the claim, calibrated.

        Of evidence too long for the model its beginning is read. check: called for each pair.
        """
        distinct = list(dict.fromkeys(pairs))
        encodings = self._tokenizer.encode_batch(distinct)
        judged: dict[tuple[str, str], Entailment] = {}
        for pack in plan_packs([len(encoding.ids) for encoding in encodings], most_rows=_PACK_ROWS):
            for member, states in zip(pack, self._packed.read([encodings[i].ids for i in pack]), strict=True):
                check()
                judged[distinct[member]] = self._decide(states.float().numpy(), encodings[member])
        return [judged[pair] for pair in pairs]

    def warm_up(self) -> None:
        """Reads pairs of common widths, so that the first request does not pay for what is set up once."""
        self.judge([("warm " * count, "up") for count in _WARM_UP_WORDS], check=lambda: None)

    def _decide(self, states: NDArray[np.float32], encoding: Encoding) -> Entailment:
        claim = np.array([part == 1 for part in encoding.sequence_ids])
        entailed, neutral, contradicted = self._head.decide(states.astype(np.float64), claim)
        odds = self._slope * (entailed - np.logaddexp(neutral, contradicted)) + self._intercept
        probability = 1 / (1 + math.exp(-odds))
        against = 1 / (1 + math.exp(neutral - contradicted))
        return Entailment(
            entailed=round(probability, _DECIMALS), contradicted=round((1 - probability) * against, _DECIMALS)
        )


def read_adapted_weights(base: InstalledCheckpoint, folder: Path, *, dtype: DtypeName = "auto") -> EncoderWeights:
    """The weights of `base` with the adapters of `folder` added.

    Raises: CheckpointError if one of both cannot be read, or they do not fit each other.
    """
    with reading_adapted(folder, base) as config:
        learned, sha256 = _read_learned(folder)
        return _add_adapters(base, LowRankAdapters(learned, float(config["adapter_scale"])), sha256, dtype)


def _read_learned(folder: Path) -> tuple[dict[str, torch.Tensor], str]:
    """Adapters and head, and the hash of their file. Raises: OSError, SafetensorError."""
    content = (folder / WEIGHTS_FILE).read_bytes()
    return load(content), hashlib.sha256(content).hexdigest()


def _add_adapters(
    base: InstalledCheckpoint, adapters: LowRankAdapters, sha256: str, dtype: DtypeName
) -> EncoderWeights:
    if not can_read(base.folder):
        raise CheckpointError(f"{base.folder} is neither a BERT nor an MPNet")
    return read_shared_weights(base, choose_dtype(dtype), adapters.add, changed_by=sha256, check=adapters.refuse_unused)


def _is_quantized(folder: Path, dtype: ArithmeticName) -> bool:
    """Raises: CheckpointError if it is to be and cannot."""
    if dtype == "int8" and not multiplies_bytes_fast():
        raise CheckpointError("int8 is for processors that add up products of bytes (VNNI, AMX), which this one is not")
    return dtype == "int8" or (dtype == "auto" and multiplies_bytes_fast() and (folder / RANGES_FILE).exists())


def _read_ranges(folder: Path, sha256: str, layers: int) -> list[LayerRanges]:
    """Raises: CheckpointError if they were made for other weights; OSError, SafetensorError, KeyError."""
    path = folder / RANGES_FILE
    with safe_open(path, framework="pt") as file:
        if (file.metadata() or {}).get(MADE_FOR) != sha256:
            raise CheckpointError(f"{path} was made for other weights than those beside it")
        named = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    return collect_ranges(named, layers)


class EntailmentHead:
    """What is read off the states of a pair, in float64."""

    def __init__(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Raises: KeyError if a weight is missing."""
        arrays: dict[str, NDArray[np.float64]] = {
            name: weights[name].double().numpy() for name in ("dense.weight", "dense.bias", "out.weight", "out.bias")
        }
        self._dense, self._dense_bias = arrays["dense.weight"], arrays["dense.bias"]
        self._out, self._out_bias = arrays["out.weight"], arrays["out.bias"]

    def decide(self, states: NDArray[np.float64], claim: NDArray[np.bool_]) -> tuple[float, float, float]:
        """The logits of entailed, not stated, contradicted.

        states: (tokens, dimension). claim: (tokens,), which of them are the claim's. Sums do not go through BLAS,
        whose last bits depend on the number of threads: einsum does not, unless asked to optimize.
        """
        pooled = np.concatenate([states[0], states[claim].mean(axis=0)])
        hidden = np.tanh(np.einsum("ij,j->i", self._dense, pooled) + self._dense_bias)
        entailed, neutral, contradicted = np.einsum("ij,j->i", self._out, hidden) + self._out_bias
        return float(entailed), float(neutral), float(contradicted)
