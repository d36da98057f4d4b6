"""How fast this processor multiplies matrices, and how much of that the encoder uses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import safe_open

from benchmarks.measurement import MILLISECONDS, Spread, summarize_repetitions, time_call

ROWS, INNER, COLUMNS = 1024, 384, 1536
"""The product that a MiniLM layer spends most time on: about a thousand tokens through its feed-forward part."""
_CALLS = 50
"""Products between two looks at the clock, so that the clock does not count."""
_FLOPS_PER_GFLOP = 1e9
_LAYER_MARK = ".layer."
_DTYPES = {"bfloat16": torch.bfloat16, "float32": torch.float32}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixRate:
    """gflops: thousand million multiplications and additions a second, in dtype, with `threads` threads."""

    dtype: str
    threads: int
    gflops: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderRate:
    """What the encoder does of what the processor can.

    parameters: of the layers; embeddings are looked up, not multiplied. gflops: 2 * parameters * tokens a second;
    attention scores, pooling, tokenizing and padding are not counted as work, but take their time.
    share: of the matrix rate in the encoder's dtype, in [0, 1].
    """

    dtype: str
    parameters: int
    tokens: int
    gflops: float
    share: float


def measure_matrix_rate(dtype: str, *, repetitions: int) -> MatrixRate:
    """The rate of (1024, 384) by (384, 1536) in `dtype` (bfloat16 or float32), with as many threads as torch has."""
    left = torch.ones(ROWS, INNER, dtype=_DTYPES[dtype])
    right = torch.ones(INNER, COLUMNS, dtype=_DTYPES[dtype])

    def multiply() -> None:
        for _ in range(_CALLS):
            torch.mm(left, right)

    multiply()
    gflop = 2 * ROWS * INNER * COLUMNS * _CALLS / _FLOPS_PER_GFLOP
    rates = [gflop / time_call(multiply) * MILLISECONDS for _ in range(repetitions)]
    return MatrixRate(dtype=dtype, threads=torch.get_num_threads(), gflops=summarize_repetitions(rates))


def rate_encoder(*, parameters: int, tokens: int, milliseconds: float, rate: MatrixRate) -> EncoderRate:
    """What it takes to encode `tokens` in `milliseconds`, as a share of `rate`, which is in the encoder's dtype."""
    gflops = 2 * parameters * tokens / _FLOPS_PER_GFLOP / milliseconds * MILLISECONDS
    return EncoderRate(
        dtype=rate.dtype,
        parameters=parameters,
        tokens=tokens,
        gflops=gflops,
        share=gflops / rate.gflops.median,
    )


def count_layer_parameters(folder: Path) -> int:
    """Parameters of the transformer layers of the checkpoint in `folder`, read from its safetensors headers."""
    return sum(_count_layer_parameters_in(path) for path in sorted(folder.glob("*.safetensors")))


def _count_layer_parameters_in(path: Path) -> int:
    with safe_open(path, framework="np") as weights:
        names = [name for name in weights.keys() if _LAYER_MARK in name]  # noqa: SIM118 (not a mapping)
        return sum(math.prod(weights.get_slice(name).get_shape()) for name in names)
