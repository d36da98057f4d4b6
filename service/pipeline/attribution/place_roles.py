"""Which sentence of an article it is that says all of a written sentence, or otherwise.

An article is judged by the sentences of it that are nearest, read together; further ones may be cited. Where there are
several, each is read alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service.domain import CitationRole
from service.pipeline.attribution.roles import choose_roles, measure_strength
from service.ports import Entailment


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRole:
    """How a sentence of an article stands to a written one.

    says: by what it was judged: its own words where it was read alone, else those of its article that were read
    together. alone: whether these are its own.
    """

    role: CitationRole
    says: Entailment
    alone: bool

    def measure_strength(self, nearness: float) -> float:
        """How strongly it supports or disputes the sentence; of a related one, how near it is. In [0, 1]."""
        return measure_strength(self.role, self.says, nearness)


def list_unsettled(
    told: Mapping[int, Sequence[int]], cited: Collection[int], articles: Mapping[int, Entailment]
) -> tuple[int, ...]:
    """The sentences that have to be read alone, ascending: of an article with several, all where it supports, and those
    cited where it disputes.

    told: by article, its sentences that were read together or are cited. articles: what those read together say.
    """
    roles = choose_roles(articles)
    unsettled: list[int] = []
    for article, own in told.items():
        role = roles.get(article, CitationRole.RELATED)
        if len(own) > 1 and role is not CitationRole.RELATED:
            unsettled += own if role is CitationRole.SUPPORTING else (i for i in own if i in cited)
    return tuple(sorted(unsettled))


def settle_places(
    told: Mapping[int, Sequence[int]],
    nearest: Mapping[int, Sequence[int]],
    articles: Mapping[int, Entailment],
    places: Mapping[int, Entailment],
) -> dict[int, PlaceRole]:
    """By sentence, its role; each article that supports or disputes has one at least that does.

    told, articles: see `list_unsettled`; nearest: by article, those that were read together; places: what sentences say
    alone. Where none of an article says alone what they say together, each of these has the article's role.
    """
    settled = {}
    for article, role in choose_roles(articles).items():
        own = choose_roles({i: places[i] for i in told[article] if i in places})
        saying = {i for i in own if own[i] is role}
        for i in told[article]:
            alone = i in saying or len(told[article]) == 1
            has = alone or (not saying and i in nearest[article])
            settled[i] = PlaceRole(
                role=role if has else CitationRole.RELATED, says=places.get(i, articles[article]), alone=alone
            )
    return settled
