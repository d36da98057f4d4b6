"""Sentence ordering: the order in which the chosen sentences are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Order, SentenceGroup
from service.pipeline.claims.date_rules import find_dates

_SAME_TOPIC = 0.5
"""Cosine from which two groups are told next to each other."""
_NEVER = date.max


def order_groups(
    groups: Sequence[SentenceGroup],
    order: Order,
    *,
    articles: Sequence[Article],
    sentences_by_article: Sequence[int],
    embeddings: NDArray[np.float32],
) -> tuple[int, ...]:
    """Positions in `groups`, in reading order. groups: in the order of choice, the most valuable first.

    coverage: by rank. narrative: the most valuable group first, then where the articles tell it, groups of one topic
    together. chronological: by the day that the representative speaks of, else by the earliest publication among the
    group's articles, undated ones last, then narrative.
    sentences_by_article: how many sentences each of `articles` has.
    embeddings: (groups, dimension), of the representatives, rows of length 1.
    """
    if order is Order.COVERAGE:
        return tuple(sorted(range(len(groups)), key=lambda i: groups[i].rank))
    sentences = {article.index: n for article, n in zip(articles, sentences_by_article, strict=True)}
    narrative = _narrate(groups, sentences, embeddings)
    if order is Order.NARRATIVE:
        return narrative
    published = {article.index: article.published_at for article in articles}
    return tuple(sorted(narrative, key=lambda i: _find_day(groups[i], published)))


def _find_day(group: SentenceGroup, published: Mapping[int, datetime | None]) -> date:
    shown = group.members[group.representative].sentence
    spoken_of = find_date(shown.text, published[shown.article_index])
    if spoken_of:
        return spoken_of
    return min(
        (moment.date() for m in group.members if (moment := published[m.sentence.article_index])), default=_NEVER
    )


def _narrate(
    groups: Sequence[SentenceGroup], sentences: Mapping[int, int], embeddings: NDArray[np.float32]
) -> tuple[int, ...]:
    """Greedy: after each group the nearest of its topic, else the one that the articles tell first.

    Source: after Barzilay, Elhadad and McKeown (2002), "Inferring strategies for sentence ordering": themes in blocks,
    blocks by where the articles place them.
    """
    place = [_mean_place(group, sentences) for group in groups]
    left = sorted(range(len(groups)), key=lambda i: (place[i], groups[i].rank))
    told = [0] if left else []
    left = [i for i in left if i not in told]
    while left:
        near = [i for i in left if float(embeddings[i] @ embeddings[told[-1]]) >= _SAME_TOPIC]
        following = near[0] if near else left[0]
        left.remove(following)
        told.append(following)
    return tuple(told)


def _mean_place(group: SentenceGroup, sentences: Mapping[int, int]) -> float:
    """Where the articles tell it, from 0 (first sentence) to 1 (last), averaged over its members."""
    places = [m.sentence.position / max(1, sentences[m.sentence.article_index] - 1) for m in group.members]
    return round(sum(sorted(places)) / len(places), 6)


def find_date(text: str, published_at: datetime | None, language: str = "en") -> date | None:
    """The first day that `text` names, or None; of a month its first day. Years and weeks name no day.

    A day without a year is the one nearest to `published_at`, a weekday the last one up to it; without `published_at`
    only days with a year are known.
    """
    named = find_dates(text, language=language, published_at=published_at)
    days = (mention.first for mention in named if mention.first == mention.last or mention.month)
    return next((day for day in days if day), None)
