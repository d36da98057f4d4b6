"""Sentence ordering: the order in which the chosen sentences are read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from service.domain import Article, Order, SentenceGroup, Turn
from service.pipeline.claims.date_rules import find_dates
from service.pipeline.selection.cohesion import Cohesion
from service.pipeline.selection.precedence import FirstTold, find_behind, find_predecessors, show
from service.pipeline.text.watching import look_at_clock

_SAME_TOPIC = 0.5
"""Cosine from which two groups are told next to each other."""
_SCENE = 3
"""Sentences within which an article tells one scene."""
_NEVER = date.max
_WEEK = timedelta(days=7)
_PLANNED = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are|due|expected|plans?|planned|planning|scheduled|set|going) to)"
    r"(?: (?!that\b|which\b|who\b|after\b|since\b|when\b|where\b)[\w’'-]+){1,8}?(?: on| from| by| until| next)? $"
)
"""What stands in front of a weekday on which something is to happen: "will reopen on"."""


def order_groups(
    groups: Sequence[SentenceGroup],
    order: Order,
    *,
    chosen: Sequence[int],
    cohesion: Cohesion,
    articles: Sequence[Article],
    languages: Sequence[str],
    sentences_by_article: Sequence[int],
    embeddings: NDArray[np.float32],
    turns: Mapping[tuple[int, int], Turn] | None = None,
) -> tuple[int, ...]:
    """Positions in `groups`, in reading order. groups: in the order of choice, the most valuable first.

    coverage: by rank. narrative: what was chosen first, then what leans on the sentence told last, what goes on in its
    scene, what is of the earliest day that is left, groups of one topic, each where the articles tell it and behind
    what it needs (`precedence`).
    chronological: by the day that the representative speaks of, else by the earliest moment when one of the group's
    sentences was told, undated ones last, then narrative; what leans on a sentence stays behind it.
    chosen: of each group the sentence that is shown. languages, sentences_by_article: of each of `articles`.
    embeddings: (groups, dimension), of the representatives, rows of length 1. turns: as of `date_groups`.
    """
    if order is Order.COVERAGE:
        return tuple(sorted(range(len(groups)), key=lambda i: groups[i].rank))
    sentences = {article.index: n for article, n in zip(articles, sentences_by_article, strict=True)}
    leans_on = find_behind(chosen, cohesion)
    before = find_predecessors(groups, chosen, cohesion)
    reported = _list_reported_days(groups, articles, languages, turns or {})
    narrative = _narrate(groups, sentences, embeddings, leans_on, before=before, days=reported)
    if order is Order.NARRATIVE:
        return narrative
    days = date_groups(groups, chosen=chosen, cohesion=cohesion, articles=articles, languages=languages, turns=turns)
    return tuple(sorted(narrative, key=lambda i: days[i] or _NEVER))


def date_groups(
    groups: Sequence[SentenceGroup],
    *,
    chosen: Sequence[int],
    cohesion: Cohesion,
    articles: Sequence[Article],
    languages: Sequence[str],
    turns: Mapping[tuple[int, int], Turn] | None = None,
) -> tuple[date | None, ...]:
    """The day that each group tells of, as `order_groups` has it; None where none is known.

    turns: of sentences that tell what replaced an older value, by article and start, when that came up: they are of
    that day, unless they name a later one than the older value's, or are no values.

    One that is not understood without the sentence before it is of the day of that: "She had denied it on Monday" of
    the Wednesday on which she resigned.
    """
    leans_on = find_behind(chosen, cohesion)
    origins = _list_origins(articles, languages)
    needed = [groups[leans_on.get(i, i)] for i in range(len(groups))]
    known = turns or {}
    days = [_find_day(group, own, origins, known) for group, own in zip(groups, needed, strict=True)]
    for i in sorted(leans_on, key=lambda place: chosen[place]):
        if cohesion.leans[chosen[i]]:
            days[i] = days[leans_on[i]]
    return tuple(days)


def _find_turn(group: SentenceGroup, turns: Mapping[tuple[int, int], Turn]) -> Turn | None:
    shown = show(group)
    return turns.get((shown.article_index, shown.start))


def _turn(named: date | None, told: date | None, turn: Turn | None) -> date | None:
    """The day of what is told: that which it names, else that on which any of its group was told.

    Of what replaced an older value, the day when that came up, unless it names a later one than the older value's.
    """
    if turn is None:
        return named or told
    kept = named and (not turn.value or named > turn.before.date())
    return named if kept else max(turn.told.date(), told or turn.told.date())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """An article, and the language that it is written in."""

    article: Article
    language: str


def _list_origins(articles: Sequence[Article], languages: Sequence[str]) -> dict[int, _Origin]:
    """By place in the request, the articles of a story."""
    paired = zip(articles, languages, strict=True)
    return {article.index: _Origin(article=article, language=language) for article, language in paired}


def _list_reported_days(
    groups: Sequence[SentenceGroup],
    articles: Sequence[Article],
    languages: Sequence[str],
    turns: Mapping[tuple[int, int], Turn],
) -> tuple[date, ...]:
    """By group, the day of what its shown sentence reports; `_NEVER` where it is not known.

    It is the last day that the sentence names up to the one when it was told ("Trains ran past the scene of Tuesday's
    derailment again on Thursday"), if the story had begun by then; else the day when it was told first. What replaced
    an older value is of a day as `date_groups` has it.
    """
    origins = _list_origins(articles, languages)
    moments = [_list_moments(group, origins) for group in groups]
    published = (article.published_at for article in articles)
    begun = min((moment.date() for moment in (*published, *chain(*moments)) if moment), default=_NEVER)
    days = []
    for group, told in zip(groups, moments, strict=True):
        own = show(group)
        origin = origins[own.article_index]
        moment = own.find_moment(origin.article)
        ended = moment.date() if moment else begun
        named = (mention.first for mention in find_dates(own.text, language=origin.language, published_at=moment))
        reported = min((moment.date() for moment in told), default=_NEVER)
        last = max((day for day in named if day and begun <= day <= ended), default=None)
        days.append(_turn(last, reported, _find_turn(group, turns)) or reported)
    return tuple(days)


def _list_moments(group: SentenceGroup, origins: Mapping[int, _Origin]) -> list[datetime]:
    """When each of a group's sentences was told, where that is known."""
    sentences = [member.sentence for member in group.members]
    moments = (sentence.find_moment(origins[sentence.article_index].article) for sentence in sentences)
    return [moment for moment in moments if moment]


def _find_day(
    group: SentenceGroup,
    needed: SentenceGroup,
    origins: Mapping[int, _Origin],
    turns: Mapping[tuple[int, int], Turn],
) -> date | None:
    """needed: the group that it leans on, which dates it where it names no day itself."""
    named = _find_named_day(group, origins) or _find_named_day(needed, origins)
    told = min((moment.date() for moment in _list_moments(needed, origins)), default=None)
    return _turn(named, told, _find_turn(group, turns))


def _find_named_day(group: SentenceGroup, origins: Mapping[int, _Origin]) -> date | None:
    shown = show(group)
    origin = origins[shown.article_index]
    return find_date(shown.text, shown.find_moment(origin.article), origin.language)


def _narrate(
    groups: Sequence[SentenceGroup],
    sentences: Mapping[int, int],
    embeddings: NDArray[np.float32],
    leans_on: Mapping[int, int],
    *,
    before: Sequence[frozenset[int]],
    days: Sequence[date],
) -> tuple[int, ...]:
    """Greedy: after each group what leans on it, else what goes on in its scene, else one of the earliest day that is
    left, of its topic if there is one; of these the one told first.

    Those come last that another one has to precede, or whose scene begins with another one, as long as that is left.
    Source: after Barzilay, Elhadad and McKeown (2002), "Inferring strategies for sentence ordering": themes in blocks,
    blocks by where the articles place them, and of two groups first the one that most articles tell first.
    Cost: the square of the groups, in arrays.
    """
    if not groups:
        return ()
    place = [_mean_place(group, sentences) for group in groups]
    by_place = np.array(sorted(range(len(groups)), key=lambda i: (place[i], groups[i].rank)), np.int64)
    told, left = [_find_opening(before)], _Left(groups, before)
    behind = np.array([leans_on.get(i, -1) for i in range(len(groups))], np.int64)
    day, first = np.array([own.toordinal() for own in days], np.int64), FirstTold(groups)
    left.tell(told[-1])
    while left.remain.any():
        free = left.list_free()
        scene = free & left.goes_on(told[-1])
        free &= day == day[free].min()
        near = free & (embeddings @ embeddings[told[-1]] >= _SAME_TOPIC)
        leaning = left.remain & (behind == told[-1])
        choice = next(choice for choice in (leaning, scene, near, free) if choice.any())
        candidates = by_place[choice[by_place]]
        following = next((i for i in candidates if not first.is_behind(i, candidates)), candidates[0])
        told.append(int(following))
        left.tell(told[-1])
    return tuple(told)


class _Left:
    """The groups that are still to be told. remain: (groups,), which these are."""

    def __init__(self, groups: Sequence[SentenceGroup], before: Sequence[frozenset[int]]) -> None:
        """before: by group, those that have to precede it."""
        shown = [show(group) for group in groups]
        self.remain = np.ones(len(groups), np.bool_)
        self._article = np.array([sentence.article_index for sentence in shown], np.int64)
        self._position = np.array([sentence.position for sentence in shown], np.int64)
        self._after: defaultdict[int, list[int]] = defaultdict(list)
        for i, own in enumerate(before):
            for needed in own:
                self._after[needed].append(i)
        self._needed = np.array([len(own) for own in before], np.int64)
        self._scene = np.zeros(len(groups), np.int64)
        for i in range(len(groups)):
            self._scene += self.goes_on(i)

    def goes_on(self, last: int) -> NDArray[np.bool_]:
        """Which groups tell the scene of `last` in its article, behind it. Shape: (groups,)."""
        look_at_clock()
        ahead = self._position - self._position[last]
        in_scene: NDArray[np.bool_] = (self._article == self._article[last]) & (ahead > 0) & (ahead <= _SCENE)
        return in_scene

    def list_free(self) -> NDArray[np.bool_]:
        """Those that need none that is left, and of these, those whose scene begins with them; all if there is none."""
        free = self.remain & (self._needed == 0)
        free = free if free.any() else self.remain.copy()
        begun = free & (self._scene == 0)
        return begun if begun.any() else free

    def tell(self, i: int) -> None:
        """Takes group `i` from those that are left."""
        self.remain[i] = False
        self._needed[self._after[i]] -= 1
        self._scene -= self.goes_on(i)


def _find_opening(before: Sequence[frozenset[int]]) -> int:
    """The group chosen first, since selection begins with what may open a summary; of those that need no other one."""
    return next((i for i, own in enumerate(before) if not own), 0)


def _mean_place(group: SentenceGroup, sentences: Mapping[int, int]) -> float:
    """Where the articles tell it, from 0 (first sentence) to 1 (last), averaged over its members."""
    places = [m.sentence.position / max(1, sentences[m.sentence.article_index] - 1) for m in group.members]
    return round(sum(sorted(places)) / len(places), 6)


def find_date(text: str, published_at: datetime | None, language: str) -> date | None:
    """The first day that `text` names, or None; of a month its first day. Years, weeks and "last night" name none.

    A day without a year is the one nearest to `published_at`, a weekday the last one up to it, or in English the next
    one if it is planned for then; without `published_at` only days with a year are known.
    """
    for mention in find_dates(text, language=language, published_at=published_at):
        day = mention.first if mention.first == mention.last or mention.month else None
        if day and published_at and mention.names_weekday_alone and day < published_at.date():
            own = text[mention.end : mention.end + 2] in {"'s", "’s"}  # "will appeal Monday's ruling"
            planned = language == "en" and not own and _PLANNED.search(text, 0, mention.start)
            return day + _WEEK if planned and date.max - day >= _WEEK else day
        if day:
            return day
    return None
