"""Differences between sentences, gathered into disputes with sides."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from service.domain import ConflictKind
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.conflicts.comparison import Claim, Difference
from service.pipeline.conflicts.group_differences import MOST_COMPARED, Edge, MemberClaims, SentencePlace
from service.pipeline.conflicts.sides import Heard, Node, is_clause, join_echoes, join_tellers, take_sides
from service.pipeline.sources import connect
from service.pipeline.text.watching import look_at_clock

_LONG_CHAIN = 6
"""Claims of a dispute of clauses from which it is looked at whether it is one."""
_LEAST_OPPOSED = 0.5
Said = TypeVar("Said", bound=Hashable)
_LIKELY = 0.5
"""Probability from which a difference between two parts of a long chain is a dispute of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A statement and what it claims in a dispute."""

    statement: MemberClaims
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What statements disagree about; two sides at least, each of voices that agree, both in canonical order.

    about: canonical stems of the words that the sides share for it. moves: whether what they tell moves with time.
    opposed: the pairs of sentences of which a difference was found, with how likely it is one, in [0, 1].
    likelihood: as of the likeliest of its differences; None where none of them has one.
    """

    kind: ConflictKind
    sides: tuple[tuple[Voice, ...], ...]
    about: frozenset[str]
    moves: bool
    opposed: Mapping[frozenset[SentencePlace], float]
    likelihood: float | None = None

    def measure_opposition(self, one: Iterable[Voice], other: Iterable[Voice]) -> float:
        """How likely the likeliest difference between two sides is one, in [0, 1]; 0 where none was found."""
        pairs = ({first.statement.located, second.statement.located} for first in one for second in other)
        return max((self.opposed.get(frozenset(pair), 0.0) for pair in pairs), default=0.0)


def gather_disputes(
    statements: Sequence[MemberClaims],
    edges: Iterable[Edge],
    lexicon: Lexicon,
    agreements: Iterable[tuple[Heard, Heard]] = (),
    same: Iterable[tuple[int, int]] = (),
) -> tuple[Dispute, ...]:
    """Disputes from differences between statements, each given by the places of both.

    Claims that differ from one another, directly or through others, are one dispute, but for long chains of clauses; so
    are those that agree in one statement's eyes, and what one statement says in clauses. Statements of the same groups
    that make a claim of one of its sides are heard on that side, and so are those whose claims agree with one.
    agreements: pairs of claims that are known to say one thing of one thing. same: pairs of statements that say the
    same, by their places.
    """
    edges = list(edges)
    heard, told = _list_heard(edges)
    differing = [(first, second) for first, second, _ in told]
    component = _split_chains(connect(len(heard), [*_tie_clauses(heard), *differing]), told, heard)
    whole = len(heard)
    heard, told, component = _keep_likely(heard, told, component)
    opposed = {frozenset((first, second)) for first, second, _ in told}
    likelihoods = _list_likelihoods(edges, statements)
    apart: list[set[int]] = [set() for _ in statements]
    for one, other, _ in edges:
        apart[one].add(other)
        apart[other].add(one)
    echoes, alike = _pair_both_ways(agreements), _pair_both_ways(same)
    places: dict[str, list[int]] = {}
    for place, statement in enumerate(statements):
        places.setdefault(statement.group_id, []).append(place)
    disputes: list[Dispute] = []
    sides_told: list[list[dict[int, Claim]]] = []
    for members, own in _list_components(component, told):
        if members[0] >= whole and _stand_apart({heard[node].place for node in members}, sides_told):
            continue
        settled = take_sides(members, heard, opposed, statements, lexicon, places=places, apart=apart)
        join_echoes(settled, echoes)
        join_tellers(settled, alike, apart, statements, moves=any(difference.moves for difference in own))
        sides = [side for side in settled if side]
        if len(sides) > 1:
            sides_told.append(sides)
            disputes.append(_tell(own, sides, statements, likelihoods))
    return tuple(disputes)


