"""The places that tell a fact otherwise: at the same time, before it changed, or since.

As on the review page (`web/src/matrix/opposed.ts`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from service.api.evidence_responses import Citation, Conflict, Group
from service.api.responses import SummaryAnswer
from service.api.sentence_responses import SummarySentence
from service.cli.disagreements import is_unsure
from service.domain import CLAUSES, CitationRole, ConflictStatus


class Standing(enum.IntEnum):
    """How a place, or an article, stands to a fact; of several the highest counts.

    OLDER, NEWER: what it tells has changed since, or had changed by then. REPORTS: nobody judged what it leaves out.
    """

    OLDER = 1
    NEWER = 2
    REPORTS = 3
    RELATED = 4
    SUPPORTING = 5
    DISPUTING = 6


_OF_ROLES = {
    CitationRole.REPRESENTATIVE: Standing.SUPPORTING,
    CitationRole.SUPPORTING: Standing.SUPPORTING,
    CitationRole.RELATED: Standing.RELATED,
    CitationRole.DISPUTING: Standing.DISPUTING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A place and how it stands to a fact. home: whether it is the sentence that stands for the fact."""

    place: Citation
    standing: Standing
    home: bool = False


def list_stands(answer: SummaryAnswer) -> tuple[tuple[Stand, ...], ...]:
    """Of each sentence the places that it cites, and those that tell its fact otherwise; what is both as the latter."""
    opposed = _find_opposed(answer)
    return tuple(_stand(sentence, opposed.get(sentence.group_id, ())) for sentence in answer.sentences)


def _stand(sentence: SummarySentence, opposed: tuple[Stand, ...]) -> tuple[Stand, ...]:
    own = tuple(
        Stand(place=place, standing=_OF_ROLES[place.role], home=place.role is CitationRole.REPRESENTATIVE)
        for place in sentence.citations
        if not any(overlap(stand.place, place) for stand in opposed)
    )
    return own + opposed


def _find_opposed(answer: SummaryAnswer) -> Mapping[str, tuple[Stand, ...]]:
    """Of each group, the places on another side of a conflict or update than the member that stands for it."""
    groups = {group.id: group for group in answer.groups or ()}
    found: dict[str, tuple[Stand, ...]] = {}
    conflicts = answer.conflicts or ()
    disputes = [one for one in conflicts if one.status is ConflictStatus.CONFLICT]
    updates = [one for one in conflicts if one.status is ConflictStatus.UPDATE]
    for conflict in [*disputes, *updates]:
        for group in (groups[group_id] for group_id in conflict.group_ids if group_id in groups):
            before = found.get(group.id, ())
            others = tuple(
                stand
                for stand in _list_others(conflict, group)
                if not any(overlap(one.place, stand.place) for one in before)
            )
            found[group.id] = before + others
    return found


def _list_others(conflict: Conflict, group: Group) -> Iterator[Stand]:
    """The places of the other sides than that of the group; of one that tells several steps, than the last of these."""
    update = conflict.status is ConflictStatus.UPDATE
    model = group.members[group.representative]
    held = [place for place, side in enumerate(conflict.sides) if _is_among(model, side.citations)]
    if not held:
        return
    home = held[-1 if update else 0]
    own = conflict.sides[home].citations
    for number, side in enumerate(conflict.sides):
        later = Standing.OLDER if number < home else Standing.NEWER
        for place in side.citations:
            if number == home or _is_among(place, own):
                continue
            if not update:
                yield Stand(place=place, standing=Standing.DISPUTING)
            elif _replaces(conflict, inside=_is_among(place, group.members)):
                yield Stand(place=place, standing=later)


def _replaces(conflict: Conflict, *, inside: bool) -> bool:
    """Whether a step of an update is another version of a fact. inside: whether it stands in the fact's own group.

    There another value is one in any case, and a clause where that is likelier than not; elsewhere a value alone, and
    only where that is likelier than not: what is said in clauses may have come to speak of something else.
    """
    signs = (conflict.kind not in CLAUSES) + (not is_unsure(conflict))
    return signs >= (1 if inside else 2)


class _Place(Protocol):
    @property
    def article_index(self) -> int: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def _is_among(place: _Place, others: Iterable[_Place]) -> bool:
    return any(overlap(place, other) for other in others)


def overlap(one: _Place, other: _Place) -> bool:
    """Whether two places share words."""
    return one.article_index == other.article_index and one.start < other.end and other.start < one.end
