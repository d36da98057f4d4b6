"""The pipeline, read top to bottom.

articles -> corpus -> facts (clusters, independent sources, ranking) -> extract [-> rewriting] -> ordering -> citations
         -> conflicts -> summary
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.descriptions import ModelsUsed, RewriterDescription, SameFactDescription
from service.domain import (
    Article,
    CitedText,
    Explanation,
    GroupedArticles,
    LengthReport,
    Mode,
    SentenceGroup,
    Summary,
    SummaryOptions,
    SummarySentence,
)
from service.pipeline.attribution import attribute_text, cite_members
from service.pipeline.claims.entities import name_recognizer
from service.pipeline.conflicts import find_conflicts
from service.pipeline.rewriting import VERBATIM, RewritingOptions, Wording, write_abstract
from service.pipeline.selection import (
    Extract,
    Facts,
    describe_groups,
    explain_choices,
    find_facts,
    measure,
    order_groups,
    report_articles,
    select_extract,
)
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.language import joins_without_space
from service.ports import Limits, Models, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Answers requests with some models; the same for the same articles, in whatever order they came."""

    models: Models
    limits: Limits

    def summarize(self, articles: Sequence[Article], options: SummaryOptions, clock: StageClock) -> Summary:
        """A summary of `articles`.

        Raises: LengthTooShortError if no usable sentence fits; InvalidRequestError if there are too many sentences;
        RewriterUnavailableError, RewriterUnknownError if there is no such rewriter; DeadlineExceededError.
        """
        rewriting = self._plan_rewriting(options)
        corpus = read_articles(articles, self.models.encoder, clock, max_sentences=self.limits.max_sentences)
        facts = find_facts(corpus, self.models, clock, query=options.query, min_sources=options.min_sources)
        with clock.stage("select"):
            extract = select_extract(corpus, facts, options.length)
        abstract = write_abstract(corpus, facts, extract, self.models, clock, options=rewriting) if rewriting else None
        selection = abstract.selection if abstract else extract.selection
        with clock.stage("order"):
            shown = {extract.group_of[i]: i for i in selection.chosen}
            groups = describe_groups(corpus, facts, shown)
            chosen = [groups[place] for place in shown]
            reading_order = order_groups(
                chosen,
                options.order,
                articles=corpus.articles,
                sentences_by_article=corpus.count_sentences(),
                embeddings=corpus.embeddings[list(selection.chosen)],
            )
        with clock.stage("cite"):
            explanations = explain_choices(selection, facts.valuation, chosen)
            wordings = abstract.wordings if abstract else [_repeat(i, extract, facts, corpus) for i in selection.chosen]
            text, sentences = _compose(
                [_Told(i=selection.chosen[k], group=chosen[k], explanation=explanations[k], wording=wordings[k])
                 for k in reading_order],
                corpus,
            )  # fmt: skip
            reports = report_articles(corpus, facts.origins, (c for sentence in sentences for c in sentence.citations))
        with clock.stage("conflicts"):
            conflicts = find_conflicts(groups, corpus.articles, corpus.languages) if options.conflicts else ()
        return Summary(
            text=text,
            sentences=sentences,
            groups=groups,
            articles=reports,
            length=LengthReport(
                unit=options.length.unit,
                requested=options.length.value,
                actual=measure(text, len(sentences), extract.budget),
                stop_reason=selection.stop_reason,
            ),
            warnings=corpus.warnings + facts.warnings + (abstract.warnings if abstract else ()),
            models=self._list_used(facts.same_fact, rewriting.rewriter.description if rewriting else None),
            conflicts=conflicts,
            rewriting=abstract.report if abstract else None,
        )

    def group(
        self, articles: Sequence[Article], clock: StageClock, *, query: str | None = None, min_sources: int = 1
    ) -> GroupedArticles:
        """The groups of `articles`, best first, those alone that are about `query` and have `min_sources`.

        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
        """
        corpus = read_articles(articles, self.models.encoder, clock, max_sentences=self.limits.max_sentences)
        facts = find_facts(corpus, self.models, clock, query=query, min_sources=min_sources)
        return GroupedArticles(
            groups=describe_groups(corpus, facts, {}),
            articles=report_articles(corpus, facts.origins, ()),
            warnings=corpus.warnings + facts.warnings,
            models=self._list_used(facts.same_fact),
        )

    def cite(self, articles: Sequence[Article], text: str, clock: StageClock) -> CitedText:
        """The sentences of `text`, each with the places in `articles` that support it, verified.

        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
        """
        encoder, max_sentences = self.models.encoder, self.limits.max_sentences
        corpus = read_articles(articles, encoder, clock, max_sentences=max_sentences, whole=True)
        return CitedText(
            sentences=attribute_text(text, corpus, self.models, clock),
            warnings=corpus.warnings,
            models=self._list_used(verifies=True),
        )

    def _plan_rewriting(self, options: SummaryOptions) -> RewritingOptions | None:
        if options.mode is not Mode.ABSTRACTIVE:
            return None
        rewriter = self.models.choose_rewriter(options.rewriter)
        return RewritingOptions(rewriter=rewriter, limit_seconds=self.limits.rewriting_seconds)

    def _list_used(
        self,
        same_fact: SameFactDescription | None = None,
        rewriter: RewriterDescription | None = None,
        *,
        verifies: bool = False,
    ) -> ModelsUsed:
        """verifies: whether sentences were verified without a rewriter; those that are rewritten always are."""
        entailment = self.models.entailment if rewriter or verifies else None
        return ModelsUsed(
            encoder=self.models.encoder.description,
            same_fact=same_fact,
            neighbours=self.models.grouping.neighbours,
            rewriter=rewriter,
            entailment=entailment.name if entailment else None,
            names=name_recognizer(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A chosen sentence, its group, and how it is told."""

    i: int
    group: SentenceGroup
    explanation: Explanation
    wording: Wording


def _repeat(i: int, extract: Extract, facts: Facts, corpus: Corpus) -> Wording:
    """Sentence `i` as it stands; the other members support it as far as they are like their group, in [0, 1]."""
    group = facts.groups[extract.group_of[i]]
    support = {k: max(0.0, similarity) for k, similarity in zip(group.members, group.similarity, strict=True)}
    return Wording(text=corpus.sentences[i].text, verification=VERBATIM, support=support | {i: 1.0})


def _compose(told: Sequence[_Told], corpus: Corpus) -> tuple[str, tuple[SummarySentence, ...]]:
    """The text of a summary; each sentence with its place."""
    text = ""
    sentences = []
    for one in told:
        shown = one.wording.text
        if text and not joins_without_space(text):
            text += " "
        sentences.append(
            SummarySentence(
                text=shown,
                start=len(text),
                end=len(text) + len(shown),
                group_id=one.group.id,
                coverage=one.group.coverage,
                citations=cite_members(corpus, one.i, one.wording.support),
                verification=one.wording.verification,
                explanation=one.explanation,
            )
        )
        text += shown
    return text, tuple(sentences)
