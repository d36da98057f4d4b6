"""The sentence encoder; with the other models, the only place that imports torch and transformers."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from models.checkpoints.catalog import Pooling
from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.encoder.layout import read_layout
from models.encoder.packed import PackedModel, plan_packs
from models.encoder.weights import can_read, read_shared_weights
from models.loading import DtypeName, choose_dtype, read_tokenizer
from models.processor import count_usable_cores
from models.readings import KnownReadings
from service.descriptions import EncoderDescription
from service.errors import CheckpointError
from service.ports import Cache, CacheKind

if TYPE_CHECKING:
    from models.encoder.padded import PaddedModel


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
        batch_tokens: tokens encoded at once.
        threads: of every model in this process, since torch has one number; 0: one a usable core.
        cache: where embeddings are kept.

        Raises: CheckpointUnsafeError, CheckpointError if it cannot be loaded as it is.
        """
        torch.set_num_threads(threads or min(torch.get_num_threads(), count_usable_cores()))
        torch_dtype = choose_dtype(dtype)
        layout = read_layout(checkpoint.folder, checkpoint.card)
        self._pooling = layout.pooling
        self._max_tokens = layout.max_tokens or _read_positions(checkpoint)
        self._tokenizer = _load_tokenizer(checkpoint, self._max_tokens)
        self._special_tokens = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._pad_id = _find_pad_id(checkpoint, self._tokenizer)
        self._batch_tokens = batch_tokens
        self._reader = _load_reader(
            checkpoint, torch_dtype, pad_id=self._pad_id, max_tokens=self._max_tokens, batch_tokens=batch_tokens
        )
        self._dimension = self._reader.dimension
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

        It keeps nothing in a cache. Raises: CheckpointError if no layer has a weight of a name, or of another shape.
        """
        if not isinstance(self._reader, PackedModel):
            raise CheckpointError(f"{self._description.name} is neither a BERT nor an MPNet, and cannot be tuned")
        other = copy.copy(self)
        other._reader = self._reader.tune(tuned)
        other._known = KnownReadings(None, CacheKind.EMBEDDING, self._description)
        return other

    def shares_layers(self, other: TransformerEncoder) -> bool:
        """Whether both read texts with the same layers up to one of them, so that these need to be run only once."""
        own, theirs = self._reader, other._reader
        return isinstance(own, PackedModel) and isinstance(theirs, PackedModel) and own.shares_layers(theirs)

    def warm_up(self) -> None:
        """Encodes a short and a longest text, so that the first request does not pay for what is set up once."""
        self.encode(["warm", "warm " * self._max_tokens])

    def _read_pack(
        self, token_ids: Sequence[Sequence[int]], beside: Sequence[TransformerEncoder]
    ) -> Sequence[list[torch.Tensor]]:
        others = [other._reader for other in beside]
        if isinstance(self._reader, PackedModel):
            return self._reader.read_beside([o for o in others if isinstance(o, PackedModel)], token_ids)
        return [reader.read(token_ids) for reader in (self._reader, *others)]

    def _tokenize(self, texts: Sequence[str]) -> list[Encoding]:
        return self._tokenizer.encode_batch(list(texts))


def _load_reader(
    checkpoint: InstalledCheckpoint, dtype: torch.dtype, *, pad_id: int, max_tokens: int, batch_tokens: int
) -> PackedModel | PaddedModel:
    if can_read(checkpoint.folder):
        return PackedModel(read_shared_weights(checkpoint, dtype))
    # Imported here because it brings transformers, which takes seconds.
    from models.encoder.padded import PaddedModel, load_padded  # noqa: PLC0415

    model = load_padded(checkpoint, dtype)
    return PaddedModel(model, pad_id=pad_id, max_tokens=max_tokens, batch_tokens=batch_tokens)


def _read_positions(checkpoint: InstalledCheckpoint) -> int:
    """The longest input of a checkpoint that does not state one. Raises: CheckpointError if nothing says it."""
    positions = read_json_object(checkpoint.folder / "config.json").get("max_position_embeddings")
    if not isinstance(positions, int):
        raise CheckpointError(f"{checkpoint.folder} cannot be loaded: its configuration states no longest input")
    return positions


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
