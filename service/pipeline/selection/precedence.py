"""Precedence: which of two chosen groups has to be told first, whatever else decides the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from service.domain import Sentence, SentenceGroup
from service.pipeline.selection.cohesion import Cohesion

_MINUTE = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)?[- ]minute\b|\b(?:after|in) (\d{1,3}) minutes\b")
"""The minute of a match, which tells what came first where reports begin with the result."""


def find_predecessors(
    groups: Sequence[SentenceGroup], chosen: Sequence[int], cohesion: Cohesion
) -> tuple[frozenset[int], ...]:
    """By group, those that come before it.

    These are the one whose shown sentence its own leans on, else those that first tell what it needs, and those of an
    earlier minute of a match. chosen: the shown sentences, in order of choice. Cost: quadratic in groups, which are few
    once they are chosen.
    """
    behind = find_behind(chosen, cohesion)
    needed = [_find_tellers(i, chosen, cohesion) for i in chosen]
    minutes = [_find_minute(show(group).text) for group in groups]

    def precedes(a: int, b: int) -> bool:
        if b in behind:
            return behind[b] == a
        if behind.get(a) == b:
            return False
        if (a in needed[b]) != (b in needed[a]):
            return a in needed[b]
        first, second = minutes[a], minutes[b]
        return first is not None and second is not None and first < second

    return _list_predecessors(len(groups), precedes)


def _find_tellers(i: int, chosen: Sequence[int], cohesion: Cohesion) -> frozenset[int]:
    """Of each thing that a sentence needs, the place of the one chosen first that tells it."""
    needs = [cohesion.heads[i], *(frozenset({name}) for name in sorted(cohesion.names[i]))]
    tellers = (
        next((place for place, other in enumerate(chosen) if other != i and need & cohesion.tells[other]), None)
        for need in needs
    )
    return frozenset(place for place in tellers if place is not None)


def find_earlier(groups: Sequence[SentenceGroup]) -> tuple[frozenset[int], ...]:
    """By group, those that most articles which tell both tell before it."""
    places = [_list_places(group) for group in groups]
    return _list_predecessors(len(groups), lambda a, b: _vote(places[a], places[b]) > 0)


def find_behind(chosen: Sequence[int], cohesion: Cohesion) -> dict[int, int]:
    """By place in `chosen` of a sentence that leans on the one before it, the place of that one."""
    at = {i: place for place, i in enumerate(chosen)}
    pairs = ((place, cohesion.before[i]) for i, place in at.items() if cohesion.leans[i] or cohesion.heads[i])
    return {place: at[before] for place, before in pairs if before in at}


def show(group: SentenceGroup) -> Sentence:
    """The sentence of a group that a summary shows."""
    return group.members[group.representative].sentence


def _list_predecessors(groups: int, precedes: Callable[[int, int], bool]) -> tuple[frozenset[int], ...]:
    return tuple(frozenset(a for a in range(groups) if a != b and precedes(a, b)) for b in range(groups))


def _find_minute(text: str) -> int | None:
    match = _MINUTE.search(text)
    return int(match[1] or match[2]) if match else None


def _list_places(group: SentenceGroup) -> dict[int, int]:
    """By article, where it first tells a group."""
    places: dict[int, int] = {}
    for member in group.members:
        article, position = member.sentence.article_index, member.sentence.position
        places[article] = min(position, places.get(article, position))
    return places


def _vote(a: dict[int, int], b: dict[int, int]) -> int:
    """Articles that tell `a` before `b`, less those that tell it after."""
    return sum((a[article] < b[article]) - (a[article] > b[article]) for article in a.keys() & b.keys())
