"""The linear maps of a layer in whole numbers of eight bits, where a processor multiplies these faster than any others.

What goes into a map is rounded to 256 steps between the least and the most that was seen of it. Channels that reach far
are evened out with those of the weights before (SmoothQuant); the few behind GELU that reach farther than all others
are computed apart (LLM.int8). Sums of whole numbers are exact, so that a row's result depends on that row alone.
Source: Jacob et al., Quantization and Training of Neural Networks (2018); Xiao et al., SmoothQuant (2023); Dettmers et
al., LLM.int8() (2022).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import torch

from models.encoder.layers import EncoderLayer, Layer, Linear, apply_linear, expand

_MOST_BYTE, _MOST_WEIGHT = 255, 127
_EVENED = 0.7
"""How much of a channel's reach the weights take over: SmoothQuant's alpha."""
_APART = 128
"""Channels behind GELU that are computed apart: with 16 a seventh more noise, with 512 a tenth less and more time."""
_LEAST_REACH = 1e-4
"""Of a channel, so that none is divided by nothing."""
_ROWS_HINT = 4096
"""Rows that weights are laid out for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChannelRange:
    """What was seen of what goes into a linear map, by channel. least, most: (inputs,), float32."""

    least: torch.Tensor
    most: torch.Tensor

    @property
    def reach(self) -> torch.Tensor:
        return torch.maximum(self.least.abs(), self.most.abs()).clamp_min(_LEAST_REACH)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LayerRanges:
    """What goes into the maps of a layer: of `project`, of `join_heads`, and of both of `feed_forward`."""

    states: ChannelRange
    contexts: ChannelRange
    attended: ChannelRange
    expanded: ChannelRange


def name_ranges(ranges: Sequence[LayerRanges]) -> dict[str, torch.Tensor]:
    """The ranges of all layers, by the names that a file has them under."""
    return {
        f"{place}.{part.name}.{bound}": getattr(getattr(own, part.name), bound)
        for place, own in enumerate(ranges)
        for part in fields(LayerRanges)
        for bound in ("least", "most")
    }


def collect_ranges(named: Mapping[str, torch.Tensor], layers: int) -> list[LayerRanges]:
    """The ranges of so many layers, by the names of `name_ranges`. Raises: KeyError if one is missing."""
    return [
        LayerRanges(
            **{
                part.name: ChannelRange(
                    least=named[f"{place}.{part.name}.least"].float(), most=named[f"{place}.{part.name}.most"].float()
                )
                for part in fields(LayerRanges)
            }
        )
        for place in range(layers)
    ]


def quantize_layers(layers: Sequence[Layer], ranges: Sequence[LayerRanges]) -> list[EncoderLayer]:
    """Layers that compute as `layers` do, to one part in some hundreds."""
    return [QuantizedLayer(layer, seen) for layer, seen in zip(layers, ranges, strict=True)]


