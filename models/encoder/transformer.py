"""The sentence encoder; with the other models, the only place that imports torch and transformers."""

from __future__ import annotations

import copy
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
from models.encoder.layout import read_layout
from models.encoder.packed import PackedModel, can_pack, plan_packs
from models.encoder.padded import PaddedModel
from models.loading import LOADING_ERRORS, DtypeName, choose_dtype, quiet_transformers, read_tokenizer
from models.processor import count_usable_cores
from models.readings import KnownReadings
from service.descriptions import EncoderDescription
from service.errors import CheckpointError
from service.ports import Cache, CacheKind


class TransformerEncoder:
    """A `SentenceEncoder` made of a checkpoint; safe to be used by several threads at once.

    Same text, same bits: whatever the other texts, their number and their order. How: see `models.encoder.packed`, and
    for architectures other than BERT and MPNet `models.encoder.batches`.
    """

    def __init__(
        self,
        checkpoint: InstalledCheckpoint,
        *,
        dtype: DtypeName = "auto",
        batch_tokens: int = 4096,
        threads: int = 0,
        cache: Cache | None = None,
    ) -> None:
        """Loads the checkpoint.

        dtype: `auto` is bfloat16 where the processor multiplies it fast, else float32.
        batch_tokens: tokens encoded at once, padding included.
        threads: of every model in this process, since torch has one number; 0: one a usable core.
        cache: where embeddings are kept.

        Raises: CheckpointUnsafeError, CheckpointError if it cannot be loaded as it is.
        """
        torch.set_num_threads(threads or min(torch.get_num_threads(), count_usable_cores()))
        torch_dtype = choose_dtype(dtype)
        self._model = _load_model(checkpoint, torch_dtype)
        layout = read_layout(checkpoint.folder, checkpoint.card)
        self._pooling = layout.pooling
        self._max_tokens = layout.max_tokens or int(self._model.config.max_position_embeddings)
        self._tokenizer = _load_tokenizer(checkpoint, self._max_tokens)
        self._special_tokens = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._pad_id = _find_pad_id(checkpoint, self._tokenizer)
        self._batch_tokens = batch_tokens
        self._dimension = int(self._model.config.hidden_size)
        self._reader = self._make_reader()
        self._description = EncoderDescription(
            name=checkpoint.card.name,
            revision=checkpoint.card.revision,
            sha256=checkpoint.weights_sha256,
            dimension=self._dimension,
            dtype=str(torch_dtype).removeprefix("torch."),
            max_tokens=self._max_tokens,
            similarity_threshold=checkpoint.card.similarity_threshold,
            languages=tuple(sorted({tag.split("-")[0] for tag in checkpoint.card.languages})),
            licence=checkpoint.card.licence,
            learned_from=checkpoint.card.learned_from,
        )
        self._known = KnownReadings(cache, CacheKind.EMBEDDING, self._description)

    @property
    def description(self) -> EncoderDescription:
        """What made the embeddings: checkpoint, revision, hash, dimension, dtype."""
        return self._description

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of `texts`; a text that occurs twice is encoded once, one that is in the cache not at all.

        Shape: (len(texts), dimension), float32, each row of Euclidean length 1. Tokens above `max_tokens` are not read.
        """
        return self.complete(texts, {})

    def complete(self, texts: Sequence[str], new: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        """Embeddings of `texts`, as `encode`. new: those of some of them, made by `pool` and in no cache yet."""
        distinct = [text for text in dict.fromkeys(texts) if text not in new]
        known = {text: np.frombuffer(row, np.float32) for text, row in self._known.recall(distinct).items()}
        unread = [text for text in distinct if text not in known]
        read = {unread[place]: self.pool(states) for place, (states,) in self.read_tokens(unread)} | dict(new)
        self._known.keep((text, row.tobytes()) for text, row in read.items())
        rows = known | read
        return np.stack([rows[text] for text in texts]) if texts else np.empty((0, self._dimension), np.float32)

    def pool(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """The embedding of a text by the states of its tokens. Shape: (tokens, dimension) to (dimension,), length 1.

        Sums are numpy's: torch's may depend on the number of threads.
        Source: Reimers and Gurevych, Sentence-BERT (2019), section 3.
        """
        pooled = states[0].astype(np.float64) if self._pooling is Pooling.CLS else states.mean(axis=0, dtype=np.float64)
        vector: NDArray[np.float32] = (pooled / np.sqrt((pooled * pooled).sum())).astype(np.float32)
        return vector

    def read_tokens(
        self, texts: Sequence[str], *beside: TransformerEncoder
    ) -> Iterator[tuple[int, tuple[NDArray[np.float32], ...]]]:
        """The last hidden states of each of `texts`, with its place, in an order of the encoder's own.

        beside: encoders with which this one shares layers; their states of the text follow its own.
        Shape of one: (tokens, dimension), float32, special tokens first and last.
        """
        token_ids = [encoding.ids or [self._pad_id] for encoding in self._tokenize(texts)]
        for pack in plan_packs([len(ids) for ids in token_ids], most_rows=self._batch_tokens):
            read = self._read_pack([token_ids[i] for i in pack], beside)
            for place, *states in zip(pack, *read, strict=True):
                yield place, tuple(own.float().numpy() for own in states)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text before any cut, special tokens included."""
        return [
            self._special_tokens
            + sum(len(piece.ids) - self._special_tokens for piece in (encoding, *encoding.overflowing))
            for encoding in self._tokenize(texts)
        ]

    def tune(self, tuned: Mapping[str, torch.Tensor]) -> TransformerEncoder:
        """An encoder in which `tuned` weights, by name, stand for its own; layers without any are shared, not copied.

        It keeps nothing in a cache. Raises: CheckpointError if there is no weight of a name, or one of another shape.
        """
        other = copy.copy(self)
        whole = {id(part): part for name, part in self._model.named_modules() if not _holds(name, tuned)}
        other._model = copy.deepcopy(self._model, whole)
        _replace_weights(other._model, tuned)
        other._reader = other._make_reader()
        other._known = KnownReadings(None, CacheKind.EMBEDDING, self._description)
        return other

    def shares_layers(self, other: TransformerEncoder) -> bool:
        """Whether both read texts with the same layers up to one of them, so that these need to be run only once."""
        own, theirs = self._reader, other._reader
        return isinstance(own, PackedModel) and isinstance(theirs, PackedModel) and own.shares_layers(theirs)

    def warm_up(self) -> None:
        """Encodes a short and a longest text, so that the first request does not pay for what is set up once."""
        self.encode(["warm", "warm " * self._max_tokens])

    def _make_reader(self) -> PackedModel | PaddedModel:
        if can_pack(self._model):
            return PackedModel(self._model)
        return PaddedModel(
            self._model, pad_id=self._pad_id, max_tokens=self._max_tokens, batch_tokens=self._batch_tokens
        )

    def _read_pack(
        self, token_ids: Sequence[Sequence[int]], beside: Sequence[TransformerEncoder]
    ) -> Sequence[list[torch.Tensor]]:
        others = [other._reader for other in beside]
        if isinstance(self._reader, PackedModel):
            return self._reader.read_beside([o for o in others if isinstance(o, PackedModel)], token_ids)
        return [reader.read(token_ids) for reader in (self._reader, *others)]

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts))


def _holds(part: str, tuned: Mapping[str, torch.Tensor]) -> bool:
    """Whether a part of a model, by its name, or the whole, by an empty one, has one of the weights `tuned`."""
    return not part or any(name.startswith(f"{part}.") for name in tuned)


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
