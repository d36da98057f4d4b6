"""The sentence encoder; with the other models, the only place that imports torch and transformers."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer
from transformers import MODEL_MAPPING, AutoConfig, PreTrainedModel

from models.checkpoints.catalog import Pooling
from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.encoder.batches import SMALLEST_BATCH_TOKENS, Batch, plan_batches
from models.encoder.layout import read_layout
from models.loading import LOADING_ERRORS, DtypeName, choose_dtype, quiet_transformers, read_tokenizer
from models.processor import count_usable_cores
from service.descriptions import EncoderDescription
from service.errors import CheckpointError


class TransformerEncoder:
    """A `SentenceEncoder` made of a checkpoint; safe to be used by several threads at once.

    Same text, same bits: whatever the other texts, their number and their order. How: see `models.encoder.batches`.
    """

    def __init__(
        self,
        checkpoint: InstalledCheckpoint,
        *,
        dtype: DtypeName = "auto",
        batch_tokens: int = 2048,
        threads: int = 0,
        tuned: Mapping[str, torch.Tensor] | None = None,
    ) -> None:
        """Loads the checkpoint.

        tuned: weights, by name, that take the place of the checkpoint's own.
        dtype: `auto` is bfloat16 where the processor multiplies it fast, else float32.
        batch_tokens: tokens encoded at once, padding included.
        threads: of every model in this process, since torch has one number; 0: one a usable core.

        Raises: CheckpointUnsafeError, CheckpointError if it cannot be loaded as it is.
        """
        torch.set_num_threads(threads or min(torch.get_num_threads(), count_usable_cores()))
        self._dtype = choose_dtype(dtype)
        self._model = _load_model(checkpoint, self._dtype)
        _replace_weights(self._model, tuned or {})
        layout = read_layout(checkpoint.folder, checkpoint.card)
        self._pooling = layout.pooling
        self._max_tokens = layout.max_tokens or int(self._model.config.max_position_embeddings)
        self._tokenizer = _load_tokenizer(checkpoint, self._max_tokens)
        self._special_tokens = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._pad_id = _find_pad_id(checkpoint, self._tokenizer)
        self._batch_tokens = batch_tokens
        self._dimension = int(self._model.config.hidden_size)
        self._description = EncoderDescription(
            name=checkpoint.card.name,
            revision=checkpoint.card.revision,
            sha256=checkpoint.weights_sha256,
            dimension=self._dimension,
            dtype=str(self._dtype).removeprefix("torch."),
            max_tokens=self._max_tokens,
            similarity_threshold=checkpoint.card.similarity_threshold,
            languages=tuple(sorted({tag.split("-")[0] for tag in checkpoint.card.languages})),
            licence=checkpoint.card.licence,
            learned_from=checkpoint.card.learned_from,
        )

    @property
    def description(self) -> EncoderDescription:
        """What made the embeddings: checkpoint, revision, hash, dimension, dtype."""
        return self._description

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`; a text that occurs twice is encoded once.

        Shape: (len(texts), dimension), float32, each row of Euclidean length 1. Tokens above `max_tokens` are not read.
        """
        distinct = list(dict.fromkeys(texts))
        embeddings = np.empty((len(distinct), self._dimension), dtype=np.float32)
        for batch, states, mask in self._read(distinct):
            rows_read = torch.nn.functional.normalize(_pool(states, mask, self._pooling), dim=1)
            embeddings[list(batch.members)] = rows_read[: len(batch.members)].numpy()
        rows = {text: row for row, text in enumerate(distinct)}
        return embeddings[[rows[text] for text in texts]] if texts else embeddings

    def read_tokens(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """The last hidden states of each of `texts`, with its place, in an order of the encoder's own.

        Shape of one: (tokens, dimension), float32, special tokens first and last.
        """
        for batch, states, mask in self._read(texts):
            counts = mask.sum(dim=1).tolist()
            for row, member in enumerate(batch.members):
                yield member, states[row, : counts[row]].numpy()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text before any cut, special tokens included."""
        return [
            self._special_tokens
            + sum(len(piece.ids) - self._special_tokens for piece in (encoding, *encoding.overflowing))
            for encoding in self._tokenize(texts)
        ]

    def warm_up(self) -> None:
        """Encodes a short and a longest text, so that the first request does not pay for what is set up once."""
        self.encode(["warm", "warm " * self._max_tokens])

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts))

    def _read(self, texts: Sequence[str]) -> Iterator[tuple[Batch, torch.Tensor, torch.Tensor]]:
        """The batches of `texts`, each with its last hidden states and the mask of what is no padding.

        Shapes: (rows, width, dimension), float32, and (rows, width).
        """
        token_ids = [encoding.ids or [self._pad_id] for encoding in self._tokenize(texts)]
        for batch in plan_batches(
            [len(ids) for ids in token_ids],
            max_tokens=self._max_tokens,
            batch_tokens=self._batch_tokens,
            smallest_tokens=max(SMALLEST_BATCH_TOKENS, self._dimension),
        ):
            ids = torch.full((batch.rows, batch.width), self._pad_id)
            mask = torch.zeros((batch.rows, batch.width), dtype=torch.long)
            mask[:, 0] = 1  # a dummy row attends to something, or it would be NaN
            for row, member in enumerate(batch.members):
                tokens = torch.tensor(token_ids[member])
                ids[row, : len(tokens)] = tokens
                mask[row, : len(tokens)] = 1
            with torch.inference_mode():
                states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            yield batch, states, mask


def _pool(states: torch.Tensor, mask: torch.Tensor, pooling: Pooling) -> torch.Tensor:
    """One vector a sentence. Shape: (sentences, tokens, dimension) to (sentences, dimension), float32.

    Source: Reimers and Gurevych, Sentence-BERT (2019), section 3; padding is left out of the mean.
    """
    if pooling is Pooling.CLS:
        return states[:, 0]
    weights = mask.unsqueeze(-1).float()
    return (states * weights).sum(dim=1) / weights.sum(dim=1)


def _load_model(checkpoint: InstalledCheckpoint, dtype: torch.dtype) -> PreTrainedModel:
    """The model, without the pooling layer that sentence encoders do not use.

    In float32 its attention is written out: with MKL's AVX2 kernels the fused one depends on the number of threads.
    """
    folder = checkpoint.folder
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    if dtype is torch.float32:
        options["attn_implementation"] = "eager"
    try:
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        model_class: Any = MODEL_MAPPING[type(config)]
        if "add_pooling_layer" in inspect.signature(model_class).parameters:
            options["add_pooling_layer"] = False
        with quiet_transformers():
            model, report = model_class.from_pretrained(
                folder, dtype=dtype, use_safetensors=True, output_loading_info=True, **options
            )
    except LOADING_ERRORS as error:
        raise CheckpointError(f"{folder} cannot be loaded: {error}") from error
    if missing := sorted(report["missing_keys"]):
        raise CheckpointError(f"{folder} lacks weights: {', '.join(missing[:3])} ({len(missing)} in all)")
    loaded: PreTrainedModel = model.eval()
    return loaded


def _replace_weights(model: PreTrainedModel, tuned: Mapping[str, torch.Tensor]) -> None:
    """Raises: CheckpointError if the model has no weight of a name, or one of another shape."""
    own = model.state_dict()
    for name, weight in tuned.items():
        if name not in own or own[name].shape != weight.shape:
            raise CheckpointError(f"tuned weights do not fit the model: {name} of shape {tuple(weight.shape)}")
        own[name].copy_(weight)


def _load_tokenizer(checkpoint: InstalledCheckpoint, max_tokens: int) -> Tokenizer:
    """The tokenizer, cutting at `max_tokens` and not padding, whatever its file says."""
    tokenizer = read_tokenizer(checkpoint)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer


def _find_pad_id(checkpoint: InstalledCheckpoint, tokenizer: Tokenizer) -> int:
    """The id that fills up short rows; it is masked, but some models number positions by it."""
    token = read_json_object(checkpoint.folder / "tokenizer_config.json").get("pad_token")
    if isinstance(token, dict):
        token = token.get("content")
    pad_id = tokenizer.token_to_id(token) if isinstance(token, str) else None
    if pad_id is None:
        pad_id = read_json_object(checkpoint.folder / "config.json").get("pad_token_id")
    return pad_id if isinstance(pad_id, int) else 0