class QuantizedLayer:
    """An `EncoderLayer` whose maps multiply whole numbers; norms stay as they are."""

    def __init__(self, layer: Layer, seen: LayerRanges) -> None:
        self.attended_norm, self.outer_norm = _copy(layer.attended_norm), _copy(layer.outer_norm)
        self._states = _Rounding.of(seen.states, (layer.query, layer.key, layer.value))
        self._contexts = _Rounding.of(seen.contexts, (layer.attended,))
        self._attended = _Rounding.of(seen.attended, (layer.inner,))
        self._projections = [_QuantizedLinear(own, self._states) for own in (layer.query, layer.key, layer.value)]
        self._join = _QuantizedLinear(layer.attended, self._contexts)
        self._inner = _QuantizedLinear(layer.inner, self._attended)
        apart = torch.argsort(seen.expanded.most, descending=True, stable=True)[:_APART].sort().values
        kept = torch.ones_like(seen.expanded.most)
        kept[apart] = 0.0
        self._expanded = _Rounding.between(seen.expanded.least * kept, seen.expanded.most * kept, kept)
        self._outer = _QuantizedLinear(layer.outer, self._expanded)
        self._inner_apart = Linear(weight=layer.inner.weight[apart], bias=layer.inner.bias[apart])
        nothing = torch.zeros_like(layer.outer.bias)
        self._outer_apart = Linear(weight=layer.outer.weight[:, apart].contiguous(), bias=nothing)

    def project(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Queries, keys and values."""
        rounded = self._states.round(states)
        query, key, value = (own.apply(rounded, states.dtype) for own in self._projections)
        return query, key, value

    def join_heads(self, contexts: torch.Tensor) -> torch.Tensor:
        """What attention adds to the states."""
        return self._join.apply(self._contexts.round(contexts), contexts.dtype)

    def feed_forward(self, states: torch.Tensor) -> torch.Tensor:
        """What the two maps with GELU between them add to the states."""
        expanded = self._inner.expand(self._attended.round(states), self._expanded)
        apart = apply_linear(expand(states, self._inner_apart), self._outer_apart)
        return self._outer.apply(expanded, states.dtype).add_(apart)


def _copy(linear: Linear) -> Linear:
    """One that keeps no file mapped, as what was read of one does with all that was ever touched of it."""
    return Linear(weight=linear.weight.clone(), bias=linear.bias.clone())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Rounding:
    """How inputs become whole numbers: each channel by its own factor, then all by one step, `zero` standing for 0.

    taken_over: by channel, what a weight is to be multiplied by, since the channel is divided by it; 0: the channel is
    left out.
    """

    step: float
    zero: int
    taken_over: torch.Tensor

    @classmethod
    def of(cls, seen: ChannelRange, linears: Sequence[Linear]) -> _Rounding:
        """For the inputs that all of `linears` have, by what was `seen` of them."""
        reaches = [torch.maximum(own.weight.amax(dim=0), -own.weight.amin(dim=0)) for own in linears]
        weights = torch.stack(reaches).amax(dim=0).float()
        evened = seen.reach**_EVENED / weights.clamp_min(_LEAST_REACH) ** (1 - _EVENED)
        return cls.between(seen.least / evened, seen.most / evened, evened)

    @classmethod
    def between(cls, least: torch.Tensor, most: torch.Tensor, taken_over: torch.Tensor) -> _Rounding:
        """The steps between the least and the most of all channels, 0 among them."""
        lowest, highest = min(float(least.min()), 0.0), max(float(most.max()), _LEAST_REACH)
        step = (highest - lowest) / _MOST_BYTE
        return cls(step=step, zero=round(-lowest / step), taken_over=taken_over)

    def round(self, inputs: torch.Tensor) -> torch.Tensor:
        """The inputs as whole numbers, those beyond what was seen as the last of them. Shape as of `inputs`."""
        rounded_down = torch.addcmul(torch.tensor(self.zero + 0.5), inputs.float(), 1 / (self.taken_over * self.step))
        return rounded_down.clamp_(0, _MOST_BYTE).to(torch.uint8)


class _QuantizedLinear:
    """A linear map of whole numbers; each output has a step of its own."""

    def __init__(self, linear: Linear, inputs: _Rounding) -> None:
        weight = linear.weight * inputs.taken_over
        reach = torch.maximum(weight.amax(dim=1), -weight.amin(dim=1))
        self._steps = reach.clamp_min(torch.finfo(torch.float32).tiny) / _MOST_WEIGHT
        whole = weight.div_(self._steps[:, None]).round_().to(torch.int8)
        self._weight = torch.ops.onednn.qlinear_prepack(whole, [_ROWS_HINT, whole.shape[1]])
        self._zeros = torch.zeros(len(whole), dtype=torch.int64)
        self._bias = linear.bias.float()
        self._inputs = inputs

    def apply(self, rounded: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
        """The map of `rounded` inputs, as numbers of `dtype`."""
        return self._multiply(rounded, 1.0, 0, dtype, "none")

    def expand(self, rounded: torch.Tensor, outputs: _Rounding) -> torch.Tensor:
        """GELU of the map, rounded again."""
        return self._multiply(rounded, outputs.step, outputs.zero, torch.uint8, "gelu")

    def _multiply(self, rounded: torch.Tensor, step: float, zero: int, dtype: torch.dtype, after: str) -> torch.Tensor:
        multiplied: torch.Tensor = torch.ops.onednn.qlinear_pointwise(
            rounded,
            self._inputs.step,
            self._inputs.zero,
            self._weight,
            self._steps,
            self._zeros,
            self._bias,
            step,
            zero,
            dtype,
            after,
            [],
            "none" if after == "gelu" else "",
        )
        return multiplied
