"""How near sentences of two reports stand to each other, by upper layers and a head of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.entailment.pair_reader import PairReader
from service.descriptions import EntailmentDescription
from service.ports import Relation

_DECIMALS = 4


class AdaptedRelations:
    """A `RelationModel`: a cross-encoder over two sentences. Safe to be used by several threads at once.

    No probability depends on other pairs: see `models.encoder.packed`.
    """

    def __init__(self, reader: PairReader, description: EntailmentDescription) -> None:
        self._reader, self._description = reader, description

    @property
    def description(self) -> EntailmentDescription:
        """That of the entailment model whose lower layers it reads by."""
        return self._description

    def relate(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Relation]:
        """Of each pair, whether both agree, contradict each other, or one tells a later state. check: for each pair."""
        related = {pair: _tell(logits) for pair, logits in self._reader.read(pairs, check=check).items()}
        return [related[pair] for pair in pairs]

    def warm_up(self) -> None:
        """Reads pairs of common widths, so that the first request does not pay for what is set up once."""
        self._reader.warm_up()


def _tell(logits: NDArray[np.float64]) -> Relation:
    """logits: of what agrees, is about something else, contradicts, tells a later state."""
    shares = np.exp(logits - logits.max())
    agrees, _, contradicts, moved = (round(float(share), _DECIMALS) for share in shares / shares.sum())
    return Relation(agrees=agrees, contradicts=contradicts, moved=moved)
