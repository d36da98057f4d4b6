"""Ranking of groups by support: the independent sources behind each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Coverage, Sentence
from service.pipeline.sources.components import connect
from service.pipeline.sources.coverage import describe_coverage, list_sources
from service.pipeline.sources.relays import find_relays, link_relays, list_keys
from service.pipeline.text.quotations import OMITTED, mask_borrowed
from service.pipeline.text.shingles import Shingle, cover_words, list_shingles, split_words
from service.pipeline.text.watching import look_at_clock

_VERBATIM_SHARE = 0.75
"""Share of the shorter sentence's own words that stand in shingles of the other, when one is copied from it. Among
the groups of 96 stories, the pairs beyond it from articles otherwise apart were read: all repeat an agency, a
release or a letter. A title that two reports have in common reaches 0.68."""
_LEAST_PLAIN_WORDS = 10
"""Of these words, how many are no names and no figures, which two reports share when they tell one fact."""
_LEAD_SENTENCES = 3.0
"""Prominence falls to 1/e within so many sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedGroup:
    """A group and what its rank follows from.

    members: indices of sentences, ascending. similarity: by member, its cosine to the mean of the others, in [-1, 1].
    origin: by member, the number of the text it comes from, below 0 that of an outlet whose text is not there; members
    with one origin are one independent source.
    salience: how central it is to the story and how early the articles tell it, in equal parts, in [0, 1].
    """

    members: tuple[int, ...]
    coverage: Coverage
    salience: float
    similarity: tuple[float, ...]
    origin: tuple[int, ...]
    source: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnWords:
    """A sentence without what it quotes.

    shingles: of neighbouring words, by the place of their first word. held: the same as a set.
    plain: (words,), whether a word is neither a name nor a figure. size: words.
    """

    shingles: tuple[Shingle, ...]
    held: frozenset[Shingle]
    plain: NDArray[np.bool_]
    size: int


def rank_groups(
    groups: Sequence[tuple[int, ...]],
    *,
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    article_of: Sequence[int],
    origin: Sequence[int],
    embeddings: NDArray[np.float32],
) -> tuple[RankedGroup, ...]:
    """The groups, best first: by independent sources, then salience, then earliest place in an article, then order.

    groups: indices of sentences, each ascending. article_of: by sentence, the place of its article in `articles`.
    origin: by article. embeddings: (sentences, dimension), rows of length 1.
    """
    centre = _direction(embeddings.sum(axis=0, dtype=np.float64))
    own_words = _read_own_words(groups, articles, sentences, article_of)
    relays = find_relays(articles, sentences, article_of, sorted(own_words))
    published = [list_keys(article) for article in articles]
    outlets = {key: -1 - number for number, key in enumerate(sorted(set(relays.values())))}
    ranked = []
    for group in groups:
        look_at_clock()
        rows = embeddings[list(group)]
        total = rows.sum(axis=0, dtype=np.float64)
        homes = [article_of[i] for i in group]
        origins = _member_origins(
            group,
            [origin[place] for place in homes],
            homes,
            own_words,
            relayed=[relays.get(i) for i in group],
            published=[published[place] for place in homes],
            outlets=outlets,
        )
        written = [articles[place] for place in homes]
        sources = list_sources(written, origins)
        ranked.append(
            RankedGroup(
                members=group,
                coverage=describe_coverage(written, sources),
                salience=round((_centrality(total, centre) + _prominence(group, homes, sentences)) / 2, 4),
                similarity=_similarity_to_others(rows, total),
                origin=origins,
                source=sources,
            )
        )
    return tuple(sorted(ranked, key=lambda group: _precedence(group, sentences)))


