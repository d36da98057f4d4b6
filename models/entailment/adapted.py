"""The entailment model that ships with Chorus: low-rank adapters over a sentence encoder, and a small head."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.adapters import reading_adapted
from models.checkpoints.store import InstalledCheckpoint
from models.entailment.adapted_weights import AdaptedLayers, ArithmeticName, load_adapted, load_relations
from models.entailment.pair_reader import PairHead, PairReader
from models.entailment.pairs import load_pair_tokenizer
from models.entailment.relations import AdaptedRelations
from service.descriptions import EntailmentDescription
from service.ports import Entailment

SHIPPED_FOLDER = Path(__file__).parent.parent / "entailment_mpnet"

_DECIMALS = 4


class AdaptedEntailment:
    """An `EntailmentModel`: a cross-encoder over evidence and claim. Safe to be used by several threads at once.

    No probability depends on other pairs: see `models.encoder.packed`.
    Source: Hu et al., LoRA (2021), for the adapters; Bowman et al., SNLI (2015), for the three-way decision.
    """

    def __init__(
        self, base: InstalledCheckpoint, folder: Path = SHIPPED_FOLDER, *, dtype: ArithmeticName = "auto"
    ) -> None:
        """Loads `base` and adds the adapters of `folder` to its weights.

        dtype: `auto` is int8 where the processor multiplies it fast and `folder` has the ranges for it, else as for
        every model. In int8 are the products of layers alone.
        Raises: CheckpointError if `folder` cannot be loaded, or its adapters were made for another checkpoint; if it is
        to be int8, and the processor or `folder` does not allow that.
        """
        with reading_adapted(folder, base) as config:
            calibration, scale = config["calibration"], float(config["adapter_scale"])
            self._slope, self._intercept = float(calibration["slope"]), float(calibration["intercept"])
            tokenizer = load_pair_tokenizer(base, int(config["max_tokens"]))
            layers = load_adapted(base, folder, scale, dtype)
            self._reader = PairReader(layers.pack(), tokenizer, PairHead(layers.learned))
            upper = load_relations(base, folder, scale, layers)
            self._description = EntailmentDescription(
                name=str(config["name"]),
                base=str(config["base"]),
                sha256=_join_hashes(layers, upper),
                dtype=layers.dtype,
                languages=tuple(config["languages"]),
                licence=config.get("licence"),
                learned_from=config.get("learned_from"),
            )
            self._relations = None
            if upper:
                reader = PairReader(upper.pack(), tokenizer, PairHead(upper.learned))
                self._relations = AdaptedRelations(reader, self._description)

    @property
    def description(self) -> EntailmentDescription:
        """What decides: name, base, hash, dtype, languages."""
        return self._description

    @property
    def relations(self) -> AdaptedRelations | None:
        """What reads near sentences over the same lower layers; None if the folder has no weights for it."""
        return self._relations

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        """Of each pair of evidence and claim, whether the evidence entails or contradicts the claim, calibrated.

        Of evidence too long for the model its beginning is read. check: called for each pair.
        """
        judged = {pair: self._calibrate(logits) for pair, logits in self._reader.read(pairs, check=check).items()}
        return [judged[pair] for pair in pairs]

    def warm_up(self) -> None:
        """Reads pairs of common widths, so that the first request does not pay for what is set up once."""
        self._reader.warm_up()
        if self._relations:
            self._relations.warm_up()

    def _calibrate(self, logits: NDArray[np.float64]) -> Entailment:
        entailed, neutral, contradicted = logits.tolist()
        odds = self._slope * (entailed - float(np.logaddexp(neutral, contradicted))) + self._intercept
        probability = 1 / (1 + math.exp(-odds))
        against = 1 / (1 + math.exp(neutral - contradicted))
        return Entailment(
            entailed=round(probability, _DECIMALS), contradicted=round((1 - probability) * against, _DECIMALS)
        )


def _join_hashes(layers: AdaptedLayers, upper: AdaptedLayers | None) -> str:
    """That of the weights, of both files where there are two."""
    return hashlib.sha256(f"{layers.sha256} {upper.sha256}".encode()).hexdigest() if upper else layers.sha256
