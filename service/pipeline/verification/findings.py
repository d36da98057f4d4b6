"""What the checks find."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.domain import ErrorKind


class Inconsistency(enum.StrEnum):
    """What a check looks for; the value opens the reason."""

    NUMBER = "numbers that the cited sentences do not hold"
    DATE = "dates that the cited sentences do not hold"
    NAME = "names that the cited sentences do not hold"
    NEGATION = "denied in one, not in the other"
    MODALITY = "told as done, which the cited sentences say is to come"
    OPPOSITE = "the opposite of what the cited sentences say"
    ROLES = "roles that are swapped"
    SPEAKER = "said by another one in the cited sentences"
    QUOTATION = "quoted words that the cited sentences do not hold"
    CHANGE = "changed in words that are copied"
    SPLICE = "parts of different sentences are joined inside a clause"


KINDS: Mapping[Inconsistency, ErrorKind] = MappingProxyType(
    {
        Inconsistency.NUMBER: ErrorKind.NUMBER,
        Inconsistency.DATE: ErrorKind.DATE,
        Inconsistency.NAME: ErrorKind.NAME,
        Inconsistency.NEGATION: ErrorKind.NEGATION,
        Inconsistency.MODALITY: ErrorKind.MODALITY,
        Inconsistency.OPPOSITE: ErrorKind.PREDICATE,
        Inconsistency.ROLES: ErrorKind.ROLE,
        Inconsistency.SPEAKER: ErrorKind.ROLE,
        Inconsistency.QUOTATION: ErrorKind.QUOTATION,
        Inconsistency.CHANGE: ErrorKind.UNSTATED,
        Inconsistency.SPLICE: ErrorKind.UNSTATED,
    }
)
"""What is wrong with the words that a check names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found wrong: the words, as they are written.

    certain: whether arithmetic alone refutes them, so that no model is asked.
    """

    kind: Inconsistency
    words: tuple[str, ...]
    certain: bool = False

    @property
    def reason(self) -> str:
        return f"{self.kind.value}: {', '.join(self.words)}"
