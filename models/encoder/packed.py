"""Texts read without padding them to one length: their tokens one behind the other in one matrix.

Linear layers, normalization and activation take the whole matrix; attention takes the texts of one width at a time. A
text is rounded up to a multiple of 16 tokens by its own length alone, and no matrix has so few rows that another kernel
would be picked, so that a text's states do not depend on its company: see docs/decisions/0002-encoder-batches.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel, MPNetModel, PreTrainedModel

from models.encoder.batches import SMALLEST_BATCH_TOKENS, WIDTH_STEP_TOKENS

_ROWS_STEP = 64
"""Rows are its multiples: few shapes, for each of which the processor's library builds a kernel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """The parts of one layer, by their place in "Attention is all you need"."""

    query: nn.Linear
    key: nn.Linear
    value: nn.Linear
    attended: nn.Linear
    attended_norm: nn.LayerNorm
    inner: nn.Linear
    outer: nn.Linear
    outer_norm: nn.LayerNorm


@dataclass(frozen=True, slots=True, kw_only=True)
class _Width:
    """Texts of one width, from row `start` on. bias: (heads, width, width) of each, minus infinity at padding."""

    start: int
    width: int
    texts: int
    bias: torch.Tensor

    @property
    def rows(self) -> slice:
        return slice(self.start, self.start + self.texts * self.width)


class PackedModel:
    """The layers of a BERT or an MPNet. Source: Vaswani et al., Attention is all you need (2017), section 3."""

    def __init__(self, model: PreTrainedModel) -> None:
        """model: one that `can_pack` takes; its weights are shared, not copied."""
        config: Any = model.config
        self._embeddings: Any = model.embeddings
        self._layers = [_find_parts(layer) for layer in model.get_submodule("encoder").layer]  # type: ignore[union-attr]
        self._heads, self._dimension = int(config.num_attention_heads), int(config.hidden_size)
        self._pad_id = int(config.pad_token_id or 0)
        self._least_rows = max(SMALLEST_BATCH_TOKENS, self._dimension)
        self._dtype = model.dtype
        self._first_position, self._nearness = 0, None
        if isinstance(model, MPNetModel):
            self._first_position = int(model.embeddings.padding_idx) + 1
            with torch.inference_mode():
                longest = torch.zeros(1, config.max_position_embeddings - self._first_position, 1)
                self._nearness = model.encoder.compute_position_bias(longest)[0]  # type: ignore[no-untyped-call]

    def read(self, token_ids: Sequence[Sequence[int]]) -> list[torch.Tensor]:
        """The last hidden states of each text. Shape of one: (tokens, dimension), in the dtype of the model."""
        if not token_ids:
            return []
        widths = [round_up(len(ids), WIDTH_STEP_TOKENS) for ids in token_ids]
        order = sorted(range(len(token_ids)), key=lambda i: widths[i])
        starts, end = {}, 0
        for i in order:
            starts[i] = end
            end += widths[i]
        with torch.inference_mode():
            groups = [
                self._measure(width, [len(token_ids[i]) for i in members], starts[members[0]])
                for width, members in ((w, list(m)) for w, m in groupby(order, key=lambda i: widths[i]))
            ]
            states = self._embed(token_ids, starts, rows=round_up(max(end, self._least_rows), _ROWS_STEP))
            for layer in self._layers:
                states = self._apply(layer, states, groups)
        return [states[starts[i] : starts[i] + len(ids)] for i, ids in enumerate(token_ids)]

    def _measure(self, width: int, lengths: Sequence[int], start: int) -> _Width:
        bias = torch.zeros(len(lengths), 1, 1, width)
        for text, length in enumerate(lengths):
            bias[text, ..., length:] = float("-inf")
        near = torch.zeros(1, 1, 1) if self._nearness is None else self._nearness[:, :width, :width]
        shape = (len(lengths) * self._heads, width, width)
        spread = (bias + near).expand(len(lengths), self._heads, width, width).reshape(shape)
        return _Width(start=start, width=width, texts=len(lengths), bias=spread.to(self._dtype))

    def _embed(self, token_ids: Sequence[Sequence[int]], starts: dict[int, int], *, rows: int) -> torch.Tensor:
        ids = torch.full((rows,), self._pad_id)
        positions = torch.full((rows,), self._first_position)
        for i, own in enumerate(token_ids):
            place = slice(starts[i], starts[i] + len(own))
            ids[place] = torch.tensor(own)
            positions[place] = torch.arange(len(own)) + self._first_position
        parts = self._embeddings
        states = parts.word_embeddings(ids)
        if hasattr(parts, "token_type_embeddings"):
            states = states + parts.token_type_embeddings.weight[0]
        states = states + parts.position_embeddings(positions)
        embedded: torch.Tensor = parts.LayerNorm(states)
        return embedded

    def _apply(self, layer: _Layer, states: torch.Tensor, groups: Sequence[_Width]) -> torch.Tensor:
        query, key, value = layer.query(states), layer.key(states), layer.value(states)
        context = torch.zeros_like(states)
        for group in groups:
            context[group.rows] = self._attend(query[group.rows], key[group.rows], value[group.rows], group)
        states = layer.attended_norm(layer.attended(context) + states)
        normalized: torch.Tensor = layer.outer_norm(layer.outer(_expand(layer.inner, states)) + states)
        return normalized

    def _attend(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, group: _Width) -> torch.Tensor:
        """Shape: (texts x width, dimension), as of the arguments."""
        size = self._dimension // self._heads
        heads = [
            part.view(group.texts, group.width, self._heads, size)
            .transpose(1, 2)
            .reshape(group.texts * self._heads, group.width, size)
            for part in (query, key, value)
        ]
        odds = torch.baddbmm(group.bias, heads[0], heads[1].transpose(1, 2), alpha=size**-0.5)
        attended = torch.bmm(torch.softmax(odds, dim=-1), heads[2])
        return attended.view(group.texts, self._heads, group.width, size).transpose(1, 2).reshape(-1, self._dimension)


