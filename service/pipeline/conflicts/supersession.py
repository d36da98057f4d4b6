"""What a newer value does to a summary: sentences that tell the older one stand back, and say what replaced it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from service.domain import (
    CLAUSES,
    Article,
    Conflict,
    ConflictSide,
    ConflictStatus,
    GroupMember,
    NewerValue,
    Sentence,
    SentenceGroup,
    Turn,
)
from service.pipeline.conflicts.group_differences import SentencePlace
from service.pipeline.text.watching import look_at_clock

_LATER = timedelta(hours=3)

_Votes = tuple[int, datetime | None]
"""Independent sources of a side, and when the last of them reported."""


def find_superseded(sentences: Sequence[Sentence], superseded: Mapping[SentencePlace, NewerValue]) -> frozenset[int]:
    """The places in `sentences` of those that tell a value that was replaced."""
    return frozenset(
        place for place, sentence in enumerate(sentences) if (sentence.article_index, sentence.start) in superseded
    )


def find_outvoted(
    sentences: Sequence[Sentence], conflicts: Sequence[Conflict], articles: Sequence[Article]
) -> frozenset[int]:
    """The places in `sentences` of those on a side of a conflict that fewer independent sources take than another.

    Both stay in the answer's conflicts; a summary that has room for one tells what most say. What is reported hours
    after the last report of the larger side is not outvoted: who reports last may know more; nor is a clause where that
    is not known. articles: in any order.
    """
    outvoted: set[SentencePlace] = set()
    by_index = {article.index: article for article in articles}
    told = {
        (sentence.article_index, sentence.start): sentence.find_moment(by_index[sentence.article_index])
        for sentence in sentences
    }
    for conflict in conflicts:
        if conflict.status is not ConflictStatus.CONFLICT:
            continue
        votes = [(side.coverage.independent_sources, _find_last_report(side, told)) for side in conflict.sides]
        for side, own in zip(conflict.sides, votes, strict=True):
            look_at_clock()
            if any(_outvotes(other, own, clauses=conflict.kind in CLAUSES) for other in votes):
                outvoted.update((citation.article_index, citation.start) for citation in side.citations)
    return frozenset(
        place for place, sentence in enumerate(sentences) if (sentence.article_index, sentence.start) in outvoted
    )


def _outvotes(many: _Votes, few: _Votes, *, clauses: bool) -> bool:
    last, later = many[1], few[1]
    at_once = not clauses if last is None or later is None else later - last < _LATER
    return few[0] < many[0] and at_once


def _find_last_report(side: ConflictSide, told: Mapping[SentencePlace, datetime | None]) -> datetime | None:
    """None where the date of a report is not known."""
    moments = [told[citation.article_index, citation.start] for citation in side.citations]
    known = [moment for moment in moments if moment is not None]
    return max(known) if len(known) == len(moments) else None


def mark_superseded(
    groups: Sequence[SentenceGroup], superseded: Mapping[SentencePlace, NewerValue]
) -> tuple[SentenceGroup, ...]:
    """The groups, each member with the newer value that replaced its own, if one did."""
    return tuple(
        replace(group, members=tuple(_mark(member, superseded) for member in group.members)) for group in groups
    )


def _mark(member: GroupMember, superseded: Mapping[SentencePlace, NewerValue]) -> GroupMember:
    look_at_clock()
    newer = superseded.get((member.sentence.article_index, member.sentence.start))
    return replace(member, superseded_by=newer) if newer else member


def find_turns(conflicts: Sequence[Conflict]) -> dict[SentencePlace, Turn]:
    """Of each sentence that tells a later step of an update when that came up; of several updates the last."""
    turns: dict[SentencePlace, Turn] = {}
    for conflict in conflicts:
        for before, side in pairwise(conflict.sides):
            if before.as_of and side.as_of:  # steps of an update
                turn = Turn(told=side.as_of, before=before.as_of, value=conflict.kind not in CLAUSES)
                for citation in side.citations:
                    look_at_clock()
                    place = citation.article_index, citation.start
                    turns[place] = max(turn, turns.get(place, turn), key=lambda one: one.told)
    return turns


def warn_of_superseded(groups: Sequence[SentenceGroup]) -> tuple[str, ...]:
    """A warning where the sentence shown of one of these groups tells a value that was replaced: by what, and when."""
    shown = [group.members[group.representative].superseded_by for group in groups]
    newer = list(dict.fromkeys(f"{value.value} ({value.as_of:%-d %B %H:%M})" for value in shown if value))
    if not newer:
        return ()
    return (f"the summary tells what later reports have replaced, having room for nothing else: {'; '.join(newer)}",)
