"""A Llama, read without transformers, whose import takes seconds: prompts read whole, answers written row by row.

Every product has a shape of its own that no company changes: prompts are rounded up to a multiple of 64 tokens and read
alone, and a batch always has so many rows, dummies among them. The bits of a row depend on the shape of the product
that it is part of, not on the other rows (docs/decisions/0010-rewriting.md).
Source: Touvron et al., LLaMA (2023); Su et al., RoFormer (2021), for positions; Ainslie et al., GQA (2023), for queries
that share keys.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch.nn import functional

from models.checkpoints.safety import read_json_object
from models.mapped import Change
from models.memory import telling_shortage
from service.errors import CheckpointError

_Read = Callable[[str], torch.Tensor]

PROMPT_STEP_TOKENS = 64
_FILE = "model.safetensors"
_QUERY_KEY_VALUE, _GATE_AND_UP = "self_attn.qkv_proj", "mlp.gate_up_proj"
_JOINED = {
    _QUERY_KEY_VALUE: tuple(f"self_attn.{part}_proj" for part in ("q", "k", "v")),
    _GATE_AND_UP: tuple(f"mlp.{part}_proj" for part in ("gate", "up")),
}
"""What reads the same, and is one matrix here, from its parts in a checkpoint."""
_FEW_QUERIES = 8
_CLOSEST = 4
"""Tokens whose logits are computed anew in float32: in bfloat16 the likeliest ones are often equal."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Layer:
    """Weights of one layer, (outputs, inputs); norms (inputs,). What reads the same is one matrix."""

    attention_norm: torch.Tensor
    query_key_value: torch.Tensor
    attended: torch.Tensor
    inner_norm: torch.Tensor
    gate_and_up: torch.Tensor
    down: torch.Tensor


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Branch:
    """What has been read of a prompt, for one of its endings.

    keys, values: of each layer, shape (key heads, tokens, head). state: behind the last token, shape (dimension,).
    """

    keys: Sequence[torch.Tensor]
    values: Sequence[torch.Tensor]
    state: torch.Tensor

    @property
    def tokens(self) -> int:
        return self.keys[0].shape[1]


