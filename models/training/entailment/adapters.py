"""A sentence encoder with low-rank adapters and a three-way head, as it is trained.

The base stays as it is, in bfloat16 where the processor multiplies it fast; adapters (`models.training.low_rank`) and
head are float32.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MethodType
from typing import Any

import torch
from tokenizers import Encoding
from torch import nn
from torch.nn import functional
from transformers import AutoModel

from models.checkpoints.store import InstalledCheckpoint
from models.loading import choose_dtype
from models.training.low_rank import AdaptedLinear, export_learned, name_learned

RANK = 64
SCALE = 2.0
WIDTHS = (32, 48, 64, 96, 128, 160, 192, 256, 320, 384)
"""Tokens that rows are padded to: few shapes, since oneDNN builds kernels for each."""
TOKENS_A_BATCH = 3072
_LABELS = 3
_DROPOUT = 0.1
"""While it learns."""


class AdaptedCrossEncoder(nn.Module):
    """MPNet with adapters in its layers; evidence and claim in, three logits out."""

    def __init__(self, base: InstalledCheckpoint, *, dtype: torch.dtype | None = None) -> None:
        """dtype: of the base; None: bfloat16 where the processor multiplies it fast."""
        super().__init__()
        self.base: Any = AutoModel.from_pretrained(
            base.folder,
            local_files_only=True,
            dtype=dtype or choose_dtype("auto"),
            attn_implementation="eager",
            hidden_dropout_prob=_DROPOUT,
            attention_probs_dropout_prob=0.0,
            add_pooling_layer=False,
        )
        for parameter in self.base.parameters():
            parameter.requires_grad_(False)
        for layer in self.base.encoder.layer:
            _adapt(layer)
        _share_position_bias(self.base.encoder)
        width = int(self.base.config.hidden_size)
        self.dense, self.out = nn.Linear(2 * width, width), nn.Linear(width, _LABELS)
        self.pad_id = int(self.base.config.pad_token_id or 0)
        self.eval()

    def forward(self, encodings: Sequence[Encoding]) -> torch.Tensor:
        """The logits of entailed, not stated, contradicted, for pairs of about one length. Shape: (pairs, 3).

        Rows are filled up with dummies to TOKENS_A_BATCH, so that few shapes occur.
        """
        width = fit_width(max(len(encoding.ids) for encoding in encodings))
        rows = TOKENS_A_BATCH // width
        ids = torch.full((rows, width), self.pad_id)
        mask = torch.zeros((rows, width), dtype=torch.long)
        claim = torch.zeros((rows, width))
        device = self.out.weight.device
        mask[:, 0] = 1  # a dummy row attends to something, or it would be NaN
        for row, encoding in enumerate(encodings):
            count = len(encoding.ids)
            ids[row, :count] = torch.tensor(encoding.ids)
            mask[row, :count] = 1
            claim[row, :count] = torch.tensor([float(part == 1) for part in encoding.sequence_ids])
        read = self.base(input_ids=ids.to(device), attention_mask=mask.to(device))
        states = read.last_hidden_state.float()[: len(encodings)]
        weight = claim[: len(encodings)].unsqueeze(-1).to(device)
        pooled = torch.cat([states[:, 0], (states * weight).sum(dim=1) / weight.sum(dim=1)], dim=1)
        pooled = functional.dropout(pooled, _DROPOUT, training=self.training)
        logits: torch.Tensor = self.out(torch.tanh(self.dense(pooled)))
        return logits

    @property
    def scale(self) -> float:
        """What the product of an adapter's two layers is multiplied by."""
        return next(part.scale for part in self.modules() if isinstance(part, AdaptedLinear))

    def read_upper(self, learned: Mapping[str, torch.Tensor], *, scale: float, first: int, relations: int) -> None:
        """Starts from what another one `learned`, with `scale`; its layers from `first` on and the head go on learning.

        relations: outputs that the head gets: those of entailed and not stated, and as many of contradicted as needed.
        Raises: KeyError if `learned` lacks a weight, or has one that the model does not.
        """
        named = {name_learned(name, prefix="base."): p for name, p in self.named_parameters() if p.requires_grad}
        if named.keys() != learned.keys():
            raise KeyError(min(named.keys() ^ learned.keys()))
        with torch.no_grad():
            for name, parameter in named.items():
                parameter.copy_(learned[name].float())
        for part in self.modules():
            if isinstance(part, AdaptedLinear):
                part.scale = scale
        for layer in self.base.encoder.layer[:first]:
            layer.requires_grad_(False)
        three, self.out = self.out, nn.Linear(self.out.in_features, relations)
        rows = [min(row, _LABELS - 1) for row in range(relations)]
        shared = math.log(max(1, relations - _LABELS + 1))
        with torch.no_grad():
            self.out.weight.copy_(three.weight[rows])
            self.out.bias.copy_(three.bias[rows] - torch.tensor([shared * (row == _LABELS - 1) for row in rows]))

    def shrink(self, share: float) -> None:
        """Leaves `share` of what the adapters add.

        Source: Wortsman et al., Robust Fine-Tuning of Zero-Shot Models (2022): between the base and what was tuned.
        """
        for part in self.modules():
            if isinstance(part, AdaptedLinear):
                part.scale *= share

    def export(self) -> dict[str, torch.Tensor]:
        """What is shipped: adapters named after the weights that they are added to, and the head, in bfloat16."""
        return export_learned(self, prefix="base.")


def fit_width(tokens: int) -> int:
    """The least of `WIDTHS` that `tokens` fit in."""
    return next(width for width in WIDTHS if tokens <= width)


def _adapt(layer: Any) -> None:
    attention = layer.attention.attn
    attention.forward = MethodType(_attend, attention)
    for name in ("q", "k", "v", "o"):
        setattr(attention, name, _add_adapter(getattr(attention, name)))
    layer.intermediate.dense = _add_adapter(layer.intermediate.dense)
    layer.output.dense = _add_adapter(layer.output.dense)


def _add_adapter(linear: nn.Linear) -> AdaptedLinear:
    return AdaptedLinear(linear, rank=RANK, scale=SCALE)


def _attend(
    attention: Any, hidden: torch.Tensor, _mask: Any = None, position_bias: Any = None, **_options: Any
) -> tuple[torch.Tensor]:
    """As MPNet's own, in fewer passes over memory: the bias, which holds the mask too, goes into the product."""
    rows, width, size = hidden.shape
    heads = attention.num_attention_heads
    query, key, value = (
        part(hidden).view(rows, width, heads, -1).transpose(1, 2).reshape(rows * heads, width, -1)
        for part in (attention.q, attention.k, attention.v)
    )
    bias = position_bias.reshape(rows * heads, width, width)
    weights = torch.softmax(torch.baddbmm(bias, query, key.transpose(1, 2), alpha=(size // heads) ** -0.5), dim=-1)
    context = torch.bmm(weights, value).view(rows, heads, width, -1).transpose(1, 2).reshape(rows, width, size)
    return (attention.o(context),)


def _share_position_bias(encoder: Any) -> None:
    """Adds the mask to the position bias once a pass, for all layers."""
    compute, forward = encoder.compute_position_bias, encoder.forward

    def masked(hidden: torch.Tensor, attention_mask: Any = None, **options: Any) -> Any:
        bias = compute(hidden).to(hidden.dtype)
        if attention_mask is not None:
            bias = bias + attention_mask.to(hidden.dtype)
        bias = bias.expand(len(hidden), -1, -1, -1).contiguous()
        encoder.compute_position_bias = lambda *_args, **_more: bias
        return forward(hidden, attention_mask=attention_mask, **options)

    encoder.forward = masked
