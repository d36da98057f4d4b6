"""Sides of a dispute: who says the same, and who joins whom though no difference names them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.negation import Negation, denied_stems
from service.pipeline.conflicts.comparison import Affirmation, Claim, Predicate, stand_on_one_side
from service.pipeline.conflicts.group_differences import MemberClaims, tell
from service.pipeline.conflicts.slots import find_slots
from service.pipeline.text.watching import look_at_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A claim that differs from others. place: of its statement."""

    place: int
    claim: Claim


Heard = tuple[int, Claim]
"""A statement by its place, and a claim of it."""


def tell_whole(statement: MemberClaims) -> Predicate:
    """The whole sentence, without its last mark, as what it says."""
    words = [token for token in statement.claims.tokens if token.word] or list(statement.claims.tokens)
    return Predicate(start=words[0].start, end=words[-1].end, stem=statement.group_id)


def is_clause(claim: Claim) -> bool:
    """Whether what is said is a clause, and no value of something."""
    return isinstance(claim, Negation | Affirmation | Predicate)


def take_sides(
    members: Sequence[int],
    heard: Sequence[Node],
    opposed: AbstractSet[frozenset[int]],
    statements: Sequence[MemberClaims],
    lexicon: Lexicon,
    *,
    places: Mapping[str, Sequence[int]],
    apart: Sequence[AbstractSet[int]],
) -> list[dict[int, Claim]]:
    """The claims as sides, by the place of their statement, with those who say the same.

    A statement stands on the first side that it speaks for. places: of the statements of each group. apart: by
    statement, those that differ from it in whatever: in clauses these are never on one side.
    Cost: quadratic in claims; of each two sides that report one fact also linear in the fewer opponents.
    """
    sides: list[list[int]] = []
    for node in sorted(members, key=lambda node: (heard[node].place, heard[node].claim.start)):
        free = (side for side in sides if not _contradicts(node, side, heard, opposed, apart))
        side = next((side for side in free if _joins(node, side, heard, lexicon)), None)
        if side is None:
            sides.append([node])
        else:
            side.append(node)
    _join_allies(sides, heard, statements, apart)
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
            _join_copy(place, statements, settled, apart)
    return settled


def _join_allies(
    sides: list[list[int]],
    heard: Sequence[Node],
    statements: Sequence[MemberClaims],
    apart: Sequence[AbstractSet[int]],
) -> None:
    """Makes one of two sides of clauses that report one fact, contradict the same statement, and not each other."""
    places = [{heard[node].place for node in side} for side in sides]
    facts = [{statements[place].group_id for place in side} for side in places]
    everyone = set[int]().union(*places)
    opponents = [set[int]().union(*(apart[place] for place in side)) & everyone for side in places]
    clauses = [is_clause(heard[side[0]].claim) for side in sides]
    for one, other in combinations(range(len(sides)), 2):
        look_at_clock()
        if not (sides[one] and sides[other] and clauses[one]) or facts[one].isdisjoint(facts[other]):
            continue
        # Where neither contradicts the other, whom both contradict is on neither.
        if opponents[one].isdisjoint(places[other]) and not opponents[one].isdisjoint(opponents[other]):
            sides[one] += sides[other]
            sides[other] = []
            places[one] |= places[other]
            facts[one] |= facts[other]
            opponents[one] |= opponents[other]
    sides[:] = [side for side in sides if side]


def _join_copy(
    place: int,
    statements: Sequence[MemberClaims],
    settled: Sequence[dict[int, Claim]],
    apart: Sequence[AbstractSet[int]],
) -> None:
    """Adds a statement to the side of one that it is all but a copy of, if what that one says is told by no figure."""
    silent = statements[place]
    for side in settled:
        if not apart[place].isdisjoint(side):
            continue
        for told, claim in sorted(side.items(), key=lambda voice: voice[0]):
            look_at_clock()
            voice = statements[told]
            clause = is_clause(claim) and voice.group_id == silent.group_id
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


def join_echoes(settled: Sequence[dict[int, Claim]], echoes: Mapping[Heard, Sequence[Heard]]) -> None:
    """Adds to each side the statements that are known to say what one of its voices does."""
    taken = {place for side in settled for place in side}
    for side in settled:
        for heard in sorted(side.items(), key=lambda voice: voice[0]):
            for place, claim in echoes.get(heard, ()):
                if place not in taken:
                    taken.add(place)
                    side[place] = claim


def join_tellers(
    settled: Sequence[dict[int, Claim]],
    alike: Mapping[int, Sequence[int]],
    apart: Sequence[AbstractSet[int]],
    statements: Sequence[MemberClaims],
    *,
    moves: bool,
) -> None:
    """Adds to each side of clauses the statements that say what one of its voices does, and contradict none of them.

    A report that is heard on one side joins no other: "apologised for having denied it" says what the denial does.
    alike: by the place of a statement, those that say the same. moves: whether what the sides tell moves with time:
    who tells a state when a later one is known remembers it, and who has no date stands on no side of what is dated.
    """
    is_in_time = _time_sides(settled, statements)
    taken = {place for side in settled for place in side}
    heard_on: dict[int, set[int]] = {}
    for number, side in enumerate(settled):
        for place in side:
            heard_on.setdefault(statements[place].article.index, set()).add(number)
    for number, side in enumerate(settled):
        for told, claim in sorted(side.items(), key=lambda voice: voice[0]):
            look_at_clock()
            for place in alike.get(told, ()) if is_clause(claim) else ():
                report = statements[place].article.index
                if place in taken or not apart[place].isdisjoint(side) or heard_on.get(report, {number}) != {number}:
                    continue
                if not moves or is_in_time(statements[place].told_at, number):
                    taken.add(place)
                    heard_on[report] = {number}
                    side[place] = tell_whole(statements[place])


def _time_sides(
    settled: Sequence[Mapping[int, Claim]], statements: Sequence[MemberClaims]
) -> Callable[[datetime | None, int], bool]:
    """Whether a time lies between the sides before and after the one of a number; no time does where all are dated."""
    first_of = [_first_told(side, statements) for side in settled]
    known = sorted({first for first in first_of if first})
    dated = all(statements[place].told_at for side in settled for place in side)

    def is_in_time(own: datetime | None, number: int) -> bool:
        first = first_of[number]
        if own is None or first is None:
            return first is None or not dated
        before, after = bisect_left(known, first), bisect_right(known, first)
        return (not before or own > known[before - 1]) and (after == len(known) or own < known[after])

    return is_in_time


def _first_told(side: Mapping[int, Claim], statements: Sequence[MemberClaims]) -> datetime | None:
    return min((told for place in side if (told := statements[place].told_at)), default=None)


def _contradicts(
    node: int,
    side: Sequence[int],
    heard: Sequence[Node],
    opposed: AbstractSet[frozenset[int]],
    apart: Sequence[AbstractSet[int]],
) -> bool:
    """Whether a claim is opposed to one of a side's; in clauses a statement, whatever both differ in."""
    look_at_clock()
    if is_clause(heard[node].claim):
        return any(heard[other].place in apart[heard[node].place] for other in side)
    return any(frozenset((node, other)) in opposed for other in side)


def _joins(node: int, side: Sequence[int], heard: Sequence[Node], lexicon: Lexicon) -> bool:
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
