"""Low-rank adapters, as they are trained.

Source: Hu et al., LoRA: Low-Rank Adaptation of Large Language Models (2021). The layer stays as it is, in bfloat16
where the processor multiplies it fast; adapters are float32.
"""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional

_PARTS = ("lora_down", "lora_up")


class AdaptedLinear(nn.Module):
    """A linear layer that stays as it is, and beside it the product of two narrow ones that learn, times `scale`."""

    def __init__(self, linear: nn.Linear, *, rank: int, scale: float) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias
        self.lora_down = nn.Parameter(torch.empty(rank, linear.in_features))
        self.lora_up = nn.Parameter(torch.zeros(linear.out_features, rank))
        self.scale = scale
        nn.init.kaiming_uniform_(self.lora_down, a=math.sqrt(5))

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        base = functional.linear(inputs, self.weight, self.bias)
        narrow = functional.linear(inputs, self.lora_down.to(inputs.dtype)).flatten(0, -2)
        up = self.lora_up.to(inputs.dtype).t()
        return torch.addmm(base.flatten(0, -2), narrow, up, alpha=self.scale).view(base.shape)


def export_learned(model: nn.Module, *, prefix: str) -> dict[str, torch.Tensor]:
    """What `model` learned, in bfloat16, adapters named after the weights that they are added to.

    prefix: of names, left out.
    """
    return {
        name_learned(name, prefix=prefix): parameter.detach().to(torch.bfloat16).contiguous()
        for name, parameter in model.named_parameters()
        if parameter.requires_grad
    }


def name_learned(name: str, *, prefix: str) -> str:
    """The name of a parameter as `export_learned` has it."""
    for part in _PARTS:
        if name.endswith(f".{part}"):
            return f"{name.removeprefix(prefix).removesuffix(part)}weight.{part}"
    return name
