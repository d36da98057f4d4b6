"""How cited articles stand to a sentence: they say all of it, report the same, or say otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain import CitationRole
from service.ports import Entailment

SUPPORTING_PROBABILITY = 0.5
"""Probability of entailment from which evidence alone says all of a sentence."""
_DISPUTING_PROBABILITY, _SURELY_DISPUTING = 0.8, 0.97
"""Probability of contradiction from which evidence says otherwise, and that where other evidence entails the sentence:
the model takes much that says less for a contradiction."""


def choose_roles(alone: Mapping[int, Entailment]) -> dict[int, CitationRole]:
    """The role of each source, by what it says alone."""
    entailed = any(own.entailed >= SUPPORTING_PROBABILITY for own in alone.values())
    least = _SURELY_DISPUTING if entailed else _DISPUTING_PROBABILITY
    return {source: choose_role(own, disputes=own.contradicted >= least) for source, own in alone.items()}


def choose_role(alone: Entailment, *, disputes: bool) -> CitationRole:
    """Supporting where it entails the sentence; else disputing, if it is known that it `disputes` it, or related."""
    if alone.entailed >= SUPPORTING_PROBABILITY:
        return CitationRole.SUPPORTING
    return CitationRole.DISPUTING if disputes else CitationRole.RELATED


def measure_strength(role: CitationRole, alone: Entailment, nearness: float) -> float:
    """How strongly a source supports or disputes a sentence; of a related one, how near it is. In [0, 1]."""
    if role is CitationRole.DISPUTING:
        return alone.contradicted
    return alone.entailed if role is CitationRole.SUPPORTING else nearness
