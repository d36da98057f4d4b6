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
from models.same_fact.interaction import INTERACTION_FEATURES
from models.same_fact.pair_classifier import DecisionNetworks
from models.same_fact.token_states import Heads, QuantizedStates, ReadTokens
from service.descriptions import SameFactDescription
from service.errors import CheckpointError
from service.features import DecisionFeatures, name_features

FEATURES = (*name_features(INTERACTION_FEATURES), *DecisionFeatures.names())
"""What the networks read, in order; those that decide first read all but the last part."""
SHIPPED_FOLDER = Path(__file__).parents[1] / "same_fact_minilm"
_CHUNK = 1024
"""Sentences read between two looks at the deadline."""


class InteractionModel:
    """A `SameFactModel`: reads each sentence once, then compares tokens. Safe to be used by several threads at once."""

    def __init__(
        self,
        base: InstalledCheckpoint,
        folder: Path = SHIPPED_FOLDER,
        *,
        dtype: DtypeName = "auto",
        batch_tokens: int = 2048,
        threads: int = 0,
    ) -> None:
        """Loads the tuned weights of `folder` over those of `base`.

        dtype, batch_tokens, threads: as of `TransformerEncoder`.
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
        self._encoder = TransformerEncoder(base, dtype=dtype, batch_tokens=batch_tokens, threads=threads, tuned=tuned)
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

    @property
    def description(self) -> SameFactDescription:
        """What decides: name, base, hash, languages, thresholds."""
        return self._description

    def read(self, texts: Sequence[str], *, check: Callable[[], None]) -> ReadTokens:
        """The sentences `texts`, read. `check` is called every few hundred sentences."""
        dimension = self._encoder.description.dimension
        chunks = [QuantizedStates.none(dimension)]
        for start in range(0, len(texts), _CHUNK):
            check()
            chunk = texts[start : start + _CHUNK]
            states: list[NDArray[np.float32]] = [np.zeros((0, dimension), np.float32)] * len(chunk)
            for place, tokens in self._encoder.read_tokens(chunk):
                states[place] = tokens
            chunks.append(QuantizedStates.of(states, self._heads))
        return ReadTokens(QuantizedStates.join(chunks), self._heads)

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
