"""A causal language model with low-rank adapters, tuned on examples; the loss is the answers' alone."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.nn import functional
from transformers import AutoModelForCausalLM

from models.checkpoints.store import InstalledCheckpoint
from models.loading import choose_dtype
from models.rewriters.fusion_prompt import write_sentences, write_wish
from models.training.fusion.examples import FusionExample
from models.training.low_rank import AdaptedLinear, export_learned

RANK = 32
SCALE = 2.0
_WIDTHS = (48, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
"""Tokens that rows are padded to: few shapes, since oneDNN builds kernels for each. Longer rows are left out."""
_TOKENS_A_PART = 1024
PARTS = 2
"""Parts of a step that are read at once, each by one thread: threads that share the work on one tensor wait for each
other at every product."""
_WARM_UP = 0.06
_LEAST_RATE = 0.03
"""Of the learning rate, at the end."""
_WEIGHT_DECAY = 0.01
_LARGEST_GRADIENT = 1.0
_REPORT_STEPS = 10
_UNREAD = -100
"""The target of a token whose loss does not count."""


class AdaptedWriter(nn.Module):
    """A Llama with adapters in all linear layers."""

    def __init__(self, base: InstalledCheckpoint, *, dtype: torch.dtype | None = None) -> None:
        """dtype: of the base; None: bfloat16 where the processor multiplies it fast."""
        super().__init__()
        self.base: Any = AutoModelForCausalLM.from_pretrained(
            base.folder, local_files_only=True, dtype=dtype or choose_dtype("auto")
        )
        for parameter in self.base.parameters():
            parameter.requires_grad_(False)
        for layer in self.base.model.layers:
            for part, names in (
                (layer.self_attn, ("q_proj", "k_proj", "v_proj", "o_proj")),
                (layer.mlp, ("gate_proj", "up_proj", "down_proj")),
            ):
                for name in names:
                    setattr(part, name, AdaptedLinear(getattr(part, name), rank=RANK, scale=SCALE))
        self.end_id = int(self.base.config.eos_token_id)

    def forward(self, rows: Sequence[Row]) -> tuple[torch.Tensor, int]:
        """The sum of the losses of the answers' tokens, in nats, and how many these are."""
        batch = _Batch(rows)
        states = self.base.model(
            input_ids=batch.ids, position_ids=batch.positions, attention_mask=batch.mask, use_cache=False
        ).last_hidden_state
        counted = batch.targets != _UNREAD
        logits = self.base.lm_head(states[counted]).float()
        return functional.cross_entropy(logits, batch.targets[counted], reduction="sum"), int(counted.sum())

    def export(self) -> dict[str, torch.Tensor]:
        """What is shipped: adapters named after the weights that they are added to, in bfloat16."""
        return export_learned(self, prefix="base.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Token ids of an example. branches: what is asked and what is answered, each behind `prefix`."""

    prefix: tuple[int, ...]
    branches: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

    @property
    def width(self) -> int:
        return len(self.prefix) + sum(len(wish) + len(answer) for wish, answer in self.branches)


class _Batch:
    """Rows of tokens. A token sees those before it in the prefix and in its own branch.

    ids, positions, targets: shape (rows, width); targets are shifted by one. mask: shape (rows, 1, width, width).
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        width = _fit(max(row.width for row in rows))
        self.ids = torch.zeros((len(rows), width), dtype=torch.long)
        self.positions = torch.zeros((len(rows), width), dtype=torch.long)
        self.targets = torch.full((len(rows), width), _UNREAD)
        branch_of = torch.full((len(rows), width), -1)  # padding sees itself alone
        for place, row in enumerate(rows):
            shared = len(row.prefix)
            self.ids[place, :shared] = torch.tensor(row.prefix)
            self.positions[place, :shared] = torch.arange(shared)
            branch_of[place, :shared] = 0
            start = shared
            for number, (wish, answer) in enumerate(row.branches, start=1):
                tokens = torch.tensor(wish + answer)
                end = start + len(tokens)
                self.ids[place, start:end] = tokens
                self.positions[place, start:end] = torch.arange(shared, shared + len(tokens))
                self.targets[place, start + len(wish) - 1 : end - 1] = torch.tensor(answer)
                branch_of[place, start:end] = number
                start = end
        seen, seeing = branch_of.unsqueeze(1), branch_of.unsqueeze(2)
        causal = torch.ones((width, width), dtype=torch.bool).tril()
        visible = (causal & ((seen == seeing) | (seen == 0))) | torch.eye(width, dtype=torch.bool)
        self.mask = visible.unsqueeze(1)


def tune(
    model: AdaptedWriter,
    examples: Sequence[FusionExample],
    tokenizer: Tokenizer,
    *,
    learning_rate: float,
    chooser: random.Random,
    report: Callable[[str], None] = print,
    keep: Callable[[], None] = lambda: None,
) -> None:
    """Changes the adapters of `model` in one pass over `examples`; AdamW, linear warm-up and decay.

    keep: called now and then, for what has been learned to be written.
    """
    parts = plan([encode(example, tokenizer, model.end_id) for example in examples], chooser)
    steps = [parts[place : place + PARTS] for place in range(0, len(parts), PARTS)]
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=learning_rate, betas=(0.9, 0.98), weight_decay=_WEIGHT_DECAY, fused=True)
    started = time.monotonic()
    losses: list[float] = []

    def find_gradients(rows: Sequence[Row]) -> tuple[float, int, tuple[torch.Tensor, ...]]:
        total, count = model(rows)
        return total.item(), count, torch.autograd.grad(total, learning)

    with ThreadPoolExecutor(PARTS) as readers:
        for place, step in enumerate(steps):
            warm = min(1.0, (place + 1) / max(1, int(_WARM_UP * len(steps))))
            for group in optimizer.param_groups:
                group["lr"] = learning_rate * warm * max(_LEAST_RATE, 1 - place / len(steps))
            found = list(readers.map(find_gradients, step))
            count = sum(own for _, own, _ in found)
            for parameter, *gradients in zip(learning, *(own for _, _, own in found), strict=True):
                parameter.grad = torch.stack(gradients).sum(dim=0) / count
            torch.nn.utils.clip_grad_norm_(learning, _LARGEST_GRADIENT)
            optimizer.step()
            losses.append(sum(own for own, _, _ in found) / count)
            if (place + 1) % _REPORT_STEPS == 0:
                minutes = (time.monotonic() - started) / 60
                recent = losses[-_REPORT_STEPS:]
                report(f"step {place + 1} of {len(steps)}: loss {sum(recent) / len(recent):.3f}, {minutes:.1f} min")
                keep()


def measure_loss(model: AdaptedWriter, examples: Sequence[FusionExample], tokenizer: Tokenizer) -> float:
    """The mean loss a token of the answers, in nats."""
    parts = plan([encode(example, tokenizer, model.end_id) for example in examples], random.Random(0))  # noqa: S311
    with torch.inference_mode():
        losses = [model(rows) for rows in parts]
    return float(sum(float(total) for total, _ in losses) / sum(count for _, count in losses))


def encode(example: FusionExample, tokenizer: Tokenizer, end_id: int) -> Row:
    """An example as tokens, each answer behind the wish for one of its length."""

    def read(text: str) -> tuple[int, ...]:
        return tuple(tokenizer.encode(text, add_special_tokens=False).ids)

    return Row(
        prefix=read(write_sentences(example.sentences)),
        branches=tuple(
            (read(write_wish(words=len(answer.text.split()), core=answer.core)), (*read(answer.text), end_id))
            for answer in example.answers
        ),
    )


def plan(rows: Sequence[Row], chooser: random.Random) -> list[list[Row]]:
    """Parts of rows of about one length, in any order."""
    order = [row for row in rows if row.width <= _WIDTHS[-1]]
    chooser.shuffle(order)
    full: list[list[Row]] = []
    begun: dict[int, list[Row]] = {}
    for row in order:
        width = _fit(row.width)
        members = begun.setdefault(width, [])
        members.append(row)
        if len(members) == _TOKENS_A_PART // width:
            full.append(begun.pop(width))
    parts = full + list(begun.values())
    chooser.shuffle(parts)
    return parts


def _fit(tokens: int) -> int:
    return next(width for width in _WIDTHS if tokens <= width)
