"""Contradictions between sources, and updates of what they said before.

In: groups of sentences with their articles. Out: conflicts and updates, each with its sides and who says what, the
sentences whose value a newer one replaced, and what is new to a reader who knows some of the articles.
"""

from service.pipeline.conflicts.detection import Disagreements, find_conflicts, find_disagreements
from service.pipeline.conflicts.nearness import Nearness, pair_nearest
from service.pipeline.conflicts.news import find_news
from service.pipeline.conflicts.passing import find_passing
from service.pipeline.conflicts.supersession import (
    find_outvoted,
    find_superseded,
    find_turns,
    mark_superseded,
    warn_of_superseded,
)
from service.pipeline.conflicts.weights import JudgedBy

__all__ = [
    "Disagreements",
    "JudgedBy",
    "Nearness",
    "find_conflicts",
    "find_disagreements",
    "find_news",
    "find_outvoted",
    "find_passing",
    "find_superseded",
    "find_turns",
    "mark_superseded",
    "pair_nearest",
    "warn_of_superseded",
]
