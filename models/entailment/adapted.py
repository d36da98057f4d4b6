"""The entailment model that ships with Chorus: low-rank adapters over a sentence encoder, and a small head."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Encoding

from models.adapters import LowRankAdapters, reading_adapted
from models.checkpoints.store import InstalledCheckpoint
from models.encoder.packed import PackedModel, plan_packs
from models.encoder.weights import can_read, read_shared_weights
from models.entailment.pairs import load_pair_tokenizer
from models.loading import DtypeName, choose_dtype
from service.descriptions import EntailmentDescription
from service.errors import CheckpointError
from service.ports import Entailment

SHIPPED_FOLDER = Path(__file__).parent.parent / "entailment_mpnet"
_PACK_ROWS = 4096
"""Tokens read at once."""
_WARM_UP_WORDS = (30, 60, 100, 180)
_DECIMALS = 4


class AdaptedEntailment:
    """An `EntailmentModel`: a cross-encoder over evidence and claim. Safe to be used by several threads at once.

    No probability depends on other pairs: see `models.encoder.packed`.
    Source: Hu et al., LoRA (2021), for the adapters; Bowman et al., SNLI (2015), for the three-way decision.
    """

    def __init__(self, base: InstalledCheckpoint, folder: Path = SHIPPED_FOLDER, *, dtype: DtypeName = "auto") -> None:
        """Loads `base` and adds the adapters of `folder` to its weights.

        Raises: CheckpointError if `folder` cannot be loaded, or its adapters were made for another checkpoint.
        """
        weights_path = folder / "model.safetensors"
        with reading_adapted(folder, base) as config:
            weights = load_file(weights_path)
            scale, calibration = float(config["adapter_scale"]), config["calibration"]
            self._slope, self._intercept = float(calibration["slope"]), float(calibration["intercept"])
            self._max_tokens = int(config["max_tokens"])
            torch_dtype = choose_dtype(dtype)
            self._head = EntailmentHead(weights)
            self._description = EntailmentDescription(
                name=str(config["name"]),
                base=str(config["base"]),
                sha256=hashlib.sha256(weights_path.read_bytes()).hexdigest(),
                dtype=str(torch_dtype).removeprefix("torch."),
                languages=tuple(config["languages"]),
                licence=config.get("licence"),
                learned_from=config.get("learned_from"),
            )
        if not can_read(base.folder):
            raise CheckpointError(f"{base.folder} is neither a BERT nor an MPNet")
        adapters = LowRankAdapters(weights, scale)
        shared = read_shared_weights(
            base, torch_dtype, adapters.add, changed_by=self._description.sha256, check=adapters.refuse_unused
        )
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
