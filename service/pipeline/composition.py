"""Composition: chosen sentences as a text in reading order, each with its group, its citations and who supports it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from service.domain import (
    Coverage,
    Explanation,
    News,
    Order,
    SentenceGroup,
    SummarySentence,
    TimelineDay,
    Verification,
)
from service.pipeline.attribution import Support, cite_members
from service.pipeline.conflicts import Disagreements, find_turns, mark_superseded
from service.pipeline.selection import Facts, Selection, date_groups, describe_groups, explain_choices, order_groups
from service.pipeline.sources import merge_groups
from service.pipeline.supported_selection import count_support
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.language import joins_without_space
from service.ports import StageClock
from service.rewrites import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How a chosen sentence is told, and how the members of its groups stand to that.

    groups: places of those that it tells, if they are more than its own. outcome: how it came about, if a rewriter was
    to tell it.
    """

    text: str
    verification: Verification
    supports: Mapping[int, Support]
    groups: tuple[int, ...] = ()
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is to be told. group_of: by sentence, the place of its group in `Facts.groups`. tellings: of each chosen.

    composed: whether somebody put them in the order in which they are chosen, to be read so.
    news: of chosen sentences, where the reader knows some articles.
    """

    selection: Selection
    group_of: Mapping[int, int]
    tellings: Sequence[Telling]
    news: Mapping[int, News]
    composed: bool = False

    def list_groups(self, k: int) -> tuple[int, ...]:
        """The places of the groups that the sentence chosen in place `k` tells, its own first."""
        return self.tellings[k].groups or (self.group_of[self.selection.chosen[k]],)


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A text and its sentences, in reading order. groups: of all facts, best first. shown: those of the sentences.

    timeline: None unless the order is that of time.
    """

    text: str
    sentences: tuple[SummarySentence, ...]
    groups: tuple[SentenceGroup, ...]
    shown: tuple[SentenceGroup, ...]
    timeline: tuple[TimelineDay, ...] | None


def compose_summary(
    corpus: Corpus, facts: Facts, found: Disagreements, choice: Choice, clock: StageClock, *, order: Order
) -> Composition:
    """The chosen sentences as a text. found: what sources disagree about, and which values were replaced."""
    selection, tellings = choice.selection, choice.tellings
    places = [choice.group_of[i] for i in selection.chosen]
    with clock.stage("order"):
        described = describe_groups(corpus, facts, dict(zip(places, selection.chosen, strict=True)))
        groups = mark_superseded(described, found.superseded)
        shown = tuple(groups[place] for place in places)
        turns = find_turns(found.conflicts)
        reading_order: Sequence[int] = range(len(shown))
        if not choice.composed or order is not Order.NARRATIVE:
            reading_order = order_groups(
                shown,
                order,
                chosen=selection.chosen,
                cohesion=facts.valuation.cohesion,
                articles=corpus.articles,
                languages=corpus.languages,
                sentences_by_article=corpus.count_sentences(),
                embeddings=corpus.embeddings[list(selection.chosen)],
                turns=turns,
            )
        days = date_groups(
            shown,
            chosen=selection.chosen,
            cohesion=facts.valuation.cohesion,
            articles=corpus.articles,
            languages=corpus.languages,
            turns=turns,
        )
    with clock.stage("cite"):
        explanations = explain_choices(selection, facts.valuation, shown)
        text, sentences = "", []
        for k in reading_order:
            told = choice.list_groups(k)
            group = merge_groups([facts.groups[place] for place in told])
            coverage = count_support(tellings[k].supports, group, corpus, facts)
            names = tuple(groups[place].id for place in told)
            text += " " if text and not joins_without_space(text) else ""
            placed = _place(tellings[k], names, explanations[k], coverage, corpus, start=len(text))
            i = selection.chosen[k]
            told_at = corpus.sentences[i].find_moment(corpus.article(i))
            sentences.append(replace(placed, told_at=told_at, news=choice.news.get(i)))
            text += tellings[k].text
    dated = [(days[k], tellings[k].supports) for k in reading_order]
    return Composition(
        text=text,
        sentences=tuple(sentences),
        groups=groups,
        shown=shown,
        timeline=_tell_days(dated, corpus) if order is Order.CHRONOLOGICAL else None,
    )


def _tell_days(told: Sequence[tuple[date | None, Mapping[int, Support]]], corpus: Corpus) -> tuple[TimelineDay, ...]:
    """told: of each sentence in reading order, its day and who supports it."""
    timeline = []
    for day, own in groupby(enumerate(told), key=lambda numbered: numbered[1][0]):
        places = list(own)
        behind = {i for _, (_, supports) in places for i, support in supports.items() if support.counts}
        timeline.append(
            TimelineDay(
                day=day,
                sentences=tuple(place for place, _ in places),
                sources=len({corpus.article(i).publisher for i in behind}),
            )
        )
    return tuple(timeline)


def _place(
    told: Telling, groups: tuple[str, ...], explanation: Explanation, coverage: Coverage, corpus: Corpus, *, start: int
) -> SummarySentence:
    """The sentence as it stands from `start` on. groups: the names of those that it tells."""
    return SummarySentence(
        text=told.text,
        start=start,
        end=start + len(told.text),
        group_id=groups[0],
        group_ids=groups,
        coverage=coverage,
        citations=cite_members(corpus, told.supports),
        verification=told.verification,
        explanation=explanation,
        outcome=told.outcome,
    )
