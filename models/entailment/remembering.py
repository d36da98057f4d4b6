"""Models that do not read a pair twice."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from models.readings import KnownReadings
from service.descriptions import EntailmentDescription
from service.ports import Cache, CacheKind, Entailment, EntailmentModel, Relation, RelationModel

_TWO = struct.Struct("<dd")
"""The probabilities of entailed and contradicted."""
_THREE = struct.Struct("<ddd")
"""Those of what agrees, contradicts, and moved."""


class RememberingEntailment:
    """An `EntailmentModel` that asks another one about what is not in a cache."""

    def __init__(self, model: EntailmentModel, cache: Cache) -> None:
        self._model = model
        self._known = KnownReadings(cache, CacheKind.ENTAILMENT, model.description)

    @property
    def description(self) -> EntailmentDescription:
        """That of the model which is asked."""
        return self._model.description

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        """Of each pair of evidence and claim, what the model says, or said before."""
        return self._known.read(
            pairs,
            lambda unread: self._model.judge(unread, check=check),
            pack=lambda one: _TWO.pack(one.entailed, one.contradicted),
            unpack=_unpack,
        )


def _unpack(kept: bytes) -> Entailment:
    entailed, contradicted = _TWO.unpack(kept)
    return Entailment(entailed=entailed, contradicted=contradicted)


class RememberingRelations:
    """A `RelationModel` that asks another one about what is not in a cache."""

    def __init__(self, model: RelationModel, cache: Cache) -> None:
        self._model = model
        self._known = KnownReadings(cache, CacheKind.RELATION, model.description)

    @property
    def description(self) -> EntailmentDescription:
        """That of the model which is asked."""
        return self._model.description

    def relate(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Relation]:
        """Of each pair of sentences, what the model says, or said before."""
        return self._known.read(
            pairs,
            lambda unread: self._model.relate(unread, check=check),
            pack=lambda one: _THREE.pack(one.agrees, one.contradicts, one.moved),
            unpack=_unpack_relation,
        )


def _unpack_relation(kept: bytes) -> Relation:
    agrees, contradicts, moved = _THREE.unpack(kept)
    return Relation(agrees=agrees, contradicts=contradicts, moved=moved)
