"""Groups ranked by how many independent sources stand behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Coverage, Sentence
from service.pipeline.components import connect
from service.pipeline.terms import Terms

_VERBATIM_SHINGLE = 6
_VERBATIM_SHARE = 0.7
"""Share of the shorter sentence's word 6-grams that two sentences have in common when one is copied from the other."""
_LEAST_VERBATIM_WORDS = 15
_LEAD_SENTENCES = 3.0
"""Prominence falls to 1/e within so many sentences."""
_QUOTATION_MARKS = ("“", '"', "«", "„", "「")


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedGroup:
    """A group and what its rank follows from.

    members: indices of sentences, ascending. similarity: by member, its cosine to the mean of the others, in [-1, 1].
    origin: by member, the number of the text it comes from; members with one origin are one independent source.
    salience: how central it is to the story and how early the articles tell it, in equal parts, in [0, 1].
    """

    members: tuple[int, ...]
    coverage: Coverage
    salience: float
    similarity: tuple[float, ...]
    origin: tuple[int, ...]


def rank_groups(
    groups: Sequence[tuple[int, ...]],
    *,
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    home: Sequence[int],
    origin: Sequence[int],
    embeddings: NDArray[np.float32],
    terms: Sequence[Terms],
) -> tuple[RankedGroup, ...]:
    """The groups, best first: by independent sources, then salience, then earliest place in an article, then order.

    groups: indices of sentences, each ascending. home: by sentence, the place of its article in `articles`.
    origin: by article. embeddings: (sentences, dimension), rows of length 1.
    """
    centre = _direction(embeddings.sum(axis=0, dtype=np.float64))
    ranked = []
    for group in groups:
        rows = embeddings[list(group)]
        total = rows.sum(axis=0, dtype=np.float64)
        homes = [home[i] for i in group]
        origins = _member_origins(group, [origin[place] for place in homes], homes, sentences, terms)
        ranked.append(
            RankedGroup(
                members=group,
                coverage=_count_sources([articles[place] for place in homes], origins),
                salience=round((_centrality(total, centre) + _prominence(group, homes, sentences)) / 2, 4),
                similarity=_similarity_to_others(rows, total),
                origin=origins,
            )
        )
    return tuple(sorted(ranked, key=lambda group: _precedence(group, sentences)))


def _centrality(total: NDArray[np.float64], centre: NDArray[np.float64]) -> float:
    """Cosine of the group's mean to the mean of all sentences, in [0, 1]."""
    return float(np.clip(_direction(total) @ centre, 0.0, 1.0))


def _prominence(group: Sequence[int], homes: Sequence[int], sentences: Sequence[Sentence]) -> float:
    """How early its articles tell it, from 1 (all in their first sentence) to 0, averaged over them."""
    earliest: dict[int, int] = {}
    for i, place in zip(group, homes, strict=True):
        earliest[place] = min(sentences[i].position, earliest.get(place, sentences[i].position))
    return sum(sorted(math.exp(-position / _LEAD_SENTENCES) for position in earliest.values())) / len(earliest)


def _precedence(group: RankedGroup, sentences: Sequence[Sentence]) -> tuple[float, ...]:
    earliest = min(sentences[i].position for i in group.members)
    return (-group.coverage.independent_sources, -group.salience, earliest, group.members[0])


def _member_origins(
    group: Sequence[int],
    origins: Sequence[int],
    homes: Sequence[int],
    sentences: Sequence[Sentence],
    terms: Sequence[Terms],
) -> tuple[int, ...]:
    """The origin of each member: its article's, or that of a member it repeats word for word outside quotations."""
    if len(set(homes)) == 1:
        return tuple(origins)
    shingles = [_shingle(sentences[i], terms[i].stems) for i in group]
    pairs = [
        (a, b)
        for b in range(len(group))
        for a in range(b)
        if origins[a] == origins[b] or _is_verbatim(shingles[a], shingles[b])
    ]
    component = connect(len(group), pairs)
    least: dict[int, int] = {}
    for number, own in zip(component, origins, strict=True):
        least[number] = min(least.get(number, own), own)
    return tuple(least[number] for number in component)


def _shingle(sentence: Sentence, stems: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    if len(stems) < _LEAST_VERBATIM_WORDS or any(mark in sentence.text for mark in _QUOTATION_MARKS):
        return frozenset()
    return frozenset(stems[i : i + _VERBATIM_SHINGLE] for i in range(len(stems) - _VERBATIM_SHINGLE + 1))


def _is_verbatim(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> bool:
    return bool(one and two) and len(one & two) >= _VERBATIM_SHARE * min(len(one), len(two))


def _count_sources(articles: Sequence[Article], origin: Sequence[int]) -> Coverage:
    """Independent sources: what is left of the members when those of one publisher or one origin count once."""
    publishers = [article.publisher for article in articles]
    seen: dict[object, int] = {}
    same = [(seen.setdefault(("publisher", name), i), i) for i, name in enumerate(publishers)]
    same += [(seen.setdefault(("origin", number), i), i) for i, number in enumerate(origin)]
    return Coverage(
        articles=len({article.index for article in articles}),
        sources=len(set(publishers)),
        independent_sources=len(set(connect(len(articles), same))),
    )


def _similarity_to_others(rows: NDArray[np.float32], total: NDArray[np.float64]) -> tuple[float, ...]:
    """Each row's cosine to the mean of the others; 1.0 where it is alone."""
    if len(rows) == 1:
        return (1.0,)
    return tuple(round(float(_direction(total - row) @ _direction(row)), 4) for row in rows)


def _direction(vector: NDArray[np.floating]) -> NDArray[np.float64]:
    as_double = vector.astype(np.float64)
    norm = float(np.sqrt((as_double * as_double).sum()))
    return as_double / norm if norm else as_double
