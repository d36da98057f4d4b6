"""The upper layers of the base encoder and the heads on them, tuned so that tokens of one fact meet.

Each step sees one story whole: every candidate pair of its sentences, gold or not, and beside it a few pairs from other
collections and the cosine of a larger encoder, which keep the small one from forgetting what it knows.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from models.checkpoints.store import InstalledCheckpoint
from models.same_fact.interaction import LINEAR_INPUTS, compare_tokens
from models.training.clusters import Cluster, ScoredPair
from service.pipeline.clustering.candidates import find_candidates

FIRST_TUNED_LAYER = 3
"""Layers below keep the base's weights: their states are computed once, which halves the training."""
_MAX_TOKENS = 96
_NEIGHBOURS = 12
_SHARE_OF_OTHERS = 0.05
_LEARNING_RATE = 6e-5
_HEADS_FACTOR = 20
_WARM_UP = 0.1
_POSITIVE_WEIGHT = 1.5
_PAIR_LOSS_SCALE = 1 / 30
_PAIRS_A_STEP = 40
_PAIRS_WEIGHT = 0.5
_TEACHER_WEIGHT = 10.0
_ROWS = 32
"""All of the above were chosen once, by the loss, and not searched over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerStates:
    """By text, the states below the tuned layers. Shape of one: (tokens, dimension), float16."""

    by_text: Mapping[str, NDArray[np.float16]]


def read_lower(base: InstalledCheckpoint, texts: Sequence[str]) -> LowerStates:
    """The states of `texts` below the tuned layers, of at most 96 tokens each."""
    tokenizer = AutoTokenizer.from_pretrained(base.folder, local_files_only=True)
    model = AutoModel.from_pretrained(base.folder, local_files_only=True).eval()
    model.encoder.layer = model.encoder.layer[:FIRST_TUNED_LAYER]
    distinct = sorted(set(texts))
    ids = tokenizer(distinct, truncation=True, max_length=_MAX_TOKENS)["input_ids"]
    order = sorted(range(len(distinct)), key=lambda i: -len(ids[i]))
    states: dict[str, NDArray[np.float16]] = {}
    with torch.inference_mode():
        for start in range(0, len(order), _ROWS):
            rows = order[start : start + _ROWS]
            padded = tokenizer.pad({"input_ids": [ids[i] for i in rows]}, return_tensors="pt")
            hidden = model(**padded).last_hidden_state.half().numpy()
            states.update({distinct[i]: hidden[row, : len(ids[i])].copy() for row, i in enumerate(rows)})
    return LowerStates(by_text=states)


class TunedLayers(nn.Module):
    """The layers that are tuned, the weights of tokens, and what is read off a pair."""

    def __init__(self, base: InstalledCheckpoint) -> None:
        super().__init__()
        model = AutoModel.from_pretrained(base.folder, local_files_only=True)
        self.layers = nn.ModuleList(list(model.encoder.layer)[FIRST_TUNED_LAYER:])
        self.token_weight = nn.Linear(int(model.config.hidden_size), 1)
        nn.init.zeros_(self.token_weight.weight)
        nn.init.constant_(self.token_weight.bias, 0.5)
        self.same_fact, self.paraphrase, self.graded = (_start_head() for _ in range(3))

    def read(self, states: Sequence[NDArray[np.float16]]) -> ReadStates:
        """Sentences read further. states: those below, (tokens, dimension) each."""
        order = sorted(range(len(states)), key=lambda i: -len(states[i]))
        widest = len(states[order[0]])
        rows: list[torch.Tensor] = [torch.empty(0)] * len(states)
        for start in range(0, len(order), _ROWS):
            chosen = order[start : start + _ROWS]
            hidden = self._run([states[i] for i in chosen])
            for row, i in enumerate(chosen):
                rows[i] = functional.pad(hidden[row, : len(states[i])], (0, 0, 0, widest - len(states[i])))
        tokens = torch.stack(rows)
        every, inner = torch.zeros(len(states), widest), torch.zeros(len(states), widest)
        for i, own in enumerate(states):
            every[i, : len(own)] = 1
            inner[i, 1 : len(own) - 1] = 1
        pooled = (tokens * every[..., None]).sum(dim=1) / every.sum(dim=1, keepdim=True)
        return ReadStates(
            pooled=functional.normalize(pooled, dim=-1),
            tokens=functional.normalize(tokens, dim=-1),
            weights=functional.softplus(self.token_weight(tokens)).squeeze(-1) * inner,
            mask=inner,
        )

    def _run(self, states: Sequence[NDArray[np.float16]]) -> torch.Tensor:
        width = len(states[0])
        hidden = torch.zeros(len(states), width, states[0].shape[1])
        mask = torch.full((len(states), 1, 1, width), -1e9)
        for row, own in enumerate(states):
            hidden[row, : len(own)] = torch.from_numpy(own).float()
            mask[row, :, :, : len(own)] = 0.0
        mask = mask.expand(-1, 1, width, width)
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers:
                output = layer(hidden, mask.to(hidden.dtype))
                hidden = output[0] if isinstance(output, tuple) else output
        return hidden.float()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadStates:
    """Sentences as the tuned layers have read them; see `compare_tokens` for the shapes."""

    pooled: torch.Tensor
    tokens: torch.Tensor
    weights: torch.Tensor
    mask: torch.Tensor

    def compare(self, first: torch.Tensor, second: torch.Tensor, *, block: int = 256) -> torch.Tensor:
        """The five linear inputs of each pair, with gradients. Shape: (pairs, 5)."""
        compared = []
        for start in range(0, len(first), block):
            one, other = first[start : start + block], second[start : start + block]
            compared.append(
                compare_tokens(
                    (self.tokens[one], self.tokens[other]),
                    (self.weights[one], self.weights[other]),
                    (self.mask[one], self.mask[other]),
                    (self.pooled[one], self.pooled[other]),
                )
            )
        return torch.cat(compared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One story as it is taught. Shapes: (pairs,). teacher: the larger encoder's cosine, or None."""

    cluster: Cluster
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    same: NDArray[np.bool_]
    near: NDArray[np.bool_]
    teacher: NDArray[np.float32] | None


