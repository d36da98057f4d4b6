"""Precedence: which of two chosen groups has to be told first, whatever else decides the order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from service.domain import Sentence, SentenceGroup
from service.pipeline.text.readability import find_introduced, follows_another

_MINUTE = re.compile(r"\b(\d{1,3})(?:st|nd|rd|th)?[- ]minute\b|\b(?:after|in) (\d{1,3}) minutes\b")
"""The minute of a match, which tells what came first where reports begin with the result."""


def find_predecessors(groups: Sequence[SentenceGroup]) -> tuple[frozenset[int], ...]:
    """By group, those that come before it.

    These are the group that its shown sentence leans on, else those that give a name in full which it shortens, and
    those of an earlier minute of a match. Cost: quadratic in groups, which are few once they are chosen.
    """
    needed = find_needed(groups)
    texts = [show(group).text for group in groups]
    introduced = [find_introduced([f" {text}"]) for text in texts]
    words = [frozenset(re.findall(r"[^\W\d_][\w’'-]*", text)) for text in texts]
    minutes = [_find_minute(text) for text in texts]

    def precedes(a: int, b: int) -> bool:
        if b in needed:
            return needed[b] == a
        if needed.get(a) == b:
            return False
        shortened = bool((introduced[a] - introduced[b]) & words[b])
        if shortened != bool((introduced[b] - introduced[a]) & words[a]):
            return shortened
        first, second = minutes[a], minutes[b]
        return first is not None and second is not None and first < second

    return _list_predecessors(len(groups), precedes)


def find_earlier(groups: Sequence[SentenceGroup]) -> tuple[frozenset[int], ...]:
    """By group, those that most articles which tell both tell before it."""
    places = [_list_places(group) for group in groups]
    return _list_predecessors(len(groups), lambda a, b: _vote(places[a], places[b]) > 0)


def find_needed(groups: Sequence[SentenceGroup]) -> dict[int, int]:
    """By group whose shown sentence follows another, the one whose shown sentence stands before it in the article."""
    shown = [show(group) for group in groups]
    at = {(sentence.article_index, sentence.position): i for i, sentence in enumerate(shown)}
    before = {i: (s.article_index, s.position - 1) for i, s in enumerate(shown) if follows_another(s.text)}
    return {i: at[place] for i, place in before.items() if place in at}


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
