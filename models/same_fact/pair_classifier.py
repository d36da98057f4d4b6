"""Networks that decide on a pair from all that is known of it, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from service.errors import CheckpointError

_BLOCK = 8192
"""Pairs decided on at once."""
_CLIP = 4.0
"""Standardized features beyond this are outliers, and are taken to be no farther out."""
_GRID = 1 << 20
"""Inputs and weights of the hidden layer are rounded to its multiples: up to 4 and 32 of them, 53 products fit into a
float64 exactly, and no probability depends on the pairs beside it or on the number of threads."""


class DecisionNetworks:
    """Networks of one hidden layer; their probabilities are averaged."""

    def __init__(self, weights: Mapping[str, torch.Tensor], name: str) -> None:
        """weights: by name, those of these networks start with `name` and a dot.

        Raises: CheckpointError if one is missing.
        """

        def array(part: str) -> NDArray[np.float64]:
            found: NDArray[np.float64] = weights[f"{name}.{part}"].double().numpy()
            return found

        try:
            self._mean, self._scale = array("mean"), array("scale")
            self._hidden, self._hidden_bias = _round(array("hidden.weight")), array("hidden.bias")
            self._output, self._output_bias = array("output.weight"), array("output.bias")
        except KeyError as error:
            raise CheckpointError(f"the same-fact model lacks {error}") from error

    def predict(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The probability of one fact for each pair. Shape: (pairs, features) to (pairs,), in [0, 1]."""
        probability = np.empty(len(features))
        for start in range(0, len(features), _BLOCK):
            part = slice(start, start + _BLOCK)
            standard = _round(standardize(features[part].astype(np.float64), self._mean, self._scale))
            hidden = np.maximum(standard @ self._hidden.transpose(0, 2, 1) + self._hidden_bias, 0.0)
            logits = np.einsum("nph,nh->np", hidden, self._output) + self._output_bias
            probability[part] = (1 / (1 + np.exp(-logits))).mean(axis=0)
        return probability


def standardize(features: NDArray[Any], mean: NDArray[Any], scale: NDArray[Any]) -> NDArray[np.float64]:
    """Features as the networks read them: logarithms of their sizes, standardized, outliers clipped."""
    compressed = np.sign(features) * np.log1p(np.abs(features))
    standard: NDArray[np.float64] = np.clip((compressed - mean) / scale, -_CLIP, _CLIP)
    return standard


def _round(values: NDArray[np.float64]) -> NDArray[np.float64]:
    rounded: NDArray[np.float64] = np.rint(values * _GRID) / _GRID
    return rounded
