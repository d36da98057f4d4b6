"""Who did what to whom: names that stand where the evidence has each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from service.pipeline.claims.names import Name, same_name
from service.pipeline.text.tokens import Token
from service.pipeline.verification.statements import Check, Finding, Statement

_REACH = 2
"""Words on each side of a name that tell its role."""
_LISTING = frozenset({"and", "or", ",", "&"})


def check_roles(written: Statement, evidence: Sequence[Statement]) -> Finding | None:
    """Pairs of names of which each has the neighbours that the evidence gives to the other."""
    names = written.claims.names
    swapped = [
        f"{one.text} and {other.text}"
        for one, other in combinations(names, 2)
        if not same_name(one, other)
        and not _is_listed(written, one, other)
        and _is_swapped(written, (one, other), evidence)
    ]
    return Finding(check=Check.ROLES, words=tuple(swapped)) if swapped else None


def _is_listed(statement: Statement, one: Name, other: Name) -> bool:
    """Whether only "and" or a comma stands between them: the order of a list tells nothing."""
    between = {token.lower for token in statement.claims.tokens if one.end <= token.start < other.start}
    return between <= _LISTING


def _is_swapped(written: Statement, pair: tuple[Name, Name], evidence: Sequence[Statement]) -> bool:
    """Whether a sentence that has both names gives to each the neighbours of the other, and none keeps them."""
    balance = [
        _compare(written, pair, source, (first, second))
        for source in evidence
        for first in source.claims.names
        if same_name(pair[0], first)
        for second in source.claims.names
        if same_name(pair[1], second) and not same_name(first, second)
    ]
    return bool(balance) and max(balance) < 0


def _compare(written: Statement, pair: tuple[Name, Name], source: Statement, other: tuple[Name, Name]) -> int:
    """Neighbours that both sentences give to the same name, less those that they give to the other one.

    0 where one of them has a passive between the names and the other has not: that turns the order round.
    """
    if _is_passive(written, pair) != _is_passive(source, other):
        return 0
    own = [_neighbours(written, name) for name in pair]
    theirs = [_neighbours(source, name) for name in other]
    kept = _share(own[0], theirs[0]) + _share(own[1], theirs[1])
    crossed = _share(own[0], theirs[1]) + _share(own[1], theirs[0])
    one_sided = min(_share(own[0], theirs[1]), _share(own[1], theirs[0]))
    return -1 if crossed > kept and one_sided > 0 else 1


def _neighbours(statement: Statement, name: Name) -> tuple[frozenset[str], frozenset[str]]:
    """Stems of the words to the left and to the right of a name, names left out."""
    inside = [(other.start, other.end) for other in statement.claims.names]
    words = [
        token
        for token in statement.claims.tokens
        if token.word and not any(start <= token.start < end for start, end in inside)
    ]
    left = [token for token in words if token.end <= name.start][-_REACH:]
    right = [token for token in words if token.start >= name.end][:_REACH]
    return _stems(left), _stems(right)


def _stems(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.stem for token in tokens)


def _share(one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]) -> int:
    return len(one[0] & other[0]) + len(one[1] & other[1])


def _is_passive(statement: Statement, pair: tuple[Name, Name]) -> bool:
    """Whether "by" stands between the two names."""
    start, end = sorted((pair[0].start, pair[1].start))
    return any(token.lower == "by" for token in statement.claims.tokens if start < token.start < end)
