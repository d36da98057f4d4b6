"""What sources disagree about, and what moved with time."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from service.domain.citations import Citation
from service.domain.groups import Coverage


class ConflictKind(enum.StrEnum):
    """In what sources disagree."""

    QUANTITY = "quantity"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    NEGATION = "negation"
    ROLE = "role"
    OPPOSITE = "opposite"
    STATE = "state"


class ConflictStatus(enum.StrEnum):
    """Whether sources contradict each other, or a later article brings up to date what an earlier one said."""

    CONFLICT = "conflict"
    UPDATE = "update"


CLAUSES = frozenset({ConflictKind.NEGATION, ConflictKind.OPPOSITE, ConflictKind.STATE})
"""Kinds whose sides are clauses, not values of one thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictSide:
    """What some of the sources say: the words of the first that says so, and all places where it is said.

    as_of: of a step of an update, when the first of them was published: the time of its value. None for a conflict.
    """

    value: str
    coverage: Coverage
    citations: tuple[Citation, ...]
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Sources that disagree about one thing.

    group_ids: the groups whose sentences disagree, in order of rank.
    statement: what differs, in a sentence. sides: at least two, the steps in the order of time for an update, else the
    best covered first. score: the likelihood that they cannot all be true of one time, in [0, 1]; None without a model.
    """

    id: str
    kind: ConflictKind
    status: ConflictStatus
    group_ids: tuple[str, ...]
    statement: str
    sides: tuple[ConflictSide, ...]
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When what a sentence tells, a later step of an update, was first told, and when the step before it was.

    value: whether it is a value of one thing; what is said in clauses may be of a day that it names itself.
    """

    told: datetime
    before: datetime
    value: bool
