"""Precedence: which of two chosen groups has to be told first, whatever else decides the order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.domain import Sentence, SentenceGroup
from service.pipeline.selection.cohesion import Cohesion
from service.pipeline.text.watching import look_at_clock

_MINUTE = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)[- ]minute\b|\b(?:after|in) (\d{1,3}) minutes\b")
"""The minute of a match, which tells what came first where reports begin with the result."""
_UNTOLD = -1
_TELLERS = 2
"""Sentences that tell a word, of which one may be the one that needs it."""


def find_predecessors(
    groups: Sequence[SentenceGroup], chosen: Sequence[int], cohesion: Cohesion
) -> tuple[frozenset[int], ...]:
    """By group, those that come before it.

    These are the one whose shown sentence its own leans on, else those that first tell what it needs, and those of an
    earlier minute of a match. chosen: the shown sentences, in order of choice, no two equal. Cost: linear, but the
    square of the groups that tell a minute.
    """
    behind = find_behind(chosen, cohesion)
    needed = _find_tellers(chosen, cohesion)
    read = ((place, _find_minute(show(group).text)) for place, group in enumerate(groups))
    minutes = {place: minute for place, minute in read if minute is not None}

    def list_before(b: int) -> frozenset[int]:
        look_at_clock()
        if b in behind:
            return frozenset({behind[b]})
        told = {a for a in needed[b] if b not in needed[a]}
        earlier = (a for a, minute in minutes.items() if b in minutes and minute < minutes[b])
        told.update(a for a in earlier if (a in needed[b]) == (b in needed[a]))
        return frozenset(a for a in told if a != b and behind.get(a) != b)

    return tuple(map(list_before, range(len(groups))))


def _find_tellers(chosen: Sequence[int], cohesion: Cohesion) -> list[frozenset[int]]:
    """By place, of each thing that its sentence needs, the place of the other one chosen first that tells it."""
    first: defaultdict[str, list[int]] = defaultdict(list)
    for place, i in enumerate(chosen):
        for word in cohesion.tells[i]:
            if len(first[word]) < _TELLERS:
                first[word].append(place)

    def find(i: int, need: frozenset[str]) -> int | None:
        return min((place for word in need for place in first.get(word, ()) if chosen[place] != i), default=None)

    needs = ([cohesion.heads[i], *(frozenset({name}) for name in cohesion.names[i])] for i in chosen)
    tellers = ([find(i, need) for need in own] for i, own in zip(chosen, needs, strict=True))
    return [frozenset(place for place in own if place is not None) for own in tellers]


class FirstTold:
    """Where articles first tell each group. Memory: articles by groups."""

    def __init__(self, groups: Sequence[SentenceGroup]) -> None:
        self._places = [_list_places(group) for group in groups]
        self._positions: dict[int, NDArray[np.int64]] = {}
        for i, own in enumerate(self._places):
            for article, position in own.items():
                if article not in self._positions:
                    self._positions[article] = np.full(len(groups), _UNTOLD, np.int64)
                self._positions[article][i] = position

    def is_behind(self, i: int, others: NDArray[np.int64]) -> bool:
        """Whether most articles which tell both tell one of `others` before group `i`."""
        look_at_clock()
        votes = np.zeros(len(others), np.int64)
        for article, position in self._places[i].items():
            theirs = self._positions[article][others]
            votes += (theirs != _UNTOLD) & (theirs < position)
            votes -= theirs > position
        return bool((votes > 0).any())


def find_behind(chosen: Sequence[int], cohesion: Cohesion) -> dict[int, int]:
    """By place in `chosen` of a sentence that leans on the one before it, the place of that one."""
    at = {i: place for place, i in enumerate(chosen)}
    pairs = ((place, cohesion.before[i]) for i, place in at.items() if cohesion.leans[i] or cohesion.heads[i])
    return {place: at[before] for place, before in pairs if before in at}


def show(group: SentenceGroup) -> Sentence:
    """The sentence of a group that a summary shows."""
    return group.members[group.representative].sentence


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
