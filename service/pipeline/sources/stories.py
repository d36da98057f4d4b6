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
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from service.domain import Article
from service.pipeline.sources.leads import MOST_LIKE, Leads, Titles, read_leads
from service.pipeline.text.corpus import Corpus

SAME_STORY = 0.19
"""Mean likeness from which articles tell one story, chosen on mixtures of the training clusters
(docs/decisions/0029-stories.md)."""
_FEWEST, _FEWEST_BESIDE_STRAYS = 2, 3
"""Articles that make a story, and those that one has where another one strays: of two none can tell which one does."""
_STRAY = 0.4
"""An article strays whose likeness to the only story is less than so much of that of the story's own articles to one
another: it tells another event, or is a page of noise (docs/decisions/0063-strays.md)."""
_ID_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Which story an article tells.

    likeness: to the story's articles when it joined, in [-0.2, 1]; None for the first one, a copy, or one known before.
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
    distance = squareform(MOST_LIKE - likeness, checks=False)
    label = fcluster(linkage(distance, "average"), MOST_LIKE - SAME_STORY, "distance").tolist()
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
    """By article of `corpus`, the story that it tells: articles join one after the other, as they were published.

    Each joins the story to whose articles within `window` it is most like on average, if that is like enough, else it
    begins one. A copy tells the story of what it copies. An undated article counts as published with the newest.
    origin: by article, the number of the text that it is a copy of. known: the stories of articles, by their id, that
    were told apart before; these stay. The order of the articles in a request changes nothing.
    Cost: articles times those within the window.
    Source: after Allan, Papka and Lavrenko (1998), "On-line new event detection and tracking", single pass; deviating
    from it, by mean likeness to a story's recent articles (average linkage) in place of the likeness to its centroid.
    """
    return _Stream(corpus.articles, read_leads(corpus, titles), origin=origin, window=window).follow(known)


class _Stream:
    """Articles in the order of their publication, and the stories that they tell so far."""

    def __init__(self, articles: Sequence[Article], leads: Leads, *, origin: Sequence[int], window: timedelta) -> None:
        self._articles = articles
        self._moment = _date_all(articles)
        # Offsets of the corpus are by text; of two published at once, the text that comes first is first.
        self._order = sorted(range(len(articles)), key=lambda place: (self._moment[place], place))
        self._times = np.array([self._moment[place] for place in self._order])
        self._leads = Leads(embeddings=leads.embeddings[self._order], words=leads.words[self._order])
        self._origin = origin
        self._window = window.total_seconds()
        self._story: list[int] = [-1] * len(articles)
        """By place in `_order`, the number of the story; -1: not placed yet."""
        self._names: list[str] = []
        self._of_origin: dict[int, int] = {}

    def follow(self, known: Mapping[str, str]) -> tuple[Assignment, ...]:
        likeness: dict[int, float] = {}
        number: dict[str, int] = {}
        for rank, place in enumerate(self._order):
            name = known.get(self._articles[place].id)
            if name is not None:
                number.setdefault(name, len(number))
                self._names += [name] if number[name] == len(self._names) else []
                self._place(rank, number[name])
        for rank in range(len(self._order)):
            if self._story[rank] < 0:
                story, alike = self._find(rank)
                if alike is not None:
                    likeness[self._order[rank]] = alike
                self._place(rank, story)
        story_of = dict(zip(self._order, self._story, strict=True))
        return tuple(
            Assignment(story=self._names[story_of[place]], likeness=likeness.get(place))
            for place in range(len(self._articles))
        )

    def _place(self, rank: int, story: int) -> None:
        self._story[rank] = story
        self._of_origin.setdefault(self._origin[self._order[rank]], story)

    def _find(self, rank: int) -> tuple[int, float | None]:
        """The story of the article at `rank`, and how like it is; a new one where it is like none."""
        copied = self._of_origin.get(self._origin[self._order[rank]])
        if copied is not None:
            return copied, None
        moment = self._times[rank]
        near = slice(
            int(np.searchsorted(self._times, moment - self._window, "left")),
            int(np.searchsorted(self._times, moment + self._window, "right")),
        )
        story = np.array(self._story[near])
        placed = story >= 0
        if placed.any():
            likeness = self._leads.compare(rank, near)[placed]
            totals = np.bincount(story[placed], weights=likeness)
            means = np.round(totals / np.maximum(1, np.bincount(story[placed])), 6)
            best = int(np.argmax(means))
            if means[best] >= SAME_STORY:
                return best, float(means[best])
        self._names.append(_name_story(self._articles[self._order[rank]], self._names))
        return len(self._names) - 1, None


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
