"""The same-fact model: an encoder whose upper layers were tuned, late interaction, and a small network that decides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file

from models.checkpoints.safety import read_json_object
from models.checkpoints.store import InstalledCheckpoint
from models.encoder import TransformerEncoder
from models.loading import DtypeName
from models.readings import KnownReadings
from models.same_fact.interaction import INTERACTION_FEATURES
from models.same_fact.pair_classifier import DecisionNetworks
from models.same_fact.token_states import Heads, QuantizedStates, ReadTokens, StateBlocks
from service.descriptions import SameFactDescription
from service.errors import CheckpointError
from service.features import DecisionFeatures, name_features
from service.ports import Cache, CacheKind, SentenceEncoder

FEATURES = (*name_features(INTERACTION_FEATURES), *DecisionFeatures.names())
"""What the networks read, in order; those that decide first read all but the last part."""
SHIPPED_FOLDER = Path(__file__).parents[1] / "same_fact_minilm"
_CHUNK = 1024
"""Sentences whose states are rounded at once."""


class InteractionModel:
    """A `SameFactModel`: reads each sentence once, then compares tokens. Safe to be used by several threads at once."""

    def __init__(
        self,
        base: InstalledCheckpoint,
        folder: Path = SHIPPED_FOLDER,
        *,
        dtype: DtypeName = "auto",
        batch_tokens: int = 4096,
        threads: int = 0,
        encoder: TransformerEncoder | None = None,
        cache: Cache | None = None,
    ) -> None:
        """Loads the tuned weights of `folder` over those of `base`.

        dtype, batch_tokens, threads: as of `TransformerEncoder`. encoder: one made of `base`, whose lower layers then
        are this model's, too; None: there is none. cache: where the states of sentences are kept.
        Raises: CheckpointError if `folder` cannot be loaded, or was tuned from another checkpoint.
        """
        weights_path = folder / "model.safetensors"
        config = read_json_object(folder / "config.json")
        if base.weights_sha256 != config.get("base_sha256"):
            raise CheckpointError(f"{folder} was tuned from {config.get('base')}, which {base.folder} is not")
        if tuple(config.get("features", ())) != FEATURES:
            raise CheckpointError(f"{folder} was trained on other features than this version of Chorus computes")
        try:
            weights = load_file(weights_path)
        except (OSError, SafetensorError) as error:
            raise CheckpointError(f"{weights_path} cannot be loaded: {error}") from error
        tuned = {name: weight for name, weight in weights.items() if name.startswith("encoder.")}
        own = encoder or TransformerEncoder(base, dtype=dtype, batch_tokens=batch_tokens, threads=threads)
        self._encoder = own.tune(tuned)
        self._heads = Heads(weights)
        self._decision = DecisionNetworks(weights, "decision")
        self._reconsideration = DecisionNetworks(weights, "reconsideration")
        try:
            self._description = SameFactDescription(
                name=str(config["name"]),
                base=str(config["base"]),
                sha256=hashlib.sha256(weights_path.read_bytes()).hexdigest(),
                dtype=self._encoder.description.dtype,
                languages=tuple(config["languages"]),
                threshold=float(config["threshold"]),
                farthest_gap=float(config["farthest_gap"]),
                licence=config.get("licence"),
                learned_from=config.get("learned_from"),
            )
        except KeyError as error:
            raise CheckpointError(f"{folder / 'config.json'} lacks {error}") from error
        self._known = KnownReadings(cache, CacheKind.SAME_FACT, self._description)

    @property
    def description(self) -> SameFactDescription:
        """What decides: name, base, hash, languages, thresholds."""
        return self._description

    def read(self, texts: Sequence[str], *, check: Callable[[], None]) -> ReadTokens:
        """The sentences `texts`, read; those that are in the cache are not read again."""
        return self._read(texts, check)[0]

    def shares_layers(self, encoder: SentenceEncoder) -> bool:
        """Whether `encoder` reads with the lower layers of this model."""
        return isinstance(encoder, TransformerEncoder) and encoder.shares_layers(self._encoder)

    def read_beside(
        self, encoder: SentenceEncoder, texts: Sequence[str], *, check: Callable[[], None]
    ) -> tuple[NDArray[np.float32], ReadTokens]:
        """What `encoder` and this model each make of `texts`; the layers that they share are run once.

        Raises: ValueError if they share none.
        """
        if not isinstance(encoder, TransformerEncoder) or not self.shares_layers(encoder):
            raise ValueError(f"{encoder.description.name} shares no layers with {self._description.name}")
        tokens, encoded = self._read(texts, check, encoder)
        return encoder.complete(texts, encoded), tokens

    def _read(
        self, texts: Sequence[str], check: Callable[[], None], *beside: TransformerEncoder
    ) -> tuple[ReadTokens, dict[str, NDArray[np.float32]]]:
        """The sentences, read, and of those that were not in the cache the embeddings by the encoder `beside`."""
        dimension = self._encoder.description.dimension
        distinct = list(dict.fromkeys(texts))
        states = {t: QuantizedStates.from_bytes(kept, dimension) for t, kept in self._known.recall(distinct).items()}
        unread = [text for text in distinct if text not in states]
        encoded: dict[str, NDArray[np.float32]] = {}
        blocks = StateBlocks(dimension)
        check()
        for start in range(0, len(unread), _CHUNK):
            chunk = unread[start : start + _CHUNK]
            new: dict[str, QuantizedStates] = {}
            for place, (tokens, *others) in self._encoder.read_tokens(chunk, *beside):
                check()
                new[chunk[place]] = QuantizedStates.of(tokens, self._heads, blocks)
                encoded.update((chunk[place], b.pool(theirs)) for b, theirs in zip(beside, others, strict=True))
            self._known.keep((text, one.to_bytes()) for text, one in new.items())
            states.update(new)
        return ReadTokens([states[text] for text in texts], self._heads), encoded

    def predict(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The probability of one fact for each pair. features: (pairs, features). Shape: (pairs,), in [0, 1]."""
        return self._decision.predict(features)

    def rescore(self, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """The same after all pairs have been decided on once. features: (pairs, len(FEATURES))."""
        return self._reconsideration.predict(features)

    def warm_up(self) -> None:
        """Reads and compares two sentences, so that the first request does not pay for what is set up once."""
        read = self.read(["warm up", "warm"], check=lambda: None)
        read.compare(np.array([0]), np.array([1]))
