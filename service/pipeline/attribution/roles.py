"""How cited articles stand to a sentence: they say all of it, report the same, or say otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain import CitationRole
from service.ports import Entailment

SUPPORTING_PROBABILITY = 0.5
"""Probability of entailment from which evidence alone says all of a sentence."""
_DISPUTING_PROBABILITY = 0.5
"""Probability of contradiction from which it says otherwise."""


def choose_roles(alone: Mapping[int, Entailment]) -> dict[int, CitationRole]:
    """The role of each source, by what it says alone."""
    return {source: choose_role(entailment) for source, entailment in alone.items()}


def choose_role(alone: Entailment) -> CitationRole:
    """Supporting, disputing or related."""
    if alone.entailed >= SUPPORTING_PROBABILITY:
        return CitationRole.SUPPORTING
    return CitationRole.DISPUTING if alone.contradicted >= _DISPUTING_PROBABILITY else CitationRole.RELATED


def measure_strength(role: CitationRole, alone: Entailment, nearness: float) -> float:
    """How strongly a source supports or disputes a sentence; of a related one, how near it is. In [0, 1]."""
    if role is CitationRole.DISPUTING:
        return alone.contradicted
    return alone.entailed if role is CitationRole.SUPPORTING else nearness
