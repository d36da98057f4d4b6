"""Sentences as a same-fact model has read them: the states of their tokens, on grids on which sums are exact.

Nothing here depends on what else is read or compared, on the order of anything, or on the number of threads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.same_fact.interaction import LINEAR_INPUTS, SMALLEST_WEIGHT_SUM
from service.errors import CheckpointError

_GRID = 2048
"""As in `service.pipeline.text.embedding`: dot products of rows on this grid are exact, whatever is added first."""
_WEIGHT_GRID = 1024
"""Weights of tokens are rounded to its multiples, so that weighted sums are exact in float64."""
_SPECIAL_TOKENS = 2
_MOST_OTHERS = 64
"""Sentences that one is compared with at once: 25 MB of states where they are as long as can be."""


class Heads:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantizedStates:
    """The states of sentences, those of their tokens one behind the other, without the special ones.

    pooled: (sentences, dimension), float32, rows of length 1. counts: tokens of each sentence, at least 1.
    tokens: (sum of counts, dimension), float16, which holds multiples of 1/2048 up to 1 exactly. weights: of tokens.
    """

    pooled: NDArray[np.float32]
    counts: NDArray[np.int64]
    tokens: NDArray[np.float16]
    weights: NDArray[np.float64]

    @classmethod
    def none(cls, dimension: int) -> QuantizedStates:
        """Those of no sentences."""
        return cls(
            pooled=np.zeros((0, dimension), np.float32),
            counts=np.zeros(0, np.int64),
            tokens=np.zeros((0, dimension), np.float16),
            weights=np.zeros(0),
        )

    @classmethod
    def of(cls, states: Sequence[NDArray[np.float32]], heads: Heads) -> QuantizedStates:
        """Those of some sentences. states: of each, (tokens, dimension), special tokens first and last."""
        pooled = [own.mean(axis=0, dtype=np.float64) for own in states]
        inner = [own[1:-1] if len(own) > _SPECIAL_TOKENS else own for own in states]
        together = np.concatenate(inner)
        return cls(
            pooled=_to_grid(np.stack(pooled)),
            counts=np.array([len(own) for own in inner], np.int64),
            tokens=_to_grid(together).astype(np.float16),
            weights=heads.weigh_tokens(together),
        )

    def split(self) -> list[QuantizedStates]:
        """Those of each sentence alone."""
        ends = np.cumsum(self.counts).tolist()
        return [
            QuantizedStates(
                pooled=self.pooled[i : i + 1],
                counts=self.counts[i : i + 1],
                tokens=self.tokens[end - count : end],
                weights=self.weights[end - count : end],
            )
            for i, (end, count) in enumerate(zip(ends, self.counts.tolist(), strict=True))
        ]

    def to_bytes(self) -> bytes:
        """Those of one sentence as bytes."""
        return self.pooled.tobytes() + self.weights.tobytes() + self.tokens.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, dimension: int) -> QuantizedStates:
        """What `to_bytes` was called on."""
        rest = len(data) - dimension * np.dtype(np.float32).itemsize
        count = rest // (np.dtype(np.float64).itemsize + dimension * np.dtype(np.float16).itemsize)
        weights_at = len(data) - rest
        tokens_at = weights_at + count * np.dtype(np.float64).itemsize
        return cls(
            pooled=np.frombuffer(data[:weights_at], np.float32)[None, :],
            counts=np.array([count], np.int64),
            tokens=np.frombuffer(data[tokens_at:], np.float16).reshape(count, dimension),
            weights=np.frombuffer(data[weights_at:tokens_at], np.float64),
        )

    @classmethod
    def join(cls, parts: Sequence[QuantizedStates]) -> QuantizedStates:
        """Those of all parts, in their order."""
        return cls(
            pooled=np.concatenate([part.pooled for part in parts]),
            counts=np.concatenate([part.counts for part in parts]),
            tokens=np.concatenate([part.tokens for part in parts]),
            weights=np.concatenate([part.weights for part in parts]),
        )


class ReadTokens:
    """Sentences that were read, ready to be compared."""

    def __init__(self, settled: QuantizedStates, heads: Heads) -> None:
        self._heads = heads
        self._pooled, self._counts = settled.pooled, settled.counts
        self._tokens, self._weights = torch.from_numpy(settled.tokens), settled.weights
        self._starts = np.concatenate([[0], np.cumsum(self._counts)[:-1]]).astype(np.int64)
        total = np.add.reduceat(self._weights, self._starts) if len(self._counts) else np.zeros(0)
        self._total = np.maximum(total, SMALLEST_WEIGHT_SUM)

    @property
    def embeddings(self) -> NDArray[np.float32]:
        """Mean states of the sentences. Shape: (sentences, dimension), rows of length 1 to within 0.01."""
        return self._pooled

    def compare(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
        """INTERACTION_FEATURES of each pair. Shape: (pairs, 7). Cost: tokens of one times tokens of the other."""
        compared = np.empty((len(first), LINEAR_INPUTS))
        order = np.argsort(first, kind="stable")
        cuts = np.flatnonzero(np.diff(first[order])) + 1
        for of_one in np.split(order, cuts) if len(order) else ():
            for start in range(0, len(of_one), _MOST_OTHERS):
                block = of_one[start : start + _MOST_OTHERS]
                compared[block] = self._compare_with(int(first[block[0]]), second[block])
        return self._heads.score(compared)

    def _compare_with(self, one: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        """What `compare_tokens` says of `one` and each of `others`, which need no padding here.

        Shape: (others, 5).
        """
        own = slice(self._starts[one], self._starts[one] + self._counts[one])
        ends = np.cumsum(self._counts[others])
        starts = ends - self._counts[others]
        place = np.arange(int(ends[-1])) + np.repeat(self._starts[others] - starts, self._counts[others])
        theirs = self._tokens[torch.from_numpy(place)].float()
        cosine = (self._tokens[own].float() @ theirs.T).numpy()
        best_of_own = np.maximum.reduceat(cosine, starts, axis=1).clip(min=0).astype(np.float64)
        best_of_theirs = cosine.max(axis=0).clip(min=0).astype(np.float64)
        covered_own = self._weights[own] @ best_of_own / self._total[one]
        covered_theirs = np.add.reduceat(best_of_theirs * self._weights[place], starts) / self._total[others]
        whole = (self._pooled[others] @ self._pooled[one]).astype(np.float64)
        least, most = np.minimum(covered_own, covered_theirs), np.maximum(covered_own, covered_theirs)
        return np.stack([whole, whole * whole, least, most, most - least], axis=1)


def _to_grid(rows: NDArray[Any]) -> NDArray[np.float32]:
    """`rows`, each scaled to length 1 and rounded to the grid."""
    length = np.sqrt((rows.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    grid: NDArray[np.float32] = (np.rint(rows / np.maximum(length, 1e-9) * _GRID) / _GRID).astype(np.float32)
    return grid