class Llama:
    """The layers of a Llama; several threads may use it at once."""

    def __init__(self, folder: Path, dtype: torch.dtype, change: Change, *, file: Path | None = None) -> None:
        """Reads the checkpoint in `folder`. change: what is made of each weight before it is converted.

        file: that has the weights changed, converted and joined by `join_weights` already; they are mapped.

        Raises: CheckpointError if it cannot be read, or is no Llama of the plain kind with tied embeddings.
        """
        config: dict[str, Any] = read_json_object(folder / "config.json")
        if config.get("model_type") != "llama" or not config.get("tie_word_embeddings"):
            raise CheckpointError(f"{folder} is no Llama with tied embeddings")
        try:
            with safe_open(file or folder / _FILE, framework="pt") as opened:

                def read(name: str) -> torch.Tensor:
                    weight: torch.Tensor = opened.get_tensor(f"model.{name}.weight")
                    return weight if file else change(f"model.{name}.weight", weight).to(dtype)

                self._words = read("embed_tokens")
                self._norm = read("norm")
                join = read if file else partial(_join, read)
                layers = range(int(config["num_hidden_layers"]))
                self._layers = [_read_layer(read, join, f"layers.{place}") for place in layers]
        except (OSError, SafetensorError) as error:
            raise CheckpointError(f"{folder} cannot be loaded: {error}") from error
        self._epsilon = float(config["rms_norm_eps"])
        self._heads, self._key_heads = int(config["num_attention_heads"]), int(config["num_key_value_heads"])
        self._size = int(config["hidden_size"]) // self._heads
        self._theta = float(config.get("rope_theta") or config["rope_parameters"]["rope_theta"])

    def read(self, prompt: Sequence[int], endings: Sequence[Sequence[int]]) -> list[Branch]:
        """What is read of `prompt` with each of `endings`, all in one pass; endings do not see each other."""
        ids = [*prompt, *(token for ending in endings for token in ending)]
        size = -(-len(ids) // PROMPT_STEP_TOKENS) * PROMPT_STEP_TOKENS
        positions = torch.arange(size)
        branch_of = torch.zeros(size, dtype=torch.long)
        ends, start = [], len(prompt)
        for number, ending in enumerate(endings, start=1):
            positions[start : start + len(ending)] = torch.arange(len(prompt), len(prompt) + len(ending))
            branch_of[start : start + len(ending)] = number
            start += len(ending)
            ends.append(start)
        causal = torch.ones((size, size), dtype=torch.bool).tril()
        visible = causal & ((branch_of[:, None] == branch_of[None, :]) | (branch_of[None, :] == 0))
        keys: list[torch.Tensor] = []
        values: list[torch.Tensor] = []

        def keep(_layer: int, key: torch.Tensor, value: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            keys.append(key[0])
            values.append(value[0])
            return key, value

        with torch.inference_mode(), telling_shortage():
            padded = torch.tensor([[*ids, *[0] * (size - len(ids))]])
            states = self._run(padded, positions[None], visible[None], keep)[0]
        shared = list(range(len(prompt)))
        places = [[*shared, *range(end - len(own), end)] for end, own in zip(ends, endings, strict=True)]
        return [
            Branch(
                keys=[key[:, own] for key in keys], values=[value[:, own] for value in values], state=states[own[-1]]
            )
            for own in places
        ]

    def start(self, branches: Sequence[Branch], *, rows: int, capacity: int) -> Rows:
        """The answers to at most `rows` branches, none of which outgrows `capacity` tokens."""
        return Rows(self, branches, rows=rows, capacity=capacity)

    def measure(self, states: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The likeliest token behind each of some states, and the logarithm of its probability. Shapes: (rows,)."""
        logits = functional.linear(states, self._words).float()
        closest = logits.topk(_CLOSEST, dim=-1).indices.sort(dim=-1).values
        exact = (self._words[closest].float() * states.float()[:, None]).sum(-1)
        best, place = exact.max(dim=-1)
        return closest.gather(1, place[:, None])[:, 0], best - logits.logsumexp(dim=-1)

    def _run(
        self,
        ids: torch.Tensor,
        positions: torch.Tensor,
        visible: torch.Tensor,
        keep: Callable[[int, torch.Tensor, torch.Tensor], tuple[torch.Tensor, torch.Tensor]],
    ) -> torch.Tensor:
        """The last states. Shape: (rows, tokens, dimension).

        ids, positions: (rows, tokens). visible: (rows, tokens, keys). keep: takes the keys and values of a layer, shape
        (rows, key heads, tokens, head), and returns those that its queries see.
        """
        rows, count = ids.shape
        shared = self._heads // self._key_heads
        # Queries that share a key stand one behind the other, as if they were so many tokens.
        bias = torch.where(visible, 0.0, -torch.inf).to(self._words.dtype).repeat(1, shared, 1)[:, None]
        turn = self._turn(positions)
        states = functional.embedding(ids, self._words)
        for place, layer in enumerate(self._layers):
            parts = functional.linear(self._normalize(states, layer.attention_norm), layer.query_key_value)
            heads = parts.view(rows, count, self._heads + 2 * self._key_heads, self._size).transpose(1, 2)
            query = _rotate(heads[:, : self._heads], turn)
            key = _rotate(heads[:, self._heads : -self._key_heads], turn)
            keys, values = keep(place, key, heads[:, -self._key_heads :])
            asked = query.reshape(rows, self._key_heads, shared * count, self._size)
            found = self._attend(asked, keys, values, bias)
            found = found.reshape(rows, self._heads, count, self._size).transpose(1, 2).reshape(rows, count, -1)
            states = states + functional.linear(found, layer.attended)
            gate, up = functional.linear(self._normalize(states, layer.inner_norm), layer.gate_and_up).chunk(2, dim=-1)
            states = states + functional.linear(functional.silu(gate) * up, layer.down)
        return self._normalize(states, self._norm)

    def _attend(
        self, asked: torch.Tensor, keys: torch.Tensor, values: torch.Tensor, bias: torch.Tensor
    ) -> torch.Tensor:
        """What queries find; written out where they are few, for which the fused one is made of blocks too large."""
        if asked.shape[2] > _FEW_QUERIES:
            return functional.scaled_dot_product_attention(asked, keys, values, attn_mask=bias)
        odds = torch.matmul(asked, keys.transpose(-1, -2)).float().mul_(self._size**-0.5).add_(bias)
        return torch.matmul(odds.softmax(dim=-1).to(values.dtype), values)

    def _normalize(self, states: torch.Tensor, scale: torch.Tensor) -> torch.Tensor:
        return functional.rms_norm(states, (states.shape[-1],), scale, self._epsilon)

    def _turn(self, positions: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Cosine and sine of the angles that heads are turned by. Shape of each: (rows, 1, tokens, head)."""
        rates = torch.exp(torch.arange(0, self._size, 2).float() * (-math.log(self._theta) / self._size))
        angles = positions[..., None].float() * rates
        both = torch.cat([angles, angles], dim=-1)[:, None]
        return both.cos().to(self._words.dtype), both.sin().to(self._words.dtype)


class Rows:
    """Answers as they are written, a token a step, those of all rows at once."""

    def __init__(self, model: Llama, branches: Sequence[Branch], *, rows: int, capacity: int) -> None:
        self._model = model
        first = branches[0]
        self._keys, self._values = (
            [part.new_zeros((rows, part.shape[0], capacity, part.shape[2])) for part in parts]
            for parts in (first.keys, first.values)
        )
        self._lengths = torch.ones(rows, dtype=torch.long)
        self.states = first.state.new_zeros((rows, first.state.shape[0]))
        for row, branch in enumerate(branches):
            for place, (key, value) in enumerate(zip(branch.keys, branch.values, strict=True)):
                self._keys[place][row, :, : branch.tokens] = key
                self._values[place][row, :, : branch.tokens] = value
            self._lengths[row] = branch.tokens
            self.states[row] = branch.state
        heads = first.keys[0].shape[0]
        # Where in memory each head of each row begins, in tokens.
        self._begins = torch.arange(rows * heads).view(rows, heads) * capacity
        self._places = torch.arange(capacity)

    def choose(self) -> tuple[list[int], list[float]]:
        """The likeliest next token of each row, and the logarithm of its probability."""
        with torch.inference_mode(), telling_shortage():
            tokens, odds = self._model.measure(self.states)
        return tokens.tolist(), odds.tolist()

    def append(self, tokens: Sequence[int], *, ended: Sequence[bool]) -> None:
        """Reads one more token of each row. ended: rows that go nowhere; they read, and keep nothing of it."""
        with torch.inference_mode(), telling_shortage():
            places = self._lengths

            written = (self._begins + places[:, None]).flatten()

            def keep(layer: int, key: torch.Tensor, value: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
                for kept, new in ((self._keys[layer], key), (self._values[layer], value)):
                    kept.view(-1, kept.shape[-1]).index_copy_(0, written, new.reshape(-1, new.shape[-1]))
                return self._keys[layer], self._values[layer]

            visible = (self._places[None] <= places[:, None])[:, None]
            self.states = self._model._run(torch.tensor(tokens)[:, None], places[:, None], visible, keep)[:, 0]
            self._lengths = places + torch.tensor([not own for own in ended]).long()


def join_weights(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The weights of a Llama by name, those that read the same as one matrix, which processes that map it share."""
    joined = dict(weights)
    for name in weights:
        for whole, parts in _JOINED.items():
            if name.endswith(f".{parts[0]}.weight"):
                before = name.removesuffix(f"{parts[0]}.weight")
                joined[f"{before}{whole}.weight"] = torch.cat([joined.pop(f"{before}{part}.weight") for part in parts])
    return joined


def _read_layer(read: _Read, join: _Read, name: str) -> _Layer:
    """join: reads what is one matrix here and several in a checkpoint."""
    return _Layer(
        attention_norm=read(f"{name}.input_layernorm"),
        query_key_value=join(f"{name}.{_QUERY_KEY_VALUE}"),
        attended=read(f"{name}.self_attn.o_proj"),
        inner_norm=read(f"{name}.post_attention_layernorm"),
        gate_and_up=join(f"{name}.{_GATE_AND_UP}"),
        down=read(f"{name}.mlp.down_proj"),
    )


def _join(read: _Read, name: str) -> torch.Tensor:
    """The matrix that goes by `name` in a file with joined weights, from its parts."""
    whole = next(whole for whole in _JOINED if name.endswith(whole))
    return torch.cat([read(name.removesuffix(whole) + part) for part in _JOINED[whole]])


def _rotate(heads: torch.Tensor, turn: tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
    """Heads turned by their positions. Shape: (rows, heads, tokens, head)."""
    cosine, sine = turn
    first, second = heads.chunk(2, dim=-1)
    return heads * cosine + torch.cat([-second, first], dim=-1) * sine
