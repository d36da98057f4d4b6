"""Texts read without padding them to one length: their tokens one behind the other in one matrix.

Linear layers, normalization and activation take the whole matrix; attention takes the texts of one width at a time,
spread out to that width. A width is a multiple of 16 tokens, by a text's own length alone, and no matrix has so few
rows that another kernel would be picked, so that a text's states do not depend on its company: see
docs/decisions/0002-encoder-batches.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from models.encoder.batches import SMALLEST_BATCH_TOKENS, WIDTH_STEP_TOKENS
from models.encoder.layers import EncoderLayer, Linear
from models.encoder.weights import EncoderWeights
from models.memory import is_shortage
from service.errors import OutOfMemoryError

_ROWS_STEP = 64
"""Rows are its multiples: few shapes, for each of which the processor's library builds a kernel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Width:
    """Texts of one width, spread out from row `start` on.

    bias: what is added to the odds of attention, minus infinity at padding. Shape: (texts, 1, 1, width) where attention
    is fused, (texts x heads, width, width) where it is written out.
    """

    start: int
    width: int
    texts: int
    bias: torch.Tensor

    @property
    def rows(self) -> slice:
        return slice(self.start, self.start + self.texts * self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """Where the tokens of each text stand in the matrix, and where they are spread out for attention.

    order: of the texts in the matrix. starts, counts: the first row and the tokens of each, in that order. rows: of the
    matrix, those that no text fills at its end included. spread: (spread rows,), the row of the matrix that each is a
    copy of; padding is one of its text's last. gathered: (rows,), the spread row that each row of the matrix is.
    """

    order: Sequence[int]
    starts: NDArray[np.int64]
    counts: NDArray[np.int64]
    rows: int
    spread: torch.Tensor
    gathered: torch.Tensor
    widths: Sequence[_Width]

    def split(self, states: torch.Tensor) -> list[torch.Tensor]:
        """The rows of each text, in the order in which they were given."""
        parts = torch.split(states[: int(self.counts.sum())], self.counts.tolist())
        by_text = dict(zip(self.order, parts, strict=True))
        return [by_text[text] for text in range(len(parts))]


class PackedModel:
    """The layers of a BERT or an MPNet. Source: Vaswani et al., Attention is all you need (2017), section 3."""

    def __init__(self, weights: EncoderWeights, layers: Sequence[EncoderLayer] | None = None) -> None:
        """layers: that are run in place of those of `weights`, in the same dtype; None: none."""
        self._weights = weights
        self._layers: Sequence[EncoderLayer] = weights.layers if layers is None else layers
        self._heads, self._dimension = weights.heads, weights.dimension
        self._least_rows = max(SMALLEST_BATCH_TOKENS, self._dimension)
        # In float32 the fused one depends, with MKL's AVX2 kernels, on the number of threads.
        self._attend = self._attend_fused if self._fuses_attention else self._attend_written_out

    @property
    def _fuses_attention(self) -> bool:
        return self._weights.dtype is torch.bfloat16 and self._weights.nearness is None

    def read(self, token_ids: Sequence[Sequence[int]]) -> list[torch.Tensor]:
        """The last hidden states of each text. Shape of one: (tokens, dimension), in the dtype of the model."""
        return self.read_beside((), token_ids)[0]

    def read_beside(
        self, others: Sequence[PackedModel], token_ids: Sequence[Sequence[int]]
    ) -> list[list[torch.Tensor]]:
        """The last hidden states by this model, then by each of `others`: layers that all share are run once.

        others: of which `shares_layers` holds. Where there is not enough memory, a half is read after the other.
        Raises: OutOfMemoryError if there is not enough for one text.
        """
        models = (self, *others)
        if not token_ids:
            return [[] for _ in models]
        try:
            return self._read_at_once(models, token_ids)
        except (MemoryError, RuntimeError) as error:
            if not is_shortage(error):
                raise
            if len(token_ids) == 1:
                raise OutOfMemoryError from error
        # Outside of the handler, whose error holds what was made of the whole.
        middle = len(token_ids) // 2
        halves = [self.read_beside(others, part) for part in (token_ids[:middle], token_ids[middle:])]
        return [first + second for first, second in zip(*halves, strict=True)]

    def _read_at_once(
        self, models: Sequence[PackedModel], token_ids: Sequence[Sequence[int]]
    ) -> list[list[torch.Tensor]]:
        shared = min((self._count_shared(model) for model in models[1:]), default=len(self._layers))
        read = []
        with torch.inference_mode():
            layout = self._lay_out([len(ids) for ids in token_ids])
            lower = self._run(self._layers[:shared], self._embed(token_ids, layout), layout)
            for model in models:
                states = model._run(model._layers[shared:], lower, layout)
                read.append(layout.split(states))
        return read

    @property
    def dimension(self) -> int:
        return self._dimension

    def tune(self, tuned: Mapping[str, torch.Tensor]) -> PackedModel:
        """A model with `tuned` weights, by name, in place of its own. Raises: CheckpointError if they do not fit."""
        return PackedModel(self._weights.tune(tuned))

    def shares_layers(self, other: PackedModel) -> bool:
        """Whether the two read alike up to some layer, with the very same weights."""
        return self._weights.embeddings is other._weights.embeddings

    def _count_shared(self, other: PackedModel) -> int:
        """How many layers, from the first on, are the same objects."""
        pairs = zip(self._layers, other._layers, strict=True)
        return next((n for n, (own, theirs) in enumerate(pairs) if own is not theirs), len(self._layers))

    def _lay_out(self, counts: Sequence[int]) -> _Layout:
        unordered = np.array(counts, np.int64)
        order = np.argsort(_widen(unordered), kind="stable")
        ordered = unordered[order]
        widths = _widen(ordered)
        starts, spread_starts = _begin(ordered), _begin(widths)
        tokens, spread_rows = int(ordered.sum()), int(widths.sum())
        rows = round_up(max(tokens, self._least_rows), _ROWS_STEP)
        offsets = np.arange(spread_rows) - np.repeat(spread_starts, widths)
        gathered = np.zeros(rows, np.int64)
        gathered[:tokens] = np.arange(tokens) + np.repeat(spread_starts - starts, ordered)
        distinct, firsts = np.unique(widths, return_index=True)
        parts = zip(distinct.tolist(), spread_starts[firsts].tolist(), np.split(ordered, firsts[1:]), strict=True)
        return _Layout(
            order=order.tolist(),
            starts=starts,
            counts=ordered,
            rows=rows,
            spread=torch.from_numpy(np.repeat(starts, widths) + np.minimum(offsets, np.repeat(ordered - 1, widths))),
            gathered=torch.from_numpy(gathered),
            widths=[self._measure(width, start, lengths) for width, start, lengths in parts],
        )

    def _measure(self, width: int, start: int, lengths: NDArray[np.int64]) -> _Width:
        texts = len(lengths)
        is_padding = torch.arange(width) >= torch.from_numpy(lengths).view(texts, 1, 1, 1)
        bias = torch.zeros(texts, 1, 1, width).masked_fill_(is_padding, float("-inf"))
        if not self._fuses_attention:
            nearness = self._weights.nearness
            near = torch.zeros(1, 1, 1) if nearness is None else nearness[:, :width, :width]
            shape = (texts * self._heads, width, width)
            bias = (bias + near).expand(texts, self._heads, width, width).reshape(shape)
        return _Width(start=start, width=width, texts=texts, bias=bias.to(self._weights.dtype))

    def _embed(self, token_ids: Sequence[Sequence[int]], layout: _Layout) -> torch.Tensor:
        ids = np.full(layout.rows, self._weights.pad_id)
        positions = np.full(layout.rows, self._weights.first_position)
        tokens = list(chain.from_iterable(token_ids[i] for i in layout.order))
        ids[: len(tokens)] = tokens
        positions[: len(tokens)] += np.arange(len(tokens)) - np.repeat(layout.starts, layout.counts)
        parts = self._weights.embeddings
        states = functional.embedding(torch.from_numpy(ids), parts.words)
        if parts.types is not None:
            states = states + parts.types
        placed = functional.embedding(torch.from_numpy(positions), parts.positions)
        return self._normalize(states + placed, parts.norm)

    def _run(self, layers: Sequence[EncoderLayer], states: torch.Tensor, layout: _Layout) -> torch.Tensor:
        for layer in layers:
            query, key, value = (part.index_select(0, layout.spread) for part in layer.project(states))
            contexts = [self._attend(query[w.rows], key[w.rows], value[w.rows], w) for w in layout.widths]
            gathered = torch.cat(contexts).index_select(0, layout.gathered)
            states = self._normalize(layer.join_heads(gathered).add_(states), layer.attended_norm)
            states = self._normalize(layer.feed_forward(states).add_(states), layer.outer_norm)
        return states

    def _normalize(self, states: torch.Tensor, norm: Linear) -> torch.Tensor:
        return functional.layer_norm(states, (self._dimension,), norm.weight, norm.bias, self._weights.epsilon)

    def _attend_fused(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, own: _Width) -> torch.Tensor:
        """Shape: (texts x width, dimension), as of the arguments."""
        queries, keys, values = (self._split_heads(part, own) for part in (query, key, value))
        attended = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=own.bias)
        return attended.transpose(1, 2).reshape(-1, self._dimension)

    def _attend_written_out(
        self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, own: _Width
    ) -> torch.Tensor:
        """Shape: (texts x width, dimension), as of the arguments."""
        shape = (own.texts * self._heads, own.width, self._dimension // self._heads)
        heads = [self._split_heads(part, own).reshape(shape) for part in (query, key, value)]
        odds = torch.baddbmm(own.bias, heads[0], heads[1].transpose(1, 2), alpha=shape[2] ** -0.5)
        attended = torch.bmm(torch.softmax(odds, dim=-1), heads[2])
        return attended.view(own.texts, self._heads, *shape[1:]).transpose(1, 2).reshape(-1, self._dimension)

    def _split_heads(self, part: torch.Tensor, own: _Width) -> torch.Tensor:
        """Shape: (texts x width, dimension) to (texts, heads, width, dimension of a head)."""
        return part.view(own.texts, own.width, self._heads, self._dimension // self._heads).transpose(1, 2)


def plan_packs(token_counts: Sequence[int], *, most_rows: int) -> Iterator[tuple[int, ...]]:
    """The places of texts read together, short ones first, so that few widths meet; each pack within `most_rows`.

    A text that needs more rows is alone. All packs but the last have nearly as many, so that what one was computed in
    serves for the next.
    """
    pack: list[int] = []
    rows = 0
    for i in sorted(range(len(token_counts)), key=lambda place: token_counts[place]):
        if pack and rows + token_counts[i] > most_rows:
            yield tuple(pack)
            pack, rows = [], 0
        pack.append(i)
        rows += token_counts[i]
    if pack:
        yield tuple(pack)


def round_up(number: int, step: int) -> int:
    """The least multiple of `step` that is no smaller."""
    return -(-number // step) * step


def _widen(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The width of each text by its tokens."""
    widths: NDArray[np.int64] = -(-counts // WIDTH_STEP_TOKENS) * WIDTH_STEP_TOKENS
    return widths


def _begin(sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of some parts begins that stand one behind the other."""
    begins: NDArray[np.int64] = np.cumsum(sizes) - sizes
    return begins
