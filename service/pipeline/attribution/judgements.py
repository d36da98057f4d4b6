"""What an entailment model says of a sentence of a written text."""

from __future__ import annotations

from dataclasses import dataclass

from service.ports import Entailment


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the entailment model says of a sentence: by all evidence together, and by that of each article it read."""

    together: Entailment
    alone: dict[int, Entailment]