def _tell(
    own: Sequence[Difference],
    sides: Iterable[Mapping[int, Claim]],
    statements: Sequence[MemberClaims],
    likelihoods: Mapping[frozenset[SentencePlace], float],
) -> Dispute:
    """The dispute of differences and sides, which are given by the places of their statements."""
    return Dispute(
        kind=_kind_of(own),
        sides=tuple(
            tuple(Voice(statement=statements[place], claim=side[place]) for place in sorted(side)) for side in sides
        ),
        about=frozenset[str]().union(*(difference.about for difference in own)),
        moves=any(difference.moves for difference in own),
        opposed=likelihoods,
        likelihood=max(
            (difference.likelihood for difference in own if difference.likelihood is not None), default=None
        ),
    )


def _list_likelihoods(
    edges: Iterable[Edge], statements: Sequence[MemberClaims]
) -> dict[frozenset[SentencePlace], float]:
    """By pair of sentences, how likely their likeliest difference is one; 1 where nothing says how likely."""
    likelihoods: dict[frozenset[SentencePlace], float] = {}
    for one, other, difference in edges:
        pair = frozenset((statements[one].located, statements[other].located))
        own = 1.0 if difference.likelihood is None else difference.likelihood
        likelihoods[pair] = max(likelihoods.get(pair, 0.0), own)
    return likelihoods


def _list_heard(edges: Iterable[Edge]) -> tuple[list[Node], list[tuple[int, int, Difference]]]:
    """The claims that differ from others, and which of them do, by their places in that list."""
    nodes: dict[tuple[int, ConflictKind, Claim], int] = {}
    told: list[tuple[int, int, Difference]] = []
    for first_place, second_place, difference in edges:
        look_at_clock()
        kind = _family(difference.kind)
        first = nodes.setdefault((first_place, kind, difference.first), len(nodes))
        second = nodes.setdefault((second_place, kind, difference.second), len(nodes))
        told.append((first, second, difference))
    return [Node(place=place, claim=claim) for place, _, claim in nodes], told


def _pair_both_ways(agreements: Iterable[tuple[Said, Said]]) -> dict[Said, list[Said]]:
    """By claim or statement, those that are known to say the same."""
    echoes: dict[Said, list[Said]] = {}
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


def _tie_clauses(heard: Sequence[Node]) -> list[tuple[int, int]]:
    """Pairs that hold together what each statement says in clauses, in whichever of its words others differ from it."""
    nodes_of: dict[int, list[int]] = {}
    for node, own in enumerate(heard):
        if is_clause(own.claim):
            nodes_of.setdefault(own.place, []).append(node)
    return [pair for nodes in nodes_of.values() for pair in pairwise(nodes)]


def _split_chains(
    component: Sequence[int], told: Sequence[tuple[int, int, Difference]], heard: Sequence[Node]
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
        if not _LONG_CHAIN <= len(members) <= MOST_COMPARED or not is_clause(heard[members[0]].claim):
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


def _keep_likely(
    heard: Sequence[Node], told: Sequence[tuple[int, int, Difference]], component: Sequence[int]
) -> tuple[list[Node], list[tuple[int, int, Difference]], list[int]]:
    """The claims, differences and components; what two sentences of unlike components likely differ in is one more."""
    nodes, differences, components = list(heard), [], list(component)
    first_number = max(component, default=-1) + 1
    number_of: dict[frozenset[int], int] = {}
    for first, second, difference in told:
        if component[first] != component[second] and (difference.likelihood or 0.0) >= _LIKELY:
            pair = frozenset((heard[first].place, heard[second].place))
            differences.append((len(nodes), len(nodes) + 1, difference))
            components += [number_of.setdefault(pair, first_number + len(number_of))] * 2
            nodes += [heard[first], heard[second]]
        else:
            differences.append((first, second, difference))
    return nodes, differences, components


def _stand_apart(pair: AbstractSet[int], sides_told: Iterable[Iterable[Mapping[int, Claim]]]) -> bool:
    """Whether two statements are told on unlike sides of a dispute already. sides_told: the sides of each."""
    return any(sum(not pair.isdisjoint(side) for side in sides) > 1 for sides in sides_told)


def _family(kind: ConflictKind) -> ConflictKind:
    """Places and other names are held against each other."""
    return ConflictKind.NAME if kind is ConflictKind.PLACE else kind


def _kind_of(differences: Sequence[Difference]) -> ConflictKind:
    """That of most of them; of as many, the first of its list. A place wherever one is named."""
    kinds = [difference.kind for difference in differences]
    return ConflictKind.PLACE if ConflictKind.PLACE in kinds else max(ConflictKind, key=kinds.count)
