"""One layer of a BERT or an MPNet: its linear maps, between which texts attend to themselves and are normalized."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import torch
from torch.nn import functional


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linear:
    """weight: (outputs, inputs). bias: (outputs,)."""

    weight: torch.Tensor
    bias: torch.Tensor


class EncoderLayer(Protocol):
    """What a layer computes row by row. States are of shape (rows, dimension), in and out in one dtype."""

    @property
    def attended_norm(self) -> Linear:
        """Scale and bias of what normalizes the sum of states and `join_heads`."""
        ...

    @property
    def outer_norm(self) -> Linear:
        """Scale and bias of what normalizes the sum of states and `feed_forward`."""
        ...

    def project(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Queries, keys and values, all heads beside each other."""
        ...

    def join_heads(self, contexts: torch.Tensor) -> torch.Tensor:
        """What attention adds to the states, by what each head attended to."""
        ...

    def feed_forward(self, states: torch.Tensor) -> torch.Tensor:
        """What the two maps with GELU between them add to the states."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """An `EncoderLayer` of floating-point weights, by their place in "Attention is all you need"."""

    query: Linear
    key: Linear
    value: Linear
    attended: Linear
    attended_norm: Linear
    inner: Linear
    outer: Linear
    outer_norm: Linear

    def project(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Queries, keys and values."""
        return apply_linear(states, self.query), apply_linear(states, self.key), apply_linear(states, self.value)

    def join_heads(self, contexts: torch.Tensor) -> torch.Tensor:
        """What attention adds to the states."""
        return apply_linear(contexts, self.attended)

    def feed_forward(self, states: torch.Tensor) -> torch.Tensor:
        """What the two maps with GELU between them add to the states."""
        return apply_linear(expand(states, self.inner), self.outer)


def apply_linear(states: torch.Tensor, linear: Linear) -> torch.Tensor:
    """The linear map of `states`. Shape: (rows, inputs) to (rows, outputs)."""
    return functional.linear(states, linear.weight, linear.bias)


def expand(states: torch.Tensor, linear: Linear) -> torch.Tensor:
    """GELU of a linear map, in one pass over memory where oneDNN does both at once: several times faster."""
    if torch.backends.mkldnn.is_available() and states.device.type == "cpu":  # type: ignore[no-untyped-call]
        expanded: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            states, linear.weight, linear.bias, "gelu", [], "none"
        )
        return expanded
    return functional.gelu(apply_linear(states, linear))