def plan_lesson(cluster: Cluster, embeddings: NDArray[np.float32], teacher: NDArray[np.float32] | None) -> Lesson:
    """The candidate pairs of a story. embeddings: the base's; teacher: the larger encoder's, or None."""
    wide = find_candidates(embeddings, cluster.terms, neighbours=2 * _NEIGHBOURS)
    narrow = find_candidates(embeddings, cluster.terms, neighbours=_NEIGHBOURS)
    near = frozenset(zip(narrow.first.tolist(), narrow.second.tolist(), strict=True))
    label = cluster.label
    return Lesson(
        cluster=cluster,
        first=wide.first,
        second=wide.second,
        same=(label[wide.first] >= 0) & (label[wide.first] == label[wide.second]),
        near=np.array([pair in near for pair in zip(wide.first.tolist(), wide.second.tolist(), strict=True)], bool),
        teacher=None if teacher is None else (teacher[wide.first] * teacher[wide.second]).sum(axis=1),
    )


def tune(
    base: InstalledCheckpoint,
    lessons: Sequence[Lesson],
    pairs: Sequence[ScoredPair],
    lower: LowerStates,
    *,
    epochs: int,
    seed: int,
    name: str = "model",
) -> TunedLayers:
    """The layers, tuned on `lessons` and `pairs`; the same for the same seed on one machine with one thread.

    name: what the progress is printed under.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 (no secret)
    layers = TunedLayers(base).train()
    heads = [weight for name, weight in layers.named_parameters() if not name.startswith("layers.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": layers.layers.parameters(), "lr": _LEARNING_RATE, "weight_decay": 0.01},
            {"params": heads, "lr": _LEARNING_RATE * _HEADS_FACTOR, "weight_decay": 0.0},
        ]
    )
    steps = epochs * len(lessons)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARM_UP * steps)) * max(0.02, 1 - step / steps)
    )
    shuffled = chance.sample(list(pairs), len(pairs))
    taught = 0
    for epoch in range(epochs):
        total = 0.0
        for lesson in chance.sample(list(lessons), len(lessons)):
            loss = _teach(layers, lesson, lower, chance)
            if shuffled:
                others = [shuffled[(taught + i) % len(shuffled)] for i in range(_PAIRS_A_STEP)]
                taught += _PAIRS_A_STEP
                loss = loss + _PAIRS_WEIGHT * _teach_pairs(layers, others, lower)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            total += loss.item()
        print(f"{name}: epoch {epoch + 1} of {epochs}: loss {total / len(lessons):.3f}", flush=True)
    return layers.eval()


def export_weights(layers: TunedLayers) -> dict[str, torch.Tensor]:
    """The tuned weights by the names that the encoder and the heads have; layers in bfloat16, heads in float32."""
    weights = {}
    for name, weight in layers.state_dict().items():
        part, _, rest = name.partition(".")
        if part == "layers":
            number, _, tail = rest.partition(".")
            weights[f"encoder.layer.{int(number) + FIRST_TUNED_LAYER}.{tail}"] = weight.to(torch.bfloat16).contiguous()
        elif part != "graded":
            weights[name] = weight.float().contiguous()
    return weights


def _start_head() -> nn.Linear:
    head = nn.Linear(LINEAR_INPUTS, 1)
    with torch.no_grad():
        head.weight[:] = torch.tensor([[4.0, 0.0, 4.0, 4.0, 0.0]])
        head.bias[:] = -8.0
    return head


def _teach(layers: TunedLayers, lesson: Lesson, lower: LowerStates, chance: random.Random) -> torch.Tensor:
    drawn = np.array([chance.random() < _SHARE_OF_OTHERS for _ in lesson.same], bool)
    chosen = np.flatnonzero(lesson.near | lesson.same | drawn)
    read = layers.read([lower.by_text[text] for text in lesson.cluster.texts])
    compared = read.compare(torch.from_numpy(lesson.first[chosen]), torch.from_numpy(lesson.second[chosen]))
    loss = _PAIR_LOSS_SCALE * functional.binary_cross_entropy_with_logits(
        layers.same_fact(compared).squeeze(1),
        torch.from_numpy(lesson.same[chosen]).float(),
        pos_weight=torch.tensor(_POSITIVE_WEIGHT),
        reduction="sum",
    )
    if lesson.teacher is not None:
        loss = loss + _TEACHER_WEIGHT * functional.mse_loss(compared[:, 0], torch.from_numpy(lesson.teacher[chosen]))
    return loss


def _teach_pairs(layers: TunedLayers, pairs: Sequence[ScoredPair], lower: LowerStates) -> torch.Tensor:
    texts = [pair.first for pair in pairs] + [pair.second for pair in pairs]
    place = torch.arange(len(pairs))
    compared = layers.read([lower.by_text[text] for text in texts]).compare(place, place + len(pairs))
    target = torch.tensor([pair.target for pair in pairs])
    graded = torch.tensor([pair.graded for pair in pairs])
    loss = torch.zeros(())
    for head, chosen in ((layers.paraphrase, ~graded), (layers.graded, graded)):
        if chosen.any():
            loss = loss + functional.binary_cross_entropy_with_logits(head(compared[chosen]).squeeze(1), target[chosen])
    return loss
