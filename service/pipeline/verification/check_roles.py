"""Who did what to whom: names that stand where the evidence has each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from service.pipeline.claims.names import Name, same_name
from service.pipeline.text.tokens import Token
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.statements import Statement

_REACH = 2
"""Words on each side of a name that tell its role."""
_LISTING = frozenset({"and", "or", ",", "&"})
_MOST_NAMES = 32
"""Names of a sentence that are looked at; where more stand, it is a list."""

Neighbours = tuple[frozenset[str], frozenset[str]]
"""Stems of the words to the left and to the right of a name, names left out."""
_Places = tuple[int, int]
"""Two names of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    """The names of a sentence. passives: where its "by"s start; telling: where words start that list nothing."""

    names: tuple[Name, ...]
    neighbours: tuple[Neighbours, ...]
    passives: tuple[int, ...]
    telling: tuple[int, ...]

    def are_listed(self, one: int, other: int) -> bool:
        """Whether only "and" or a comma stands between them: the order of a list tells nothing."""
        first = bisect_left(self.telling, self.names[one].end)
        return first == bisect_left(self.telling, self.names[other].start)

    def is_passive(self, one: int, other: int) -> bool:
        """Whether "by" stands between the two names."""
        start, end = sorted((self.names[one].start, self.names[other].start))
        return bisect_right(self.passives, start) < bisect_left(self.passives, end)


def check_roles(comparison: Comparison) -> Finding | None:
    """Pairs of names of which each has the neighbours that the evidence gives to the other.

    Cost: linear in the lengths of the sentences; of each, the first 32 names are looked at.
    """
    own = _read_cast(comparison.written)
    pairs = [(one, other) for one, other in _list_pairs(own) if not own.are_listed(one, other)]
    if not pairs:
        return None
    balance: dict[_Places, int] = {}
    for cast in (_read_cast(source) for source in comparison.evidence):
        _weigh_pairs(own, pairs, cast, balance)
    swapped = [
        f"{own.names[one].text} and {own.names[other].text}" for one, other in pairs if balance.get((one, other), 0) < 0
    ]
    return Finding(kind=Inconsistency.ROLES, words=tuple(swapped)) if swapped else None


def _list_pairs(cast: _Cast) -> Iterator[_Places]:
    """Names of two things, in their order."""
    for one, other in combinations(range(len(cast.names)), 2):
        if not same_name(cast.names[one], cast.names[other]):
            yield one, other


def _weigh_pairs(own: _Cast, pairs: Sequence[_Places], cast: _Cast, balance: dict[_Places, int]) -> None:
    """Adds the best that a sentence of the evidence says of each pair, wherever it has both names; below 0: swapped."""
    same = [[place for place, name in enumerate(cast.names) if same_name(one, name)] for one in own.names]
    apart = {places for pair in _list_pairs(cast) for places in (pair, pair[::-1])}
    for pair in pairs:
        for places in product(same[pair[0]], same[pair[1]]):
            if places in apart and balance.get(pair, -1) < 0:
                balance[pair] = _compare(own, pair, cast, places)


def _compare(own: _Cast, pair: _Places, cast: _Cast, other: _Places) -> int:
    """-1 where neighbours that both sentences give to one name are fewer than those that they give to the other one.

    0 where one of them has a passive between the names and the other has not: that turns the order round.
    """
    if own.is_passive(*pair) != cast.is_passive(*other):
        return 0
    (first, second), (theirs, others) = [own.neighbours[i] for i in pair], [cast.neighbours[i] for i in other]
    kept = _share(first, theirs) + _share(second, others)
    one_sided = (_share(first, others), _share(second, theirs))
    return -1 if sum(one_sided) > kept and min(one_sided) > 0 else 1


def _read_cast(statement: Statement) -> _Cast:
    tokens, names = statement.claims.tokens, statement.claims.names
    words = list(_leave_out(names, tokens))
    starts, ends = [word.start for word in words], [word.end for word in words]

    def read(name: Name) -> Neighbours:
        left, right = bisect_right(ends, name.start), bisect_left(starts, name.end)
        return _stems(words[max(0, left - _REACH) : left]), _stems(words[right : right + _REACH])

    return _Cast(
        names=names[:_MOST_NAMES],
        neighbours=tuple(read(name) for name in names[:_MOST_NAMES]),
        passives=tuple(token.start for token in tokens if token.lower == "by"),
        telling=tuple(token.start for token in tokens if token.lower not in _LISTING),
    )


def _leave_out(names: Sequence[Name], tokens: Sequence[Token]) -> Iterator[Token]:
    """The words that are no part of a name. names, tokens: in order, names apart."""
    place = 0
    for token in tokens:
        while place < len(names) and names[place].end <= token.start:
            place += 1
        inside = place < len(names) and names[place].start <= token.start
        if token.word and not inside:
            yield token


def _stems(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.stem for token in tokens)


def _share(one: Neighbours, other: Neighbours) -> int:
    return len(one[0] & other[0]) + len(one[1] & other[1])
