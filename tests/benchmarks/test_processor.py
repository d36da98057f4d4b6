from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from benchmarks.measurement import Spread
from benchmarks.processor import MatrixRate, count_layer_parameters, measure_matrix_rate, rate_encoder


def test_embeddings_are_no_layer_parameters(tmp_path: Path) -> None:
    tensors = {
        "embeddings.word_embeddings.weight": np.zeros((100, 8), np.float32),
        "encoder.layer.0.output.dense.weight": np.zeros((8, 32), np.float32),
        "encoder.layer.0.output.dense.bias": np.zeros(8, np.float32),
    }
    save_file(tensors, tmp_path / "model.safetensors")
    assert count_layer_parameters(tmp_path) == 8 * 32 + 8


def test_encoder_does_two_operations_a_parameter_and_token() -> None:
    rate = MatrixRate(
        dtype="bfloat16", threads=2, gflops=Spread(median=400.0, minimum=1.0, maximum=500.0, repetitions=3)
    )
    found = rate_encoder(parameters=10_000_000, tokens=5_000, milliseconds=1_000.0, rate=rate)
    assert found.gflops == pytest.approx(100.0)
    assert found.share == pytest.approx(0.25)


def test_matrix_rate_is_measured_in_the_dtype_asked_for() -> None:
    rate = measure_matrix_rate("float32", repetitions=1)
    assert rate.dtype == "float32"
    assert rate.gflops.minimum > 0
