"""The support model: a cross-encoder that reads evidence and text together."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForSequenceClassification

from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.loading import load_weights
from service.errors import CheckpointError

SUPPORT_LABELS = ("entailment", "supported", "support", "supports", "consistent", "factual", "entails")
"""Labels, in lower case, that say yes, as models for entailment and for fact checking name them."""
_BINARY_LABEL = 1
"""Of a model with two labels and no names for them, the one that says yes, as MiniCheck has it."""
_DECIMALS = 4


class TransformerEntailmentModel:
    """An `EntailmentModel` made of a checkpoint for sequence classification, in float32.

    Pairs are read one by one, without padding, so that a probability depends on its own pair alone.
    """

    def __init__(self, checkpoint: InstalledCheckpoint) -> None:
        """Loads the checkpoint.

        Raises: CheckpointError if it cannot be loaded, or none of its labels says that a text is supported.
        """
        folder = checkpoint.folder
        config = read_json_object(folder / "config.json")
        self._name = checkpoint.card.name
        self._model = load_weights(checkpoint, AutoModelForSequenceClassification, torch.float32)
        # Written out for the same reason as the encoder's: the fused one depends on the number of threads.
        self._model.set_attn_implementation("eager")
        self._label = _find_label(self._model.config.id2label or {}, where=str(folder))
        self._has_types = "token_type_ids" in inspect.signature(self._model.forward).parameters
        self._tokenizer = _load_tokenizer(checkpoint, int(config.get("max_position_embeddings", 512)))

    @property
    def name(self) -> str:
        """The checkpoint's catalog name, hub id or folder."""
        return self._name

    def score_support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Of each pair of evidence and text, the probability that the evidence supports the text, in [0, 1].

        Of evidence too long for the model its beginning is read.
        """
        return [self._score(evidence, text) for evidence, text in pairs]

    def _score(self, evidence: str, text: str) -> float:
        encoding = self._tokenizer.encode(evidence, text)
        inputs = {"input_ids": torch.tensor([encoding.ids]), "attention_mask": torch.ones(1, len(encoding.ids)).long()}
        if self._has_types:
            inputs["token_type_ids"] = torch.tensor([encoding.type_ids])
        with torch.inference_mode():
            logits = self._model(**inputs).logits[0].double()
        probability = torch.sigmoid(logits[0]) if len(logits) == 1 else torch.softmax(logits, dim=0)[self._label]
        return round(float(probability), _DECIMALS)


def _find_label(labels: Mapping[Any, str], *, where: str) -> int:
    """The index of the label that says "supported". Raises: CheckpointError if there is none."""
    if len(labels) == 1:
        return 0
    found = [index for index, label in labels.items() if label.lower() in SUPPORT_LABELS]
    if found:
        return int(found[0])
    if len(labels) == _BINARY_LABEL + 1 and all(label.upper().startswith("LABEL_") for label in labels.values()):
        return _BINARY_LABEL
    raise CheckpointError(
        f"{where} is no support model: none of its labels {', '.join(labels.values())} says supported"
    )


def _load_tokenizer(checkpoint: InstalledCheckpoint, max_tokens: int) -> Tokenizer:
    """The tokenizer, which cuts the evidence and never the text, and does not pad."""
    path = checkpoint.folder / "tokenizer.json"
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # broad: tokenizers raises Exception itself
        raise CheckpointError(f"{path} cannot be loaded: {error}") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens, strategy="only_first")
    return tokenizer
