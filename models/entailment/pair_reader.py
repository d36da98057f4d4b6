"""A cross-encoder over pairs of texts as it is run: the layers, and a head over the first token and the second text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from models.encoder.packed import PackedModel, plan_packs

_PACK_ROWS = 4096
"""Tokens read at once."""
_WARM_UP_WORDS = (30, 60, 100, 180)


class PairReader:
    """Reads pairs of texts. Safe to be used by several threads at once.

    No result depends on other pairs: see `models.encoder.packed`.
    """

    def __init__(self, packed: PackedModel, tokenizer: Tokenizer, head: PairHead) -> None:
        self._packed, self._tokenizer, self._head = packed, tokenizer, head

    def read(
        self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]
    ) -> dict[tuple[str, str], NDArray[np.float64]]:
        """Of each pair the logits that the head gives. Of a first text too long its beginning is read.

        check: called for each pair; what it raises ends the reading.
        """
        distinct = list(dict.fromkeys(pairs))
        encodings = self._tokenizer.encode_batch(distinct)
        read: dict[tuple[str, str], NDArray[np.float64]] = {}
        for pack in plan_packs([len(encoding.ids) for encoding in encodings], most_rows=_PACK_ROWS):
            for member, states in zip(pack, self._packed.read([encodings[i].ids for i in pack]), strict=True):
                check()
                read[distinct[member]] = self._decide(states, encodings[member])
        return read

    def warm_up(self) -> None:
        """Reads pairs of common widths, so that the first request does not pay for what is set up once."""
        self.read([("warm " * count, "up") for count in _WARM_UP_WORDS], check=lambda: None)

    def _decide(self, states: torch.Tensor, encoding: Encoding) -> NDArray[np.float64]:
        second = np.array([part == 1 for part in encoding.sequence_ids])
        return self._head.decide(states.float().numpy().astype(np.float64), second)


class PairHead:
    """What is read off the states of a pair, in float64."""

    def __init__(self, weights: Mapping[str, torch.Tensor]) -> None:
        """Raises: KeyError if a weight is missing."""
        arrays: dict[str, NDArray[np.float64]] = {
            name: weights[name].double().numpy() for name in ("dense.weight", "dense.bias", "out.weight", "out.bias")
        }
        self._dense, self._dense_bias = arrays["dense.weight"], arrays["dense.bias"]
        self._out, self._out_bias = arrays["out.weight"], arrays["out.bias"]

    def decide(self, states: NDArray[np.float64], second: NDArray[np.bool_]) -> NDArray[np.float64]:
        """The logits. Shape: (labels,).

        states: (tokens, dimension). second: (tokens,), which of them are the second text's. Sums do not go through
        BLAS, whose last bits depend on the number of threads: einsum does not, unless asked to optimize.
        """
        pooled = np.concatenate([states[0], states[second].mean(axis=0)])
        hidden = np.tanh(np.einsum("ij,j->i", self._dense, pooled) + self._dense_bias)
        logits: NDArray[np.float64] = np.einsum("ij,j->i", self._out, hidden) + self._out_bias
        return logits
