"""Differences between sentences, gathered into disputes with sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from service.domain import ConflictKind
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.negation import Negation, denied_stems
from service.pipeline.conflicts.comparison import Affirmation, Claim, Difference, Predicate, stand_on_one_side
from service.pipeline.conflicts.group_differences import MOST_COMPARED, Edge, MemberClaims, tell
from service.pipeline.conflicts.slots import find_slots
from service.pipeline.sources import connect
from service.pipeline.text.watching import look_at_clock

_LONG_CHAIN = 6
"""Claims of a dispute of clauses from which it is looked at whether it is one."""
_LEAST_OPPOSED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A statement and what it claims in a dispute."""

    statement: MemberClaims
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What statements disagree about; two sides at least, each of voices that agree, both in canonical order.

    about: canonical stems of the words that the sides share for it. moves: whether what they tell moves with time.
    likelihood: as of the likeliest of its differences; None where none of them has one.
    """

    kind: ConflictKind
    sides: tuple[tuple[Voice, ...], ...]
    about: frozenset[str]
    moves: bool
    likelihood: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    place: int
    claim: Claim


Heard = tuple[int, Claim]
"""A statement by its place, and a claim of it."""


def gather_disputes(
    statements: Sequence[MemberClaims],
    edges: Iterable[Edge],
    lexicon: Lexicon,
    agreements: Iterable[tuple[Heard, Heard]] = (),
) -> tuple[Dispute, ...]:
    """Disputes from differences between statements, each given by the places of both.

    Claims that differ from one another, directly or through others, are one dispute, but for long chains of clauses; so
    are those that agree in one statement's eyes, and what one statement says in clauses. Statements of the same groups
    that make a claim of one of its sides are heard on that side, and so are those whose claims agree with one.
    agreements: pairs of claims that are known to say one thing of one thing.
    """
    heard, told = _list_heard(edges)
    differing = [(first, second) for first, second, _ in told]
    component = _split_chains(connect(len(heard), [*_tie_clauses(heard), *differing]), told, heard)
    opposed = {frozenset((first, second)) for first, second, _ in told}
    echoes = _pair_both_ways(agreements)
    places: dict[str, list[int]] = {}
    for place, statement in enumerate(statements):
        places.setdefault(statement.group_id, []).append(place)
    disputes = []
    for members, own in _list_components(component, told):
        settled = _take_sides(members, heard, opposed, statements, lexicon, places=places)
        _join_echoes(settled, echoes)
        sides = tuple(
            tuple(Voice(statement=statements[place], claim=side[place]) for place in sorted(side))
            for side in settled
            if side
        )
        if len(sides) > 1:
            disputes.append(
                Dispute(
                    kind=_kind_of(own),
                    sides=sides,
                    about=frozenset[str]().union(*(difference.about for difference in own)),
                    moves=any(difference.moves for difference in own),
                    likelihood=max(
                        (difference.likelihood for difference in own if difference.likelihood is not None), default=None
                    ),
                )
            )
    return tuple(disputes)


def _list_heard(edges: Iterable[Edge]) -> tuple[list[_Node], list[tuple[int, int, Difference]]]:
    """The claims that differ from others, and which of them do, by their places in that list."""
    nodes: dict[tuple[int, ConflictKind, Claim], int] = {}
    told: list[tuple[int, int, Difference]] = []
    for first_place, second_place, difference in edges:
        look_at_clock()
        kind = _family(difference.kind)
        first = nodes.setdefault((first_place, kind, difference.first), len(nodes))
        second = nodes.setdefault((second_place, kind, difference.second), len(nodes))
        told.append((first, second, difference))
    return [_Node(place=place, claim=claim) for place, _, claim in nodes], told


def _pair_both_ways(agreements: Iterable[tuple[Heard, Heard]]) -> dict[Heard, list[Heard]]:
    """By claim, those that are known to say the same."""
    echoes: dict[Heard, list[Heard]] = {}
    for one, other in agreements:
        echoes.setdefault(one, []).append(other)
        echoes.setdefault(other, []).append(one)
    return echoes


def _list_components(
    component: Sequence[int], told: Sequence[tuple[int, int, Difference]]
) -> Iterator[tuple[list[int], list[Difference]]]:
    """The nodes of each component, and in what they differ from one another."""
    own_of: dict[int, list[Difference]] = {number: [] for number in sorted(set(component))}
    for first, second, difference in told:
        if component[first] == component[second]:
            own_of[component[first]].append(difference)
    members_of: dict[int, list[int]] = {number: [] for number in own_of}
    for node, number in enumerate(component):
        members_of[number].append(node)
    return ((members_of[number], own) for number, own in own_of.items())


def _tie_clauses(heard: Sequence[_Node]) -> list[tuple[int, int]]:
    """Pairs that hold together what each statement says in clauses, in whichever of its words others differ from it."""
    nodes_of: dict[int, list[int]] = {}
    for node, own in enumerate(heard):
        if _is_clause(own.claim):
            nodes_of.setdefault(own.place, []).append(node)
    return [pair for nodes in nodes_of.values() for pair in pairwise(nodes)]


def _split_chains(
    component: Sequence[int], told: Sequence[tuple[int, int, Difference]], heard: Sequence[_Node]
) -> list[int]:
    """The number of each node's component, long ones of clauses taken apart.

    What is said in clauses need not be of one thing where it is opposed through others alone: those stay together of
    which half of the pairs are opposed, on average (average linkage).
    """
    split = list(component)
    members_of: dict[int, list[int]] = {}
    for node, number in enumerate(component):
        members_of.setdefault(number, []).append(node)
    opposed: dict[int, list[tuple[int, int]]] = {}
    for first, second, _ in told:
        opposed.setdefault(component[first], []).append((first, second))
    for number, members in members_of.items():
        if not _LONG_CHAIN <= len(members) <= MOST_COMPARED or not _is_clause(heard[members[0]].claim):
            continue
        look_at_clock()
        row = {node: k for k, node in enumerate(members)}
        apart = 1.0 - np.eye(len(members))
        for first, second in opposed[number]:
            apart[row[first], row[second]] = apart[row[second], row[first]] = 0.0
        parts = fcluster(linkage(squareform(apart), "average"), _LEAST_OPPOSED, "distance").tolist()
        for node, part in zip(members, parts, strict=True):
            split[node] = number if part == parts[0] else len(component) * (number + 1) + part
    return split


def _is_clause(claim: Claim) -> bool:
    return isinstance(claim, Negation | Affirmation | Predicate)


def _family(kind: ConflictKind) -> ConflictKind:
    """Places and other names are held against each other."""
    return ConflictKind.NAME if kind is ConflictKind.PLACE else kind


def _kind_of(differences: Sequence[Difference]) -> ConflictKind:
    """That of most of them; of as many, the first of its list. A place wherever one is named."""
    kinds = [difference.kind for difference in differences]
    return ConflictKind.PLACE if ConflictKind.PLACE in kinds else max(ConflictKind, key=kinds.count)


def _take_sides(
    members: Sequence[int],
    heard: Sequence[_Node],
    opposed: set[frozenset[int]],
    statements: Sequence[MemberClaims],
    lexicon: Lexicon,
    *,
    places: Mapping[str, Sequence[int]],
) -> list[dict[int, Claim]]:
    """The claims as sides, by the place of their statement, with those who say the same.

    A statement stands on the first side that it speaks for. places: of the statements of each group.
    """
    sides: list[list[int]] = []
    for node in sorted(members, key=lambda node: (heard[node].place, heard[node].claim.start)):
        side = next((side for side in sides if _joins(node, side, heard, opposed, lexicon)), None)
        if side is None:
            sides.append([node])
        else:
            side.append(node)
    taken: set[int] = set()
    settled: list[dict[int, Claim]] = []
    for side in sides:
        speakers = {heard[node].place: heard[node].claim for node in reversed(side) if heard[node].place not in taken}
        taken |= set(speakers)
        settled.append(speakers)
    group_ids = {statements[heard[node].place].group_id for node in members}
    claims = [heard[side[0]].claim for side in sides]
    for place in sorted(place for group_id in group_ids for place in places[group_id]):
        look_at_clock()
        if place not in taken and not _join_side(place, statements[place], claims, settled, lexicon):
            _join_copy(place, statements, settled)
    return settled


def _join_copy(place: int, statements: Sequence[MemberClaims], settled: Sequence[dict[int, Claim]]) -> None:
    """Adds a statement to the side of one that it is all but a copy of, if what that one says is told by no figure."""
    silent = statements[place]
    for side in settled:
        for told, claim in sorted(side.items(), key=lambda voice: voice[0]):
            look_at_clock()
            voice = statements[told]
            clause = _is_clause(claim) and voice.group_id == silent.group_id
            if clause and place != told and _is_copy(voice.claims, silent.claims):
                side.setdefault(place, _move(claim, voice.claims, silent.claims))
                return


def _is_copy(one: Claims, other: Claims) -> bool:
    """Whether one sentence is all but the other, and denies the same."""
    return denied_stems(one.negations) == denied_stems(other.negations) and find_slots(one.tokens, other.tokens).near


def _move(claim: Claim, own: Claims, other: Claims) -> Claim:
    """The claim with the place of its word in another wording, or of that wording's first word."""
    stem = next((token.stem for token in own.tokens if token.start <= claim.start < token.end), "")
    token = next((token for token in other.tokens if token.stem == stem), other.tokens[0])
    return Affirmation(start=token.start, end=token.end)


def _join_echoes(settled: Sequence[dict[int, Claim]], echoes: Mapping[Heard, Sequence[Heard]]) -> None:
    """Adds to each side the statements that are known to say what one of its voices does."""
    taken = {place for side in settled for place in side}
    for side in settled:
        for heard in sorted(side.items(), key=lambda voice: voice[0]):
            for place, claim in echoes.get(heard, ()):
                if place not in taken:
                    taken.add(place)
                    side[place] = claim


def _joins(
    node: int, side: Sequence[int], heard: Sequence[_Node], opposed: set[frozenset[int]], lexicon: Lexicon
) -> bool:
    look_at_clock()
    if any(frozenset((node, other)) in opposed for other in side):
        return False
    return stand_on_one_side(heard[node].claim, heard[side[0]].claim, lexicon)


def _join_side(
    place: int, statement: MemberClaims, claims: Sequence[Claim], settled: Sequence[dict[int, Claim]], lexicon: Lexicon
) -> bool:
    """Whether a statement was added to the side whose number or date it tells too; a name it may tell of another."""
    for claim, speakers in zip(claims, settled, strict=True):
        same = tell(statement, claim, lexicon)
        if same and speakers:
            speakers[place] = same
            return True
    return False
