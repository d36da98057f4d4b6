"""Contradictions between sources, and updates of what they said before.

In: groups of sentences with their articles. Out: conflicts, each with its sides and who says what.
"""

from service.pipeline.conflicts.detection import find_conflicts

__all__ = ["find_conflicts"]