def merge_groups(groups: Sequence[RankedGroup]) -> RankedGroup:
    """The groups as one, for a sentence that tells them all: the members of all, ranked as the first of them."""
    if len(groups) == 1:
        return groups[0]
    rows = sorted(
        row for group in groups for row in zip(group.members, group.similarity, group.origin, group.source, strict=True)
    )
    members, similarity, origin, source = zip(*rows, strict=True)
    return replace(groups[0], members=members, similarity=similarity, origin=origin, source=source)


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
    own_words: Mapping[int, _OwnWords],
    *,
    relayed: Sequence[str | None],
    published: Sequence[frozenset[str]],
    outlets: Mapping[str, int],
) -> tuple[int, ...]:
    """The origin of each member: its article's, or that of a member which it repeats word for word outside quotations,
    or with which it has from one outlet what it tells; the rest of its article then stays what it is.

    relayed, published: by member, as of `link_relays`. outlets: the number of each outlet, below 0, which is the origin
    of what is had from it where the group has nothing that it published.
    """
    if len(set(homes)) == 1:
        return tuple(origins)
    # What is relayed is no longer of one origin with the rest of its article.
    apart = [
        own if relay is None else max(origins) + 1 + k
        for k, (own, relay) in enumerate(zip(origins, relayed, strict=True))
    ]
    copies = _link_copies(apart, [own_words[i] for i in group])
    # Two that name unlike outlets do not have it from one for being alike.
    links = [(one, other) for one, other in copies if not _name_two(relayed[one], relayed[other])]
    links += link_relays(relayed, published)
    component = connect(len(group), links)
    least: dict[int, tuple[bool, int]] = {}
    for number, own, relay in zip(component, origins, relayed, strict=True):
        rank = (False, own) if relay is None else (True, outlets[relay])
        least[number] = min(least.get(number, rank), rank)
    return tuple(least[number][1] for number in component)


def _name_two(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _link_copies(origins: Sequence[int], own_words: Sequence[_OwnWords]) -> Iterator[tuple[int, int]]:
    """Pairs of members that connect all those of one origin and all that repeat one another.

    Cost: the square of the number of different wordings that have a shingle in common, not of the members.
    """
    first_of: dict[int, int] = {}
    yield from ((first_of.setdefault(origin, place), place) for place, origin in enumerate(origins))
    wordings: dict[tuple[tuple[Shingle, ...], bytes, int], list[int]] = {}
    for place, own in enumerate(own_words):
        wordings.setdefault((own.shingles, own.plain.tobytes(), own.size), []).append(place)
    holders: defaultdict[Shingle, list[int]] = defaultdict(list)
    seen: list[list[int]] = []
    for places in wordings.values():
        own = own_words[places[0]]
        near = {number for shingle in own.held for number in holders[shingle]}
        for twins in (*(seen[number] for number in sorted(near)), places):
            if _is_verbatim(own_words[twins[0]], own):
                yield from ((twins[0], place) for place in places)
                yield from ((twin, places[0]) for twin in twins)
        for shingle in own.held:
            holders[shingle].append(len(seen))
        seen.append(places)


def _read_own_words(
    groups: Iterable[tuple[int, ...]],
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    article_of: Sequence[int],
) -> dict[int, _OwnWords]:
    """What is a sentence's own, for the sentences that stand in a group with others; quotations may span several."""
    masked: dict[str, str] = {}
    read: dict[str, _OwnWords] = {}
    own_words = {}
    for i in (i for group in groups if len(group) > 1 for i in group):
        look_at_clock()
        article = articles[article_of[i]].text
        if article not in masked:
            masked[article] = mask_borrowed(article)
        text = masked[article][sentences[i].start : sentences[i].end]
        if text not in read:
            read[text] = _split_own(text)
        own_words[i] = read[text]
    return own_words


def _split_own(text: str) -> _OwnWords:
    """What is a sentence's own of its text, in which what is quoted is masked."""
    words = split_words(text)
    shingles = list_shingles([word.lower() for word in words])
    return _OwnWords(
        shingles=shingles,
        held=frozenset(shingle for shingle in shingles if shingle),
        plain=np.array([not (word[0].isupper() or word[0].isdigit()) for word in words], np.bool_),
        size=sum(word != OMITTED for word in words),
    )


def _is_verbatim(one: _OwnWords, two: _OwnWords) -> bool:
    look_at_clock()
    if one.held.isdisjoint(two.held):
        return False
    shorter, longer = (one, two) if one.size <= two.size else (two, one)
    repeated = cover_words(np.array([shingle in longer.held for shingle in shorter.shingles], np.bool_))
    enough = repeated.sum() >= _VERBATIM_SHARE * shorter.size
    return bool(enough and (repeated & shorter.plain).sum() >= _LEAST_PLAIN_WORDS)


def _similarity_to_others(rows: NDArray[np.float32], total: NDArray[np.float64]) -> tuple[float, ...]:
    """Each row's cosine to the mean of the others; 1.0 where it is alone."""
    if len(rows) == 1:
        return (1.0,)
    return tuple(round(float(_direction(total - row) @ _direction(row)), 4) for row in rows)


def _direction(vector: NDArray[np.floating]) -> NDArray[np.float64]:
    as_double = vector.astype(np.float64)
    norm = float(np.sqrt((as_double * as_double).sum()))
    return as_double / norm if norm else as_double
