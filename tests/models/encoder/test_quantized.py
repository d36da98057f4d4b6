from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from models.encoder.layers import Layer, Linear
from models.encoder.quantized import (
    ChannelRange,
    LayerRanges,
    QuantizedLayer,
    collect_ranges,
    name_ranges,
    quantize_layers,
)
from tests.models.processors import needs_products_of_bytes

WIDTH, INNER, ROWS = 64, 256, 400


def draw(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))


def make_layer() -> Layer:
    def make(outputs: int, inputs: int, seed: int) -> Linear:
        return Linear(weight=draw(outputs, inputs, seed=seed) * 0.1, bias=draw(outputs, seed=seed + 50))

    norm = Linear(weight=torch.ones(WIDTH), bias=torch.zeros(WIDTH))
    query, key, value, attended = (make(WIDTH, WIDTH, seed) for seed in range(4))
    return Layer(
        query=query,
        key=key,
        value=value,
        attended=attended,
        attended_norm=norm,
        inner=make(INNER, WIDTH, 4),
        outer=make(WIDTH, INNER, 5),
        outer_norm=norm,
    )


def make_states() -> torch.Tensor:
    """Ordinary channels, and one that reaches thirty times as far, as encoders have them."""
    states = draw(ROWS, WIDTH, seed=9)
    states[:, 7] *= 30
    return states


def see(inputs: torch.Tensor) -> ChannelRange:
    return ChannelRange(least=inputs.amin(dim=0), most=inputs.amax(dim=0))


def see_all(layer: Layer, states: torch.Tensor) -> LayerRanges:
    expanded = torch.nn.functional.gelu(states @ layer.inner.weight.T + layer.inner.bias)
    return LayerRanges(states=see(states), contexts=see(states), attended=see(states), expanded=see(expanded))


def measure_error(computed: torch.Tensor, expected: torch.Tensor) -> float:
    """Root of the mean square of what is wrong, beside that of what is right."""
    return float((computed - expected).square().mean().sqrt() / expected.square().mean().sqrt())


@needs_products_of_bytes
def test_maps_of_whole_numbers_are_those_of_fractions_to_a_hundredth() -> None:
    layer, states = make_layer(), make_states()
    (quantized,) = quantize_layers([layer], [see_all(layer, states)])
    for computed, expected in zip(quantized.project(states), layer.project(states), strict=True):
        assert measure_error(computed, expected) < 0.01
    assert measure_error(quantized.join_heads(states), layer.join_heads(states)) < 0.01
    assert measure_error(quantized.feed_forward(states), layer.feed_forward(states)) < 0.02
    assert torch.equal(quantized.attended_norm.weight, layer.attended_norm.weight)
    assert quantized.attended_norm.weight.data_ptr() != layer.attended_norm.weight.data_ptr()


@needs_products_of_bytes
def test_channels_that_reach_farther_than_all_others_are_computed_apart() -> None:
    layer, states = make_layer(), draw(ROWS, WIDTH, seed=9)
    far = replace(layer, inner=Linear(weight=layer.inner.weight, bias=layer.inner.bias.clone()))
    far.inner.bias[11] = 500.0
    (quantized,) = quantize_layers([far], [see_all(far, states)])
    assert measure_error(quantized.feed_forward(states), far.feed_forward(states)) < 0.001
    # What is left when the far channel's share, the same in every row, is taken away.
    share = 500.0 * far.outer.weight[:, 11]
    assert measure_error(quantized.feed_forward(states) - share, far.feed_forward(states) - share) < 0.03


@needs_products_of_bytes
def test_what_is_beyond_all_that_was_seen_counts_as_the_farthest_seen() -> None:
    layer, states = make_layer(), draw(ROWS, WIDTH, seed=9)
    quantized = QuantizedLayer(layer, see_all(layer, states))
    farthest = states.amax(dim=0, keepdim=True)
    beyond = quantized.join_heads(farthest * 1000)
    assert torch.isfinite(beyond).all()
    assert measure_error(beyond, quantized.join_heads(farthest * 2000)) == 0.0


@needs_products_of_bytes
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_rows_result_depends_on_that_row_alone(dtype: torch.dtype) -> None:
    layer = make_layer()
    states = make_states()
    converted = replace(
        layer,
        inner=Linear(weight=layer.inner.weight.to(dtype), bias=layer.inner.bias.to(dtype)),
        outer=Linear(weight=layer.outer.weight.to(dtype), bias=layer.outer.bias.to(dtype)),
    )
    quantized = QuantizedLayer(converted, see_all(layer, states))
    together = quantized.join_heads(states.to(dtype))
    threads = torch.get_num_threads()
    try:
        for count in (1, 2):
            torch.set_num_threads(count)
            for rows in (slice(0, 1), slice(3, 20), slice(100, ROWS)):
                assert torch.equal(quantized.join_heads(states[rows].to(dtype)), together[rows])
    finally:
        torch.set_num_threads(threads)
    assert together.dtype is dtype


def test_ranges_are_found_again_by_their_names() -> None:
    layer, states = make_layer(), make_states()
    ranges = [see_all(layer, states), see_all(layer, states * 2)]
    named = name_ranges(ranges)
    assert len(named) == 2 * 4 * 2
    first, second = collect_ranges(named, 2)
    assert torch.equal(first.expanded.most, ranges[0].expanded.most)
    assert torch.equal(second.states.least, ranges[1].states.least)
    with pytest.raises(KeyError):
        collect_ranges(named, 3)
