"""What a newer value does to a summary: sentences that tell the older one stand back, and say what replaced it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from service.domain import Conflict, ConflictStatus, NewerValue, Sentence, SentenceGroup
from service.pipeline.conflicts.detection import SentencePlace


def find_superseded(sentences: Sequence[Sentence], superseded: Mapping[SentencePlace, NewerValue]) -> frozenset[int]:
    """The places in `sentences` of those that tell a value that was replaced."""
    return frozenset(
        place for place, sentence in enumerate(sentences) if (sentence.article_index, sentence.start) in superseded
    )


def find_outvoted(sentences: Sequence[Sentence], conflicts: Sequence[Conflict]) -> frozenset[int]:
    """The places in `sentences` of those on a side of a conflict that fewer independent sources take than another.

    Both stay in the answer's conflicts; a summary that has room for one tells what most say.
    """
    outvoted: set[tuple[int, int]] = set()
    for conflict in conflicts:
        if conflict.status is ConflictStatus.CONFLICT:
            most = max(side.coverage.independent_sources for side in conflict.sides)
            outvoted.update(
                (citation.article_index, citation.start)
                for side in conflict.sides
                if side.coverage.independent_sources < most
                for citation in side.citations
            )
    return frozenset(
        place for place, sentence in enumerate(sentences) if (sentence.article_index, sentence.start) in outvoted
    )


def mark_superseded(
    groups: Sequence[SentenceGroup], superseded: Mapping[SentencePlace, NewerValue]
) -> tuple[SentenceGroup, ...]:
    """The groups, each member with the newer value that replaced its own, if one did."""
    return tuple(
        replace(
            group,
            members=tuple(
                replace(member, superseded_by=superseded.get((member.sentence.article_index, member.sentence.start)))
                for member in group.members
            ),
        )
        for group in groups
    )


def warn_of_superseded(groups: Sequence[SentenceGroup]) -> tuple[str, ...]:
    """A warning where the sentence shown of one of these groups tells a value that was replaced."""
    shown = [group.members[group.representative].superseded_by for group in groups]
    newer = list(dict.fromkeys(value.value for value in shown if value))
    if not newer:
        return ()
    return (f"the summary tells what later reports have replaced, having room for nothing else: {'; '.join(newer)}",)
