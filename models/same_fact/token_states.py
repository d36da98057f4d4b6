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
_BLOCK_TOKENS = 65_536
"""Of a block: 50 MB, of which what is not written to takes no memory."""
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

    @property
    def dimension(self) -> int:
        """Of the states that they are put on."""
        return self._token_weight.size

    def weigh_tokens(self, states: NDArray[np.float32]) -> NDArray[np.float64]:
        """The weight of each token: softplus of a linear map. Shape: (tokens, dimension) to (tokens,)."""
        raw = (states.astype(np.float64) * self._token_weight).sum(axis=1) + self._token_bias
        weights: NDArray[np.float64] = np.rint(np.logaddexp(0.0, raw) * _WEIGHT_GRID) / _WEIGHT_GRID
        return weights

    def score(self, compared: NDArray[np.float64]) -> NDArray[np.float64]:
        """`compared` with the log odds beside it. Shape: (pairs, 5) to (pairs, 7)."""
        odds = [(compared * weight).sum(axis=1) + bias for weight, bias in self._linear]
        return np.concatenate([compared, np.stack(odds, axis=1)], axis=1)


class StateBlocks:
    """Room for the states of many tokens, in blocks so large that the system has them back when they are let go.

    Memory that is asked for in small pieces stays with the process, and is seldom of use for the arrays that follow.
    """

    def __init__(self, dimension: int) -> None:
        self._block = np.empty((0, dimension), np.float16)
        self._used = 0

    def keep(self, states: NDArray[np.float32]) -> NDArray[np.float16]:
        """A copy of `states` in these blocks. Shape: (tokens, dimension)."""
        tokens, dimension = states.shape
        if self._used + tokens > len(self._block):
            self._block, self._used = np.empty((max(_BLOCK_TOKENS, tokens), dimension), np.float16), 0
        kept = self._block[self._used : self._used + tokens]
        kept[:] = states
        self._used += tokens
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantizedStates:
    """The states of a sentence and of its tokens, without the special ones; of those there are at least one.

    pooled: (dimension,), float32, length 1. weights: (tokens,).
    tokens: (tokens, dimension), float16, which holds multiples of 1/2048 up to 1 exactly.
    """

    pooled: NDArray[np.float32]
    tokens: NDArray[np.float16]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, states: NDArray[np.float32], heads: Heads, blocks: StateBlocks) -> QuantizedStates:
        """states: (tokens, dimension), special tokens first and last. blocks: that the tokens' own are kept in."""
        inner = states[1:-1] if len(states) > _SPECIAL_TOKENS else states
        return cls(
            pooled=_to_grid(states.mean(axis=0, dtype=np.float64, keepdims=True))[0],
            tokens=blocks.keep(_to_grid(inner)),
            weights=heads.weigh_tokens(inner),
        )

    def to_bytes(self) -> bytes:
        """All of it as bytes."""
        return self.pooled.tobytes() + self.weights.tobytes() + self.tokens.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes, dimension: int) -> QuantizedStates:
        """What `to_bytes` was called on."""
        rest = len(data) - dimension * np.dtype(np.float32).itemsize
        count = rest // (np.dtype(np.float64).itemsize + dimension * np.dtype(np.float16).itemsize)
        weights_at = len(data) - rest
        tokens_at = weights_at + count * np.dtype(np.float64).itemsize
        return cls(
            pooled=np.frombuffer(data[:weights_at], np.float32),
            tokens=np.frombuffer(data[tokens_at:], np.float16).reshape(count, dimension),
            weights=np.frombuffer(data[weights_at:tokens_at], np.float64),
        )


class ReadTokens:
    """Sentences that were read, ready to be compared."""

    def __init__(self, states: Sequence[QuantizedStates], heads: Heads) -> None:
        self._heads = heads
        self._pooled = np.array([own.pooled for own in states], np.float32).reshape(-1, heads.dimension)
        self._tokens = [own.tokens for own in states]
        self._weights = [own.weights for own in states]
        self._counts = np.array([len(own) for own in self._weights], np.int64)
        self._total = np.array([max(own.sum(), SMALLEST_WEIGHT_SUM) for own in self._weights])

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

    def forget(self) -> None:
        """Lets go of the states of all tokens."""
        self._tokens.clear()
        self._weights.clear()

    def _compare_with(self, one: int, others: NDArray[np.int64]) -> NDArray[np.float64]:
        """What `compare_tokens` says of `one` and each of `others`, which need no padding here.

        Shape: (others, 5).
        """
        ends = np.cumsum(self._counts[others])
        starts = ends - self._counts[others]
        together = np.concatenate([self._tokens[one], *(self._tokens[other] for other in others)])
        own, theirs = torch.split(torch.from_numpy(together).float(), [int(self._counts[one]), int(ends[-1])])
        weights = np.concatenate([self._weights[other] for other in others])
        cosine = (own @ theirs.T).numpy()
        best_of_own = np.maximum.reduceat(cosine, starts, axis=1).clip(min=0).astype(np.float64)
        best_of_theirs = cosine.max(axis=0).clip(min=0).astype(np.float64)
        covered_own = self._weights[one] @ best_of_own / self._total[one]
        covered_theirs = np.add.reduceat(best_of_theirs * weights, starts) / self._total[others]
        whole = (self._pooled[others] @ self._pooled[one]).astype(np.float64)
        least, most = np.minimum(covered_own, covered_theirs), np.maximum(covered_own, covered_theirs)
        return np.stack([whole, whole * whole, least, most, most - least], axis=1)


def _to_grid(rows: NDArray[Any]) -> NDArray[np.float32]:
    """`rows`, each scaled to length 1 and rounded to the grid."""
    length = np.sqrt((rows.astype(np.float64) ** 2).sum(axis=1, keepdims=True))
    grid: NDArray[np.float32] = (np.rint(rows / np.maximum(length, 1e-9) * _GRID) / _GRID).astype(np.float32)
    return grid
