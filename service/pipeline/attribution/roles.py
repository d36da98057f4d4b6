"""How cited articles stand to a sentence: they say all of it, report the same, or say otherwise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from service.domain import CitationRole
from service.ports import Entailment

_BIAS, _ENTAILED, _HELD = -0.69, 1.05, 0.94
"""A logistic regression on the log odds of entailment and on the share of a sentence's words that evidence holds, by
which reports say all of what another one says: docs/decisions/0059-who-says-all-of-it.md has precision and recall."""
_LARGEST_ODDS = 6.0
_DECIMALS = 4
_SUPPORTING = 0.5
"""Probability from which evidence says all of a sentence: of 100 such 84 do, which are 58 of 100 that do."""
_DISPUTING_PROBABILITY, _SURELY_DISPUTING = 0.8, 0.97
"""Probability of contradiction from which evidence says otherwise, and that where other evidence entails the sentence:
the model takes much that says less for a contradiction."""


def weigh_words(alone: Entailment, sentence: AbstractSet[str], evidence: AbstractSet[str]) -> Entailment:
    """What a model says of a sentence and its evidence, weighed by the words that the evidence holds of it.

    sentence, evidence: their stems of content.
    """
    least = 1 / (1 + math.exp(_LARGEST_ODDS))
    entailed = min(max(alone.entailed, least), 1 - least)
    held = len(sentence & evidence) / max(1, len(sentence))
    odds = _BIAS + _ENTAILED * math.log(entailed / (1 - entailed)) + _HELD * held
    return replace(alone, entailed=round(1 / (1 + math.exp(-odds)), _DECIMALS))


def choose_roles(alone: Mapping[int, Entailment]) -> dict[int, CitationRole]:
    """The role of each source, by what it says alone; see `weigh_words`."""
    entailed = any(own.entailed >= _SUPPORTING for own in alone.values())
    least = _SURELY_DISPUTING if entailed else _DISPUTING_PROBABILITY
    return {source: choose_role(own, disputes=own.contradicted >= least) for source, own in alone.items()}


def choose_role(alone: Entailment, *, disputes: bool) -> CitationRole:
    """Supporting where it entails the sentence; else disputing, if it is known that it `disputes` it, or related."""
    if alone.entailed >= _SUPPORTING:
        return CitationRole.SUPPORTING
    return CitationRole.DISPUTING if disputes else CitationRole.RELATED


def measure_strength(role: CitationRole, alone: Entailment, nearness: float) -> float:
    """How strongly a source supports or disputes a sentence; of a related one, how near it is. In [0, 1]."""
    if role is CitationRole.DISPUTING:
        return alone.contradicted
    return alone.entailed if role is CitationRole.SUPPORTING else nearness
