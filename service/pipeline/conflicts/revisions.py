"""Figures that a later report revises in its own words: "cut its turnout figure from 71.3 to 68.9 percent"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.domain import ConflictKind
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.counts import Told
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.nearness import WordWeights
from service.pipeline.text.watching import look_at_clock

_NEEDED = 1.0
"""Rare words that a report and the one that revises it need in common, beside the value that both give."""


def find_revisions(statements: Sequence[MemberClaims], told: Sequence[Told], weights: WordWeights) -> Iterator[Edge]:
    """Pairs of statements of different articles, by their places, of which the later one gives the other's value as
    what was, and what is so in its place. They move. Cost: the former values by the figures of their unit.
    """
    by_unit: dict[str, list[Told]] = defaultdict(list)
    by_place: dict[int, list[Told]] = defaultdict(list)
    for one in told:
        by_unit[one.figure.quantity.unit].append(one)
        by_place[one.place].append(one)
    for former in told:
        newer = _find_newer(former, by_place[former.place]) if former.figure.earlier else None
        if newer is None:
            continue
        was = replace(former.plain, unit=newer.figure.quantity.unit)
        for old in by_unit[was.unit]:
            look_at_clock()
            about = old.context & former.context
            if (
                _comes_after(statements[former.place], statements[old.place])
                and not old.figure.earlier
                and same_quantity(old.plain, was)
                and weights.weigh(about) >= _NEEDED
            ):
                first, second = old.figure.quantity, newer.figure.quantity
                difference = Difference(kind=ConflictKind.QUANTITY, first=first, second=second, about=about, moves=True)
                yield old.place, former.place, difference


def _find_newer(former: Told, own: Sequence[Told]) -> Told | None:
    """Of the figures of its sentence, the nearest that stands, of its unit, with another value.

    What has no unit has that of the figure that replaced it: "500,000 rupees rather than the 200,000".
    """
    quantity = former.figure.quantity
    standing = [one for one in own if one.figure.stands and not same_quantity(one.figure.quantity, quantity)]
    of_unit = [one for one in standing if one.figure.quantity.unit == quantity.unit]
    candidates = of_unit or ([] if quantity.unit else standing)
    return min(candidates, key=lambda one: abs(one.figure.quantity.start - quantity.start), default=None)


def _comes_after(later: MemberClaims, earlier: MemberClaims) -> bool:
    """Whether it is of another article, which was told after the other."""
    apart = later.article.index != earlier.article.index
    return apart and bool(later.told_at and earlier.told_at and later.told_at > earlier.told_at)
