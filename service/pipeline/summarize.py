"""The pipeline, read top to bottom.

articles -> sentences -> embeddings -> groups -> independent sources -> ranking -> conflicts and updates -> selection
-> ordering -> citations
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from service.domain import (
    Article,
    Explanation,
    GroupedArticles,
    Length,
    LengthReport,
    SentenceGroup,
    Summary,
    SummaryOptions,
    SummarySentence,
)
from service.pipeline.attribution.citations import cite_group
from service.pipeline.conflicts.detection import find_disagreements
from service.pipeline.conflicts.nearness import measure_nearness
from service.pipeline.conflicts.supersession import find_superseded, keep_newest, mark_superseded, warn_of_superseded
from service.pipeline.rewriting.abstractive import AbstractWriter
from service.pipeline.rewriting.acceptance import VERBATIM, Wording
from service.pipeline.selection.budget import Budget, measure, plan_budget
from service.pipeline.selection.explanation import explain_choices
from service.pipeline.selection.facts import Facts, describe_groups, find_facts, report_articles
from service.pipeline.selection.ordering import order_groups
from service.pipeline.selection.submodular import Selection, select_sentences
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.language import joins_without_space
from service.ports import BY_SIMILARITY, GroupingMethod, Rewriting, SentenceEncoder, StageClock


def summarize(
    articles: Sequence[Article],
    options: SummaryOptions,
    *,
    encoder: SentenceEncoder,
    clock: StageClock,
    max_sentences: int,
    grouping: GroupingMethod = BY_SIMILARITY,
    rewriting: Rewriting | None = None,
) -> Summary:
    """A summary of `articles`: the same for the same articles in any order; extractive without `rewriting`.

    Raises: LengthTooShortError if no usable sentence fits; InvalidRequestError if there are too many sentences;
    DeadlineExceededError between two stages.
    """
    corpus = read_articles(articles, encoder=encoder, clock=clock, max_sentences=max_sentences)
    query, min_sources = options.query, options.min_sources
    facts = find_facts(corpus, query=query, min_sources=min_sources, encoder=encoder, clock=clock, grouping=grouping)
    with clock.stage("conflicts"):
        nearness = measure_nearness(corpus.sentences, corpus.embeddings)
        found = find_disagreements(describe_groups(corpus, facts, {}), articles, nearness=nearness)
    with clock.stage("select"):
        choice = _choose(corpus, facts, options.length, find_superseded(corpus.sentences, found.superseded))
    abstract = None
    selection, group_of = choice.selection, choice.group_of
    if rewriting:
        writer = AbstractWriter(
            corpus, facts, group_of, choice.budget, rewriting=rewriting, encoder=encoder, clock=clock
        )
        abstract = writer.write(selection, choice.candidates)
        selection = abstract.selection
    with clock.stage("order"):
        groups = describe_groups(corpus, facts, {group_of[i]: i for i in selection.chosen})
        groups = mark_superseded(groups, found.superseded)
        chosen = [groups[group_of[i]] for i in selection.chosen]
        reading_order = order_groups(
            chosen,
            options.order,
            articles=corpus.articles,
            sentences_by_article=np.bincount(corpus.article_of, minlength=len(corpus.articles)).tolist(),
            embeddings=corpus.embeddings[list(selection.chosen)],
        )
    with clock.stage("cite"):
        explanations = explain_choices(selection, facts.valuation, chosen)
        wordings = abstract.wordings if abstract else (None,) * len(explanations)
        told = [(chosen[k], explanations[k], wordings[k]) for k in reading_order]
        text, sentences = _tell(told, articles, corpus)
        reports = report_articles(corpus, facts.origins, (c for sentence in sentences for c in sentence.citations))
    return Summary(
        text=text,
        sentences=sentences,
        groups=groups,
        articles=reports,
        length=LengthReport(
            unit=options.length.unit,
            requested=options.length.value,
            actual=measure(text, len(sentences), choice.budget),
            stop_reason=selection.stop_reason,
        ),
        warnings=(
            *(corpus.warnings + facts.warnings + (abstract.warnings if abstract else ())),
            *(found.warnings + warn_of_superseded(chosen)),
        ),
        conflicts=found.conflicts if options.conflicts else (),
        rewriting=abstract.report if abstract else None,
        same_fact=facts.same_fact,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What an extract tells. group_of: by sentence, the place of its group. candidates: sentences that may be shown."""

    group_of: dict[int, int]
    candidates: list[int]
    budget: Budget
    selection: Selection


def _choose(corpus: Corpus, facts: Facts, length: Length, superseded: Collection[int]) -> _Choice:
    """superseded: sentences that are told only where there are no others.

    Raises: LengthTooShortError if no candidate fits.
    """
    group_of = {i: place for place, group in enumerate(facts.groups) for i in group.members}
    relevant = [i for i in sorted(group_of) if facts.relevant[i]]
    candidates = keep_newest([i for i in relevant if facts.valuation.usable[i]] or relevant, superseded)
    budget = plan_budget(length, [sentence.text for sentence in corpus.sentences])
    selection = select_sentences(candidates, group_of, facts.valuation, budget)
    return _Choice(group_of=group_of, candidates=candidates, budget=budget, selection=selection)


def group_articles(
    articles: Sequence[Article],
    *,
    query: str | None,
    min_sources: int,
    encoder: SentenceEncoder,
    clock: StageClock,
    max_sentences: int,
    grouping: GroupingMethod = BY_SIMILARITY,
) -> GroupedArticles:
    """The groups of `articles`, best first, those alone that are about `query` and have `min_sources`.

    Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
    """
    corpus = read_articles(articles, encoder=encoder, clock=clock, max_sentences=max_sentences)
    facts = find_facts(corpus, query=query, min_sources=min_sources, encoder=encoder, clock=clock, grouping=grouping)
    return GroupedArticles(
        groups=describe_groups(corpus, facts, {}),
        articles=report_articles(corpus, facts.origins, ()),
        warnings=corpus.warnings + facts.warnings,
        same_fact=facts.same_fact,
    )


def _tell(
    told: Sequence[tuple[SentenceGroup, Explanation, Wording | None]], articles: Sequence[Article], corpus: Corpus
) -> tuple[str, tuple[SummarySentence, ...]]:
    """The text that the groups make, as worded, else by their representatives; each sentence with its place."""
    by_index = {article.index: article for article in articles}
    text = ""
    sentences = []
    for group, explanation, wording in told:
        shown = wording.text if wording else group.members[group.representative].sentence.text
        if text and not joins_without_space(text):
            text += " "
        sentences.append(
            SummarySentence(
                text=shown,
                start=len(text),
                end=len(text) + len(shown),
                group_id=group.id,
                coverage=group.coverage,
                citations=cite_group(group, by_index, _find_places(group, wording, corpus) if wording else None),
                verification=wording.verification if wording else VERBATIM,
                explanation=explanation,
            )
        )
        text += shown
    return text, tuple(sentences)


def _find_places(group: SentenceGroup, wording: Wording, corpus: Corpus) -> dict[int, float]:
    """The scores of the members that support a wording, by their place in the group."""
    place = {member.sentence: place for place, member in enumerate(group.members)}
    return {place[corpus.sentences[i]]: score for i, score in wording.support.items()}
