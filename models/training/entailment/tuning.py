"""Adapters and head, tuned on examples of evidence, claim and label."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer
from torch.nn import functional

from models.training.entailment.adapters import TOKENS_A_BATCH, AdaptedCrossEncoder, fit_width
from models.training.entailment.examples import (
    CONTRADICTED,
    ENTAILED,
    NEUTRAL,
    NOT_CONTRADICTED,
    NOT_ENTAILED,
    Example,
)

Outputs = Mapping[str, tuple[int, ...]]
"""The outputs that each label allows."""

OF_ENTAILMENT: Outputs = {
    ENTAILED: (0,), NEUTRAL: (1,), CONTRADICTED: (2,), NOT_ENTAILED: (1, 2), NOT_CONTRADICTED: (0, 1),
}  # fmt: skip
_WARM_UP = 0.06
_LEAST_RATE = 0.02
"""Of the learning rate, at the end."""
_WEIGHT_DECAY = 0.01
_LARGEST_GRADIENT = 1.0
_REPORT_STEPS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    encodings: tuple[Encoding, ...]
    examples: tuple[Example, ...]


def tune(
    model: AdaptedCrossEncoder,
    examples: Sequence[Example],
    tokenizer: Tokenizer,
    *,
    learning_rate: float,
    chooser: random.Random,
    batches_a_step: int = 1,
    outputs: Outputs = OF_ENTAILMENT,
    report: Callable[[str], None] = print,
) -> None:
    """Changes the adapters and the head of `model` in one pass over `examples`; AdamW, linear warm-up and decay.

    batches_a_step: batches of at most TOKENS_A_BATCH tokens whose gradients are added up for one step. outputs: those
    that the labels of `examples` allow.
    """
    batches = _plan(examples, tokenizer, chooser)
    steps = [batches[start : start + batches_a_step] for start in range(0, len(batches), batches_a_step)]
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learning, lr=learning_rate, betas=(0.9, 0.98), weight_decay=_WEIGHT_DECAY, fused=True)
    started = time.monotonic()
    model.train()
    for place, step in enumerate(steps):
        warm = min(1.0, (place + 1) / max(1, int(_WARM_UP * len(steps))))
        for group in optimizer.param_groups:
            group["lr"] = learning_rate * warm * max(_LEAST_RATE, 1 - place / len(steps))
        loss = 0.0
        count = sum(len(batch.examples) for batch in step)
        for batch in step:
            part = _compute_loss(model(batch.encodings), batch.examples, outputs) * (len(batch.examples) / count)
            part.backward()  # type: ignore[no-untyped-call]
            loss += part.item()
        torch.nn.utils.clip_grad_norm_(learning, _LARGEST_GRADIENT)
        optimizer.step()
        optimizer.zero_grad()
        if place % _REPORT_STEPS == 0:
            minutes = (time.monotonic() - started) / 60
            report(f"step {place + 1} of {len(steps)}: loss {loss:.3f}, {minutes:.1f} min")
    model.eval()


def predict(model: AdaptedCrossEncoder, pairs: Sequence[tuple[str, str]], tokenizer: Tokenizer) -> NDArray[np.float64]:
    """The logits, such as of entailed, not stated, contradicted. Shape: (pairs, outputs)."""
    encodings = tokenizer.encode_batch(list(pairs))
    logits = np.zeros((len(pairs), model.out.out_features))
    with torch.inference_mode():
        for members in _batch([len(encoding.ids) for encoding in encodings], range(len(pairs))):
            logits[members] = model([encodings[i] for i in members]).double().cpu().numpy()
    return logits


def _plan(examples: Sequence[Example], tokenizer: Tokenizer, chooser: random.Random) -> list[_Batch]:
    encodings = tokenizer.encode_batch([(example.evidence, example.claim) for example in examples])
    order = list(range(len(examples)))
    chooser.shuffle(order)
    batches = [
        _Batch(encodings=tuple(encodings[i] for i in members), examples=tuple(examples[i] for i in members))
        for members in _batch([len(encoding.ids) for encoding in encodings], order)
    ]
    chooser.shuffle(batches)
    return batches


def _batch(lengths: Sequence[int], order: Sequence[int]) -> list[list[int]]:
    """Batches of pairs of about one length."""
    full: list[list[int]] = []
    begun: dict[int, list[int]] = {}
    for i in order:
        width = fit_width(lengths[i])
        members = begun.setdefault(width, [])
        members.append(i)
        if len(members) == TOKENS_A_BATCH // width:
            full.append(begun.pop(width))
    return full + list(begun.values())


def _compute_loss(logits: torch.Tensor, examples: Sequence[Example], outputs: Outputs) -> torch.Tensor:
    """Cross-entropy of whatever the label allows."""
    odds = functional.log_softmax(logits, dim=1)
    losses = [-torch.logsumexp(odds[row, list(outputs[example.label])], dim=0) for row, example in enumerate(examples)]
    return torch.stack(losses).mean()
