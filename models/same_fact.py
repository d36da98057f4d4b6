"""The same-fact model: an encoder whose upper layers were tuned, late interaction, and a small network that decides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file

from models.decision import DecisionNetworks
from models.encoder import TransformerEncoder
from models.interaction import INTERACTION_FEATURES, LINEAR_INPUTS, compare_tokens
from models.loading import DtypeName
from models.safety import read_json_object
from models.store import InstalledCheckpoint
from service.domain import SameFactDescription
from service.errors import CheckpointError
from service.pipeline.pair_decisions import DECISION_FEATURES
from service.pipeline.same_fact import name_features

FEATURES = (*name_features(INTERACTION_FEATURES), *DECISION_FEATURES)
"""What the networks read, in order; those that decide first read all but the last part."""
SHIPPED_FOLDER = Path(__file__).parent / "same_fact_minilm"
_GRID = 2048
"""As in `service.pipeline.embedding`: dot products of rows on this grid are exact, whatever is added first."""
_WEIGHT_GRID = 1024
"""Weights of tokens are rounded to its multiples, so that weighted sums are exact in float64."""
_CHUNK = 512
"""Sentences read between two looks at the deadline."""
_BLOCK_VALUES = 1 << 23
"""Values of token states, padding included, that are compared at once: 32 MB."""


class InteractionModel:
    """A `SameFactModel`: reads each sentence once, then compares tokens. Safe to be used by several threads at once."""

    def __init__(
        self,
        base: InstalledCheckpoint,
        folder: Path = SHIPPED_FOLDER,
        *,
        dtype: DtypeName = "auto",
        batch_tokens: int = 2048,
        threads: int = 0,
    ) -> None:
        """Loads the tuned weights of `folder` over those of `base`.

        dtype, batch_tokens, threads: as of `TransformerEncoder`.
        Raises: CheckpointError if `folder` cannot be loaded, or was tuned from another checkpoint.
        """
        weights_path = folder / "model.safetensors"
        config = read_json_object(folder / "config.json")
        if base.weights_sha256 != config.get("base_sha256"):
            raise CheckpointError(f"{folder} was tuned from {config.get('base')}, which {base.folder} is not")
        if tuple(config.get("features", ())) != FEATURES:
            raise CheckpointError(f"{folder} was trained on other features than this version of Chorus computes")
        try:
            weights = load_file(weights_path)
        except (OSError, SafetensorError) as error:
            raise CheckpointError(f"{weights_path} cannot be loaded: {error}") from error
        tuned = {name: weight for name, weight in weights.items() if name.startswith("encoder.")}
        self._encoder = TransformerEncoder(base, dtype=dtype, batch_tokens=batch_tokens, threads=threads, tuned=tuned)
        self._heads = _Heads(weights)
        self._decision = DecisionNetworks(weights, "decision")
        self._reconsideration = DecisionNetworks(weights, "reconsideration")
        try:
            self._description = SameFactDescription(
                name=str(config["name"]),
                base=str(config["base"]),
                sha256=hashlib.sha256(weights_path.read_bytes()).hexdigest(),
                dtype=self._encoder.description.dtype,
                languages=tuple(config["languages"]),
                threshold=float(config["threshold"]),
                farthest_gap=float(config["farthest_gap"]),
            )
        except KeyError as error:
            raise CheckpointError(f"{folder / 'config.json'} lacks {error}") from error

    @property
    def description(self) -> SameFactDescription:
        """What decides: name, base, hash, languages, thresholds."""
        return self._description

    def read(self, texts: Sequence[str], *, check: Callable[[], None]) -> ReadTokens:
        """The sentences `texts`, read. `check` is called every few hundred sentences."""
        states: list[NDArray[np.float32]] = [np.zeros((0, 0), np.float32)] * len(texts)
        for start in range(0, len(texts), _CHUNK):
            check()
            for place, tokens in self._encoder.read_tokens(texts[start : start + _CHUNK]):
                states[start + place] = tokens
        return ReadTokens(states, self._heads, dimension=self._encoder.description.dimension)

    def decide(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The probability of one fact for each pair. features: (pairs, features). Shape: (pairs,), in [0, 1]."""
        return self._decision.decide(features)

    def reconsider(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """The same after all pairs have been decided on once. features: (pairs, len(FEATURES))."""
        return self._reconsideration.decide(features)

    def warm_up(self) -> None:
        """Reads and compares two sentences, so that the first request does not pay for what is set up once."""
        read = self.read(["warm up", "warm"], check=lambda: None)
        read.compare(np.array([0]), np.array([1]))


class ReadTokens:
    """Sentences as the model has read them: a pooled state each, and the states of its tokens with their weights."""

    def __init__(self, states: Sequence[NDArray[np.float32]], heads: _Heads, *, dimension: int) -> None:
        """states: of each sentence, (tokens, dimension), special tokens first and last."""
        self._heads = heads
        pooled = np.zeros((len(states), dimension), np.float32)
        inner = [own[1:-1] if len(own) > 2 else own for own in states]  # noqa: PLR2004 (two special tokens)
        self._counts = np.array([len(own) for own in inner], np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._counts)[:-1]]).astype(np.int64)
        # Multiples of 1/2048 up to 1 are exact in float16, which halves what a large story needs.
        self._tokens = np.zeros((int(self._counts.sum()), dimension), np.float16)
        self._weights = np.zeros(len(self._tokens))
        for place, (own, inside) in enumerate(zip(states, inner, strict=True)):
            part = slice(self._starts[place], self._starts[place] + self._counts[place])
            pooled[place] = _to_grid(own.mean(axis=0, dtype=np.float64)[None])[0]
            self._tokens[part] = _to_grid(inside)
            self._weights[part] = heads.weigh_tokens(inside)
        self._pooled = pooled

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """Mean states of the sentences. Shape: (sentences, dimension), rows of length 1 to within 0.01."""
        return self._pooled

    def compare(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
        """INTERACTION_FEATURES of each pair. Shape: (pairs, 7). Cost: tokens of one times tokens of the other."""
        compared = np.empty((len(first), LINEAR_INPUTS))
        order = np.argsort(self._counts[first] + self._counts[second], kind="stable")
        longest = int(self._counts.max(initial=1))
        size = max(1, _BLOCK_VALUES // (2 * longest * self._pooled.shape[1]))
        for start in range(0, len(order), size):
            block = order[start : start + size]
            compared[block] = self._compare_block(first[block], second[block])
        return self._heads.score(compared)

    def _compare_block(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
        sides = [self._gather(first), self._gather(second)]
        with torch.inference_mode():
            features = compare_tokens(
                (sides[0][0], sides[1][0]),
                (sides[0][1], sides[1][1]),
                (sides[0][2], sides[1][2]),
                (torch.from_numpy(self._pooled[first]), torch.from_numpy(self._pooled[second])),
            )
        compared: NDArray[np.float64] = features.numpy()
        return compared

    def _gather(self, sentences: NDArray[np.int64]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """States (float32), weights (float64) and mask of the tokens of `sentences`, padded to the longest."""
        counts = self._counts[sentences]
        place = np.arange(int(counts.max(initial=1)))
        inside = place[None, :] < counts[:, None]
        rows = np.where(inside, self._starts[sentences][:, None] + place[None, :], 0)
        tokens = torch.from_numpy(self._tokens[rows].astype(np.float32))
        weights = torch.from_numpy(np.where(inside, self._weights[rows], 0.0))
        return tokens, weights, torch.from_numpy(inside.astype(np.float32))


class _Heads:
    """The small weights on top of the encoder, in float64."""

    def __init__(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Raises: CheckpointError if one is missing."""
        try:
            arrays: dict[str, NDArray[np.float64]] = {
                name: weight.double().numpy()
                for name, weight in weights.items()
                if name.startswith(("token_weight.", "paraphrase.", "same_fact."))
            }
            self._token_weight, self._token_bias = arrays["token_weight.weight"], arrays["token_weight.bias"]
            self._linear = [
                (arrays[f"{name}.weight"].ravel(), arrays[f"{name}.bias"]) for name in ("paraphrase", "same_fact")
            ]
        except KeyError as error:
            raise CheckpointError(f"the same-fact model lacks {error}") from error

    def weigh_tokens(self, states: NDArray[np.float32]) -> NDArray[np.float64]:
        """The weight of each token: softplus of a linear map. Shape: (tokens, dimension) to (tokens,)."""
        raw = (states.astype(np.float64) * self._token_weight).sum(axis=1) + self._token_bias
        weights: NDArray[np.float64] = np.rint(np.logaddexp(0.0, raw) * _WEIGHT_GRID) / _WEIGHT_GRID
        return weights

    def score(self, compared: NDArray[np.float64]) -> NDArray[np.float64]:
        """`compared` with the log odds beside it. Shape: (pairs, 5) to (pairs, 7)."""
        odds = [(compared * weight).sum(axis=1) + bias for weight, bias in self._linear]
        return np.concatenate([compared, np.stack(odds, axis=1)], axis=1)


def _to_grid(rows: NDArray[Any]) -> NDArray[np.float32]:
    """`rows`, each scaled to length 1 and rounded to the grid."""
    length = np.sqrt((rows.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    grid: NDArray[np.float32] = (np.rint(rows / np.maximum(length, 1e-9) * _GRID) / _GRID).astype(np.float32)
    return grid
