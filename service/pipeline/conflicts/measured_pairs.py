"""What is known of two sentences without a model, by which they may contradict each other: features of a pair."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.domain import ConflictKind
from service.pipeline.claims.dates import dates_differ, same_date
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.claims.synonyms import canonical_stem, content_stems
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights, compare_matches, pair_nearest

_MOST_SHARED = 6.0
_LATER_HOURS = 3.0
_SETTLED = (ConflictKind.NAME, ConflictKind.ROLE, ConflictKind.PLACE)

FEATURES = (
    "cosine", "one group", "claims differ", "figures differ", "settled kind differs", "claims move",
    "unlike figures alone", "unlike times", "unlike days", "one denies", "later", "at once", "hours", "one publisher",
    "", "shared words", "words in common", "nearer than the earlier", "nearer than the later", "nearest both ways",
    "earlier ahead", "later ahead",
)  # fmt: skip
"""What is known of a pair without a model, by its column; "" is the bias."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPair:
    """Two statements by their places, the earlier first, with what is known of them without a model.

    edges: what their claims differ in. features: by name.
    """

    earlier: int
    later: int
    edges: tuple[Edge, ...]
    features: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredPairs:
    """Pairs of statements, in arrays: there may be a hundred thousand.

    places: (pairs, 2), of both statements, the earlier first. features: (pairs, features), in the order of `FEATURES`.
    edges: of each pair of which claims found that they differ, the places ascending, what they differ in.
    """

    places: NDArray[np.int32]
    features: NDArray[np.float64]
    edges: Mapping[tuple[int, int], Sequence[Edge]]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, row: int) -> MeasuredPair:
        earlier, later = self.places[row].tolist()
        return MeasuredPair(
            earlier=earlier,
            later=later,
            edges=self.list_edges(row),
            features=dict(zip(FEATURES, self.features[row].tolist(), strict=True)),
        )

    def list_edges(self, row: int) -> tuple[Edge, ...]:
        """What the claims of a pair differ in."""
        one, other = sorted(self.places[row].tolist())
        return tuple(self.edges.get((one, other), ()))


def measure_pairs(
    statements: Sequence[MemberClaims], edges: Sequence[Edge], weights: WordWeights, nearness: Nearness
) -> MeasuredPairs:
    """The pairs of statements that are near, or that claims found to differ. Cost: the square of statements."""
    found: dict[tuple[int, int], list[Edge]] = {}
    for edge in edges:
        found.setdefault((min(edge[:2]), max(edge[:2])), []).append(edge)
    words = [content_stems(statement.claims.tokens) for statement in statements]
    rows = nearness.list_rows([statement.member.sentence for statement in statements])
    article_of = [statement.article.index for statement in statements]
    held = sorted({*pair_nearest(rows, words, article_of), *found})
    ordered = [_order(one, other, statements) for one, other in held]
    features = np.empty((len(held), len(FEATURES)))
    matches = compare_matches(rows, article_of, ordered)
    for row, ((one, other), (earlier, later), match) in enumerate(zip(held, ordered, matches, strict=True)):
        shared = words[one] & words[other]
        known = _describe(statements[earlier], statements[later], found.get((one, other), ()), nearness) | {
            "shared words": min(weights.weigh(shared), _MOST_SHARED) / 2,
            "words in common": len(shared) / max(1, len(words[one] | words[other])),
            "nearer than the earlier": math.log1p(match.better[0]),
            "nearer than the later": math.log1p(match.better[1]),
            "nearest both ways": float(match.better == (0, 0)),
            "earlier ahead": match.ahead[0],
            "later ahead": match.ahead[1],
        }
        features[row] = [known[name] for name in FEATURES]
    places = np.array(ordered, np.int32).reshape(-1, 2)
    return MeasuredPairs(places=places, features=features, edges=found)


def _order(one: int, other: int, statements: Sequence[MemberClaims]) -> tuple[int, int]:
    """Both places, the earlier report first; as they are where that is not known."""
    first, second = (statements[place].told_at for place in (one, other))
    return (other, one) if first and second and second < first else (one, other)


def _describe(
    earlier: MemberClaims, later: MemberClaims, edges: Sequence[Edge], nearness: Nearness
) -> dict[str, float]:
    first, second = earlier.claims, later.claims
    kinds = {difference.kind for _, _, difference in edges}
    figures = [same_quantity(one, other) for one, other in list_comparable(first.quantities, second.quantities)]
    days = [(one, other) for one in first.dates for other in second.dates]
    unlike_days = [(one, other) for one, other in days if dates_differ(one, other)]
    told = [statement.told_at for statement in (earlier, later)]
    hours = (told[1] - told[0]).total_seconds() / 3600 if told[0] and told[1] else 0.0
    return {
        "cosine": nearness(earlier.member.sentence, later.member.sentence),
        "one group": float(earlier.group_id == later.group_id),
        "claims differ": float(bool(edges)),
        "figures differ": float(ConflictKind.QUANTITY in kinds),
        "settled kind differs": float(any(kind in kinds for kind in _SETTLED)),
        "claims move": float(any(difference.moves for _, _, difference in edges)),
        "unlike figures alone": float(bool(figures) and not any(figures)),
        "unlike times": float(any(one.time and other.time for one, other in unlike_days)),
        "unlike days": float(bool(unlike_days) and not any(same_date(one, other) for one, other in days)),
        "one denies": float(_denies(first, second) != _denies(second, first)),
        "later": float(hours > _LATER_HOURS),
        "at once": float(hours < 1.0),
        "hours": math.log1p(max(hours, 0.0)) / 2,
        "one publisher": float(earlier.article.publisher == later.article.publisher),
        "": 1.0,
    }


def _denies(one: Claims, other: Claims) -> bool:
    """Whether one sentence denies anything; by a part of a word ("unhurt") it does where the other has the rest."""
    return any(
        not negation.in_word or canonical_stem(negation.predicate) in content_stems(other.tokens)
        for negation in one.negations
    )


def list_comparable(first: Sequence[Quantity], second: Sequence[Quantity]) -> list[tuple[Quantity, Quantity]]:
    """Pairs of figures of one unit; of plain numbers those that count the same."""
    return [
        (one, other)
        for one in first
        for other in second
        if one.unit == other.unit and (one.unit or one.counted & other.counted)
    ]
