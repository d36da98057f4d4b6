"""What is known of pairs of sentences, a field a column: what a same-fact model decides on, and in which order.

The order is that in which the networks of a trained model read; its names stand in the configuration of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Column: TypeAlias = NDArray[np.float64]
"""A value of each pair. Shape: (pairs,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Features of pairs, each field a column. `least` and `most` are of a pair's two sentences."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(field.name for field in fields(cls))

    def list_columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        return tuple(getattr(self, name) for name in self.names())


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingFeatures(Columns):
    """What both say in the same words, or mean alike."""

    cosine: Column
    words: Column
    concepts: Column
    letters: Column
    cosine_above_mean: Column
    contained_least: Column
    contained_most: Column
    shared_weight: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFeatures(Columns):
    """Where in their articles both stand, and how long they are."""

    same_article: Column
    places_apart: Column
    share_apart: Column
    place_least: Column
    place_most: Column
    length_least: Column
    length_most: Column
    length_ratio: Column
    headlines: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFeatures(Columns):
    """Quotations, numbers and names that both have, or one alone."""

    quoting: Column
    quoted: Column
    numbers_shared: Column
    numbers_unshared: Column
    numbers_differ: Column
    names_shared: Column
    names_unshared: Column
    names_overlap: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFeatures(Columns):
    """How near both are to all sentences of the story."""

    mean_cosine: Column
    mean_words: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalFeatures(Columns):
    """How the pair stands beside the others of its sentences, by likeness."""

    rank_in_article_least: Column
    rank_in_article_most: Column
    rank_least: Column
    rank_most: Column
    lead_least: Column
    lead_most: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class PairFeatures:
    """What is known of pairs before a model has read them."""

    wording: WordingFeatures
    places: PlaceFeatures
    facts: FactFeatures
    topic: TopicFeatures
    rivals: RivalFeatures

    @staticmethod
    def names() -> tuple[str, ...]:
        """The columns' names in order."""
        return (
            *WordingFeatures.names(),
            *PlaceFeatures.names(),
            *FactFeatures.names(),
            *TopicFeatures.names(),
            *RivalFeatures.names(),
        )

    def list_columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        parts = (self.wording, self.places, self.facts, self.topic, self.rivals)
        return tuple(column for part in parts for column in part.list_columns())


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextFeatures(Columns):
    """What the probabilities of the pairs beside a pair say of it."""

    probable_rank_least: Column
    probable_rank_most: Column
    expected_least: Column
    expected_most: Column
    expected_elsewhere_least: Column
    expected_elsewhere_most: Column
    third_best: Column
    third_second: Column
    third_third: Column
    third_sum: Column
    third_share: Column
    best_least: Column
    best_most: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedFeatures(Columns):
    """What was predicted of the pair, and how that stands beside its rivals."""

    odds: Column
    rank_least: Column
    rank_most: Column
    rank_in_article_least: Column
    rank_in_article_most: Column
    lead_least: Column
    lead_most: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class SurroundingFeatures(Columns):
    """What was predicted of the sentences before and behind, and of the pair's articles.

    alongside: before with before, behind with behind. beside: one of the pair with what is next to the other.
    crossing: before with behind.
    """

    alongside_sum: Column
    alongside_most: Column
    beside_most: Column
    beside_least: Column
    crossing: Column
    articles_share: Column
    decided_mean: Column
    articles: Column
    sentences_an_article: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFeatures:
    """What is known of pairs once all have been decided on."""

    decided: DecidedFeatures
    context: ContextFeatures
    surroundings: SurroundingFeatures

    @staticmethod
    def names() -> tuple[str, ...]:
        """The columns' names in order."""
        decided = (*DecidedFeatures.names(), *ContextFeatures.names())
        return (*(f"decided_{name}" for name in decided), *SurroundingFeatures.names())

    def list_columns(self) -> tuple[Column, ...]:
        """The columns in order."""
        parts = (self.decided, self.context, self.surroundings)
        return tuple(column for part in parts for column in part.list_columns())


def name_features(of_model: Sequence[str]) -> tuple[str, ...]:
    """The columns of what is known of a pair at first; the model's own come last."""
    return (*PairFeatures.names(), *ContextFeatures.names(), *of_model)