def _expand(linear: nn.Linear, states: torch.Tensor) -> torch.Tensor:
    """GELU of a linear map, in one pass over memory where oneDNN does both at once: several times faster."""
    if torch.backends.mkldnn.is_available() and states.device.type == "cpu":  # type: ignore[no-untyped-call]
        expanded: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            states, linear.weight, linear.bias, "gelu", [], "none"
        )
        return expanded
    return functional.gelu(linear(states))


def can_pack(model: PreTrainedModel) -> bool:
    """Whether the model is one whose layers are known here: a BERT or an MPNet with GELU and absolute positions."""
    config: Any = model.config
    return type(model) in (BertModel, MPNetModel) and config.hidden_act == "gelu" and not model.training


def plan_packs(token_counts: Sequence[int], *, most_rows: int) -> Iterator[tuple[int, ...]]:
    """The places of texts read together, short ones first, so that few widths meet; each pack within `most_rows`.

    A text that needs more rows is alone.
    """
    pack: list[int] = []
    rows = 0
    for i in sorted(range(len(token_counts)), key=lambda place: token_counts[place]):
        own = round_up(token_counts[i], WIDTH_STEP_TOKENS)
        if pack and rows + own > most_rows:
            yield tuple(pack)
            pack, rows = [], 0
        pack.append(i)
        rows += own
    if pack:
        yield tuple(pack)


def round_up(number: int, step: int) -> int:
    """The least multiple of `step` that is no smaller."""
    return -(-number // step) * step


def _find_parts(layer: Any) -> _Layer:
    attention = layer.attention
    if hasattr(attention, "attn"):
        own, norm = attention.attn, attention.LayerNorm
        query, key, value, attended = own.q, own.k, own.v, own.o
    else:
        own, norm = attention.self, attention.output.LayerNorm
        query, key, value, attended = own.query, own.key, own.value, attention.output.dense
    return _Layer(
        query=query,
        key=key,
        value=value,
        attended=attended,
        attended_norm=norm,
        inner=layer.intermediate.dense,
        outer=layer.output.dense,
        outer_norm=layer.output.LayerNorm,
    )
