"""Texts read as transformers reads them, padded: for architectures whose layers are not known here."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from transformers import MODEL_MAPPING, AutoConfig, PreTrainedModel

from models.checkpoints.store import InstalledCheckpoint
from models.encoder.batches import SMALLEST_BATCH_TOKENS, plan_batches
from models.memory import telling_shortage
from models.pretrained import LOADING_ERRORS, load_weights
from service.errors import CheckpointError


class PaddedModel:
    """The layers of any encoder. No text's states depend on its company: see `models.encoder.batches`."""

    def __init__(self, model: PreTrainedModel, *, pad_id: int, max_tokens: int, batch_tokens: int) -> None:
        """max_tokens: of a text. batch_tokens: read at once, padding included."""
        self._model = model
        self._pad_id, self._max_tokens, self._batch_tokens = pad_id, max_tokens, batch_tokens
        self.dimension = int(model.config.hidden_size)
        self._smallest_tokens = max(SMALLEST_BATCH_TOKENS, self.dimension)

    def read(self, token_ids: Sequence[Sequence[int]]) -> list[torch.Tensor]:
        """The last hidden states of each text. Shape of one: (tokens, dimension), in the dtype of the model."""
        read: dict[int, torch.Tensor] = {}
        for batch in plan_batches(
            [len(ids) for ids in token_ids],
            max_tokens=self._max_tokens,
            batch_tokens=self._batch_tokens,
            smallest_tokens=self._smallest_tokens,
        ):
            ids = torch.full((batch.rows, batch.width), self._pad_id)
            mask = torch.zeros((batch.rows, batch.width), dtype=torch.long)
            mask[:, 0] = 1  # a dummy row attends to something, or it would be NaN
            for row, member in enumerate(batch.members):
                tokens = torch.tensor(token_ids[member])
                ids[row, : len(tokens)] = tokens
                mask[row, : len(tokens)] = 1
            with torch.inference_mode(), telling_shortage():
                states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state
            read.update((member, states[row, : len(token_ids[member])]) for row, member in enumerate(batch.members))
        return [read[i] for i in range(len(token_ids))]


def load_padded(checkpoint: InstalledCheckpoint, dtype: torch.dtype) -> PreTrainedModel:
    """The model, without the pooling layer that sentence encoders do not use.

    In float32 its attention is written out: with MKL's AVX2 kernels the fused one depends on the number of threads.
    Raises: CheckpointError if it cannot be loaded.
    """
    options: dict[str, Any] = {"attn_implementation": "eager"} if dtype is torch.float32 else {}
    try:
        config = AutoConfig.from_pretrained(checkpoint.folder, local_files_only=True, trust_remote_code=False)
        model_class: Any = MODEL_MAPPING[type(config)]
    except LOADING_ERRORS as error:
        raise CheckpointError(f"{checkpoint.folder} cannot be loaded: {error}") from error
    if "add_pooling_layer" in inspect.signature(model_class).parameters:
        options["add_pooling_layer"] = False
    return load_weights(checkpoint, model_class, dtype, **options)
