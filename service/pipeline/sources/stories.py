"""Stories: which articles belong together, where a request mixes several, and where a stream of them goes on."""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import squareform

from service.domain import Article
from service.pipeline.sources.leads import Leads, Titles, read_leads
from service.pipeline.sources.linkage import Bounds, link_articles
from service.pipeline.text.corpus import Corpus

_SAME_STORY = Bounds(least=0.14, surely=0.2, share=0.5)
"""From which mean likeness articles tell one story, chosen on mixtures of three kinds of clusters
(docs/decisions/0070-stories-at-once.md)."""
_FEWEST, _FEWEST_BESIDE_STRAYS = 2, 3
"""Articles that make a story, and those that one has where another one strays: of two none can tell which one does."""
_STRAY = 0.4
"""An article strays whose likeness to the only story is less than so much of that of the story's own articles to one
another: it tells another event, or is a page of noise (docs/decisions/0063-strays.md)."""
_ID_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Which story an article tells.

    likeness: to the others of the story that are near it in time, on average, in [-0.2, 1]; None where there is none,
    and for a copy or an article known before.
    """

    story: str
    likeness: float | None = None


def find_stories(corpus: Corpus) -> tuple[int, ...]:
    """By article, the number of its story: 0 for the largest one, of equals the one that comes first in the corpus.

    Average linkage on the likeness of articles; what is left alone joins the story that it is most like, or, where
    there is one story, may stray: then it has a number of its own. Cost: quadratic in articles.
    """
    articles = len(corpus.articles)
    if articles < 2 * _FEWEST:
        return (0,) * articles
    likeness = read_leads(corpus).compare_all()
    near = ~np.eye(articles, dtype=np.bool_)
    label = link_articles(likeness, near=near, begin=range(articles), apart=0, bounds=_SAME_STORY)
    stories = [s for s in _list_members(label) if len(s) >= _FEWEST]
    if not stories:
        return (0,) * articles
    of = {article: number for number, story in enumerate(stories) for article in story}
    left = [article for article in range(articles) if article not in of]
    of |= {article: _find_nearest(likeness[article], stories) for article in left}
    if len(stories) == 1 and len(stories[0]) >= _FEWEST_BESIDE_STRAYS:
        strays = [article for article in left if _strays(article, stories[0], likeness)]
        of |= {article: number for number, article in enumerate(strays, start=1)}
    return tuple(of[article] for article in range(articles))


def _strays(article: int, story: Sequence[int], likeness: NDArray[np.float64]) -> bool:
    own = squareform(likeness[np.ix_(story, story)], checks=False)
    return round(float(likeness[article, story].mean()), 6) < round(_STRAY * float(own.mean()), 6)


def list_strays(stories: Sequence[int]) -> frozenset[int]:
    """The articles that are of no story, by the numbers that `find_stories` gave."""
    sizes = Counter(stories)
    return frozenset(article for article, number in enumerate(stories) if number and sizes[number] == 1)


def follow_stories(
    corpus: Corpus,
    titles: Titles,
    *,
    origin: Sequence[int],
    known: Mapping[str, str],
    window: timedelta,
) -> tuple[Assignment, ...]:
    """By article of `corpus`, the story that it tells.

    Articles and stories come together, the most alike first, as long as those of them that were published within
    `window` of each other are like enough on average. A copy tells the story of what it copies. An undated article
    counts as published with the newest. The order of the articles in a request changes nothing.
    origin: by article, the number of the text that it is a copy of. known: the stories of articles, by their id, that
    were told apart before; these stay, and none of them comes together with another.
    Cost: quadratic in articles, 25 bytes and more a pair.
    """
    return _Stream(corpus.articles, read_leads(corpus, titles), origin=origin, window=window).follow(known)


class _Stream:
    """Articles in the order of their publication, and how like they are to each other."""

    def __init__(self, articles: Sequence[Article], leads: Leads, *, origin: Sequence[int], window: timedelta) -> None:
        moment = _date_all(articles)
        # Offsets of the corpus are by text; of two published at once, the text that comes first is first.
        self._order = sorted(range(len(articles)), key=lambda place: (moment[place], place))
        self._articles = [articles[place] for place in self._order]
        self._origin = [origin[place] for place in self._order]
        times, origins = np.array([moment[place] for place in self._order]), np.array(self._origin)
        self._near = np.abs(times[:, None] - times[None, :]) <= window.total_seconds()
        self._near &= origins[:, None] != origins[None, :]
        self._likeness = Leads(embeddings=leads.embeddings[self._order], words=leads.words[self._order]).compare_all()

    def follow(self, known: Mapping[str, str]) -> tuple[Assignment, ...]:
        begin, names = self._begin(known)
        story = link_articles(self._likeness, near=self._near, begin=begin, apart=len(names), bounds=_SAME_STORY)
        for article, number in zip(self._articles, story, strict=True):
            if number not in names:
                names[number] = _name_story(article, tuple(names.values()))
        likeness = self._measure_likeness(story, known)
        told = [Assignment(story=names[number], likeness=alike) for number, alike in zip(story, likeness, strict=True)]
        return tuple(told[rank] for rank in np.argsort(self._order))

    def _begin(self, known: Mapping[str, str]) -> tuple[list[int], dict[int, str]]:
        """The cluster in which each article begins, by rank, and the names of those, the first ones, that are known."""
        stories = [known.get(article.id) for article in self._articles]
        number = {name: place for place, name in enumerate(dict.fromkeys(name for name in stories if name is not None))}
        of_origin: dict[int, int] = {}
        for name, origin in zip(stories, self._origin, strict=True):
            if name is not None:
                of_origin.setdefault(origin, number[name])
        fresh = itertools.count(len(number))
        for origin in self._origin:
            if origin not in of_origin:
                of_origin[origin] = next(fresh)
        begin = [
            of_origin[origin] if name is None else number[name]
            for name, origin in zip(stories, self._origin, strict=True)
        ]
        return begin, {place: name for name, place in number.items()}

    def _measure_likeness(self, story: Sequence[int], known: Mapping[str, str]) -> list[float | None]:
        """By rank, the mean likeness to what is near, of the same story, and no copy of it."""
        stories = np.array(story)
        told: set[int] = set()
        likeness: list[float | None] = []
        for rank, article in enumerate(self._articles):
            others = self._near[rank] & (stories == stories[rank])
            compared = others.any() and article.id not in known and self._origin[rank] not in told
            likeness.append(round(float(self._likeness[rank, others].mean()), 6) if compared else None)
            told.add(self._origin[rank])
        return likeness


def _date_all(articles: Sequence[Article]) -> list[float]:
    """When each was published, in seconds; the undated ones with the newest."""
    dated = [article.published_at for article in articles if article.published_at]
    newest = max(dated, default=datetime(1970, 1, 1, tzinfo=UTC))
    return [(article.published_at or newest).timestamp() for article in articles]


def _name_story(first: Article, taken: Sequence[str]) -> str:
    """A name that the same first article always gives; a further one where an earlier story with that text has it."""
    name = f"st_{hashlib.sha256(first.text.encode()).hexdigest()[:_ID_DIGITS]}"
    names = itertools.chain([name], (f"{name}_{number}" for number in itertools.count(2)))
    return next(free for free in names if free not in taken)


def _list_members(label: Sequence[int]) -> list[list[int]]:
    """The articles of each label, the largest first."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for article, own in enumerate(label):
        members[own].append(article)
    return sorted(members.values(), key=lambda story: (-len(story), story[0]))


def _find_nearest(likeness: NDArray[np.float64], stories: Sequence[Sequence[int]]) -> int:
    means = [round(float(np.mean(likeness[list(story)])), 6) for story in stories]
    return means.index(max(means))
