"""Differences between sentences, pair by pair, gathered into disputes with sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from service.domain import Article, ConflictKind, GroupMember
from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.quantities import Quantity
from service.pipeline.conflicts.comparison import Claim, Difference, claims_agree
from service.pipeline.conflicts.differences import find_differences

_MOST_COMPARED = 100
"""Wordings of a group that all others are held against; 1,000 wordings then take as long as 450 without a bound."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberClaims:
    """A sentence of a group with its article and what it asserts; offsets of claims are those in its text."""

    group_id: str
    member: GroupMember
    article: Article
    claims: Claims

    @property
    def text(self) -> str:
        return self.member.sentence.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A statement and what it claims in a dispute; None where it takes a side without naming it."""

    statement: MemberClaims
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What statements disagree about; two sides at least, each of voices that agree, both in canonical order.

    about: canonical stems of the words that the sides share for it.
    """

    kind: ConflictKind
    sides: tuple[tuple[Voice, ...], ...]
    about: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """Two claims, by their places among the nodes, that cannot both be true."""

    first: int
    second: int
    difference: Difference


def find_disputes(statements: Sequence[MemberClaims], lexicon: Lexicon) -> tuple[Dispute, ...]:
    """The disputes among statements of one fact, in different articles.

    Cost: the square of the number of wordings; where there are more than 100, each is held against the first 100 alone.
    """
    wordings: dict[tuple[str, tuple[DateMention, ...]], list[int]] = {}
    for place, statement in enumerate(statements):
        wordings.setdefault((statement.text, statement.claims.dates), []).append(place)
    found: list[tuple[int, int, Difference]] = []
    for ones, others in _pair(list(wordings.values())):
        differences = find_differences(statements[ones[0]].claims, statements[others[0]].claims, lexicon)
        pairs = dict.fromkeys([*((one, others[0]) for one in ones), *((ones[0], other) for other in others)])
        found += [
            (one, other, difference)
            for difference in differences
            for one, other in pairs
            if statements[one].article.index != statements[other].article.index
        ]
    return gather_disputes(statements, found, lexicon)


def _pair(wordings: Sequence[list[int]]) -> Iterator[tuple[list[int], list[int]]]:
    for first in range(min(len(wordings), _MOST_COMPARED)):
        for second in range(first + 1, len(wordings)):
            yield wordings[first], wordings[second]


def gather_disputes(
    statements: Sequence[MemberClaims], found: Iterable[tuple[int, int, Difference]], lexicon: Lexicon
) -> tuple[Dispute, ...]:
    """Disputes from differences between statements, each given by the places of both.

    Claims that differ from one another, directly or through others, are one dispute. All statements that make a
    claim of one of its sides are heard on that side. What one article says on both sides is no dispute: it knows of
    two things, such as the fines for a first and for a second offence.
    """
    nodes: dict[tuple[int, ConflictKind, Claim], int] = {}
    edges: list[_Edge] = []
    for one, other, difference in found:
        if _is_told_by_one(statements, one, other, difference, lexicon):
            continue
        kind = _family(difference.kind)
        first = nodes.setdefault((one, kind, difference.first), len(nodes))
        second = nodes.setdefault((other, kind, difference.second), len(nodes))
        edges.append(_Edge(first=first, second=second, difference=difference))
    if not edges:
        return ()
    places = ([edge.first for edge in edges], [edge.second for edge in edges])
    graph = coo_array((np.ones(len(edges), np.int8), places), shape=(len(nodes), len(nodes)))
    component = connected_components(graph, directed=False)[1].tolist()
    voices = [(statement, claim) for statement, _, claim in nodes]
    disputes = []
    for number in sorted(set(component)):
        own = [edge.difference for edge in edges if component[edge.first] == number]
        heard = [voices[place] for place in range(len(nodes)) if component[place] == number]
        sides = _take_sides(heard, statements, lexicon)
        if len(sides) > 1:
            about = frozenset[str]().union(*(difference.about for difference in own))
            disputes.append(Dispute(kind=_kind_of(own), sides=sides, about=about))
    return tuple(disputes)


def _family(kind: ConflictKind) -> ConflictKind:
    """Places and other names are held against each other."""
    return ConflictKind.NAME if kind is ConflictKind.PLACE else kind


def _kind_of(differences: Sequence[Difference]) -> ConflictKind:
    kinds = {difference.kind for difference in differences}
    return ConflictKind.PLACE if ConflictKind.PLACE in kinds else next(iter(kinds))


def _is_told_by_one(
    statements: Sequence[MemberClaims], one: int, other: int, difference: Difference, lexicon: Lexicon
) -> bool:
    """Whether the article of one statement gives the other's number or date too, in whichever of its statements."""
    return any(
        statement.article.index == statements[speaker].article.index and _tell(statement, claim, lexicon)
        for speaker, claim in ((one, difference.second), (other, difference.first))
        for statement in statements
    )


def _tell(statement: MemberClaims, claim: Claim, lexicon: Lexicon) -> Claim | None:
    """The number or date of a statement that says what `claim` does, if any; a name it may tell of something else."""
    claims: tuple[Claim, ...] = (*statement.claims.quantities, *statement.claims.dates)
    return next((told for told in claims if _speaks_for(told, claim, lexicon)), None)


def _take_sides(
    heard: Sequence[tuple[int, Claim]], statements: Sequence[MemberClaims], lexicon: Lexicon
) -> tuple[tuple[Voice, ...], ...]:
    """The claims as sides, with those who say the same; a statement stands on the first side that it speaks for."""
    sides: list[list[tuple[int, Claim]]] = []
    for statement, claim in sorted(heard, key=lambda voice: (voice[0], voice[1].start)):
        side = next((side for side in sides if claims_agree(claim, side[0][1], lexicon)), None)
        if side is None:
            sides.append([(statement, claim)])
        else:
            side.append((statement, claim))
    taken: set[int] = set()
    settled = []
    for side in sides:
        speakers = {statement: claim for statement, claim in reversed(side) if statement not in taken}
        taken |= set(speakers)
        settled.append(speakers)
    for place, silent in enumerate(statements):
        if place not in taken:
            _join_side(place, silent, sides, settled, lexicon)
    return tuple(
        tuple(Voice(statement=statements[place], claim=side[place]) for place in sorted(side))
        for side in settled
        if side
    )


def _join_side(
    place: int,
    statement: MemberClaims,
    sides: Sequence[Sequence[tuple[int, Claim]]],
    settled: Sequence[dict[int, Claim]],
    lexicon: Lexicon,
) -> None:
    """Adds a statement to the side whose number or date it tells too; a name it may tell of something else."""
    for side, speakers in zip(sides, settled, strict=True):
        same = _tell(statement, side[0][1], lexicon)
        if same and speakers:
            speakers[place] = same
            return


def _speaks_for(claim: Claim, side: Claim, lexicon: Lexicon) -> bool:
    """Whether a claim says what a side does; a bare number must count the same."""
    if isinstance(claim, Quantity) and isinstance(side, Quantity) and not (claim.unit or claim.counted & side.counted):
        return False
    return claims_agree(claim, side, lexicon)
