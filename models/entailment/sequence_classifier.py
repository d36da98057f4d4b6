"""Any checkpoint for sequence classification that tells entailment: NLI models, MiniCheck, HHEM and their like."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import AutoModelForSequenceClassification

from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.entailment.pairs import load_pair_tokenizer
from models.memory import telling_shortage
from models.pretrained import load_weights
from service.descriptions import EntailmentDescription
from service.errors import CheckpointError
from service.ports import Entailment

ENTAILED_LABELS = ("entailment", "entailed", "entails", "supported", "support", "supports", "consistent", "factual")
CONTRADICTED_LABELS = ("contradiction", "contradicted", "contradicts", "refuted", "refutes")
"""Labels, in lower case, as models for entailment and for fact checking name them."""
_BINARY_LABEL = 1
"""Of a model with two labels and no names for them, the one that says yes, as MiniCheck has it."""
_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EntailmentLabels:
    """The places of the two labels that are told; contradicted: None where the model has no such label."""

    entailed: int
    contradicted: int | None


class SequenceClassifier:
    """An `EntailmentModel` made of a checkpoint for sequence classification, in float32; its scores stand as they are.

    Pairs are read one by one, without padding, so that a probability depends on its own pair alone.
    """

    def __init__(self, checkpoint: InstalledCheckpoint) -> None:
        """Loads the checkpoint.

        Raises: CheckpointError if it cannot be loaded, or none of its labels says that a text is supported.
        """
        folder = checkpoint.folder
        config = read_json_object(folder / "config.json")
        self._model = load_weights(checkpoint, AutoModelForSequenceClassification, torch.float32)
        # Written out for the same reason as the encoder's: the fused one depends on the number of threads.
        self._model.set_attn_implementation("eager")
        self._labels = find_labels(self._model.config.id2label or {}, where=str(folder))
        self._has_types = "token_type_ids" in inspect.signature(self._model.forward).parameters
        self._tokenizer = load_pair_tokenizer(checkpoint, int(config.get("max_position_embeddings", 512)))
        self._description = EntailmentDescription(
            name=checkpoint.card.name,
            base=None,
            sha256=checkpoint.weights_sha256,
            dtype="float32",
            languages=tuple(sorted({tag.split("-")[0] for tag in checkpoint.card.languages})),
            licence=checkpoint.card.licence,
            learned_from=checkpoint.card.learned_from,
        )

    @property
    def description(self) -> EntailmentDescription:
        """What decides: the checkpoint's name and hash."""
        return self._description

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        """Of each pair of evidence and claim, whether the evidence entails or contradicts the claim.

        Of evidence too long for the model its beginning is read. check: called before each pair is read.
        """
        judged = []
        for evidence, claim in pairs:
            check()
            judged.append(self._judge(evidence, claim))
        return judged

    def warm_up(self) -> None:
        """Reads a pair, so that the first request does not pay for what is set up once."""
        self.judge([("warm", "up")], check=lambda: None)

    def _judge(self, evidence: str, claim: str) -> Entailment:
        encoding = self._tokenizer.encode(evidence, claim)
        inputs = {"input_ids": torch.tensor([encoding.ids]), "attention_mask": torch.ones(1, len(encoding.ids)).long()}
        if self._has_types:
            inputs["token_type_ids"] = torch.tensor([encoding.type_ids])
        with torch.inference_mode(), telling_shortage():
            logits = self._model(**inputs).logits[0].double()
        if len(logits) == 1:
            return Entailment(entailed=round(float(torch.sigmoid(logits[0])), _DECIMALS), contradicted=0.0)
        probabilities = [round(float(p), _DECIMALS) for p in torch.softmax(logits, dim=0)]
        against = self._labels.contradicted
        return Entailment(
            entailed=probabilities[self._labels.entailed],
            contradicted=0.0 if against is None else probabilities[against],
        )


def find_labels(labels: Mapping[Any, str], *, where: str) -> EntailmentLabels:
    """Which labels say entailed and contradicted. Raises: CheckpointError if none says entailed."""
    if len(labels) == 1:
        return EntailmentLabels(entailed=0, contradicted=None)
    entailed = _find(labels, ENTAILED_LABELS)
    if entailed is not None:
        return EntailmentLabels(entailed=entailed, contradicted=_find(labels, CONTRADICTED_LABELS))
    if len(labels) == _BINARY_LABEL + 1 and all(label.upper().startswith("LABEL_") for label in labels.values()):
        return EntailmentLabels(entailed=_BINARY_LABEL, contradicted=None)
    raise CheckpointError(
        f"{where} is no entailment model: none of its labels {', '.join(labels.values())} says entailed or supported"
    )


def _find(labels: Mapping[Any, str], names: Sequence[str]) -> int | None:
    return next((int(index) for index, label in labels.items() if label.lower() in names), None)
