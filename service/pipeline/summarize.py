"""The pipeline, read top to bottom.

articles -> corpus -> facts (clusters, independent sources, ranking) -> conflicts and updates -> extract [-> rewriting]
         -> ordering -> citations -> summary
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.descriptions import ModelsUsed, RewriterDescription, SameFactDescription
from service.domain import (
    Article,
    CitedText,
    Coverage,
    Explanation,
    GroupedArticles,
    LengthReport,
    Mode,
    SentenceGroup,
    Summary,
    SummaryOptions,
    SummarySentence,
    Verification,
)
from service.pipeline.attribution import (
    ShownSentence,
    Support,
    attribute_text,
    cite_members,
    judge_members,
    list_rivals,
)
from service.pipeline.claims.entities import name_recognizer
from service.pipeline.conflicts import (
    Disagreements,
    find_disagreements,
    find_passing,
    find_superseded,
    mark_superseded,
    measure_nearness,
    warn_of_superseded,
)
from service.pipeline.rewriting import VERBATIM, RewritingOptions, Wording, write_abstract
from service.pipeline.selection import (
    Facts,
    describe_groups,
    explain_choices,
    find_facts,
    measure,
    order_groups,
    report_articles,
)
from service.pipeline.sources import RankedGroup
from service.pipeline.supported_selection import SupportedSelection, count_support
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.language import joins_without_space
from service.pipeline.verification import DEFAULT_THRESHOLD
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
        found = self._find_disagreements(corpus, facts, clock)
        superseded = find_superseded(corpus.sentences, found.superseded) | corpus.newsroom
        superseded |= find_passing(corpus.sentences, corpus.articles)
        rivals = list_rivals(corpus, found.conflicts)
        extract, supports = SupportedSelection(
            corpus=corpus,
            facts=facts,
            options=options,
            superseded=superseded,
            judge=lambda chosen, groups: self._judge(chosen, groups, corpus, clock, rivals),
            clock=clock,
        ).select()
        abstract = write_abstract(corpus, facts, extract, self.models, clock, options=rewriting) if rewriting else None
        selection = abstract.selection if abstract else extract.selection
        with clock.stage("order"):
            shown = {extract.group_of[i]: i for i in selection.chosen}
            groups = mark_superseded(describe_groups(corpus, facts, shown), found.superseded)
            chosen = [groups[place] for place in shown]
            reading_order = order_groups(
                chosen,
                options.order,
                chosen=selection.chosen,
                cohesion=facts.valuation.cohesion,
                articles=corpus.articles,
                sentences_by_article=corpus.count_sentences(),
                embeddings=corpus.embeddings[list(selection.chosen)],
            )
        with clock.stage("cite"):
            explanations = explain_choices(selection, facts.valuation, chosen)
            ranked = [facts.groups[place] for place in shown]
            if abstract:
                supports = self._judge(selection.chosen, ranked, corpus, clock, rivals, wordings=abstract.wordings)
            told = [
                _Told(
                    group=chosen[k],
                    explanation=explanations[k],
                    text=abstract.wordings[k].text if abstract else corpus.sentences[selection.chosen[k]].text,
                    verification=abstract.wordings[k].verification if abstract else VERBATIM,
                    supports=supports[k],
                    coverage=count_support(supports[k], ranked[k], corpus),
                )
                for k in reading_order
            ]
            text, sentences = _compose(told, corpus)
            reports = report_articles(corpus, facts, (c for sentence in sentences for c in sentence.citations))
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
            warnings=(
                *(corpus.warnings + facts.warnings + (abstract.warnings if abstract else ())),
                *(found.warnings + warn_of_superseded(chosen)),
            ),
            models=self._list_used(
                facts.same_fact, rewriting.rewriter.description if rewriting else None, verifies=True
            ),
            conflicts=found.conflicts if options.conflicts else (),
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
        found = self._find_disagreements(corpus, facts, clock)
        return GroupedArticles(
            groups=mark_superseded(describe_groups(corpus, facts, {}), found.superseded),
            articles=report_articles(corpus, facts, ()),
            warnings=corpus.warnings + facts.warnings + found.warnings,
            models=self._list_used(facts.same_fact),
        )

    def cite(
        self, articles: Sequence[Article], text: str, clock: StageClock, *, threshold: float | None = None
    ) -> CitedText:
        """The sentences of `text`, each with the places in `articles` that support it, verified.

        threshold: the probability of support from which a sentence is supported; None: the one chosen on data.
        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
        """
        encoder, max_sentences = self.models.encoder, self.limits.max_sentences
        corpus = read_articles(articles, encoder, clock, max_sentences=max_sentences, whole=True)
        return CitedText(
            sentences=attribute_text(
                text, corpus, self.models, clock, threshold=DEFAULT_THRESHOLD if threshold is None else threshold
            ),
            warnings=corpus.warnings,
            models=self._list_used(verifies=True),
        )

    def _find_disagreements(self, corpus: Corpus, facts: Facts, clock: StageClock) -> Disagreements:
        """What sources disagree about, and what moved with time; claims decide alone, no model is asked."""
        with clock.stage("conflicts"):
            nearness = measure_nearness(corpus.sentences, corpus.embeddings)
            groups = describe_groups(corpus, facts, {})
            return find_disagreements(groups, corpus.articles, corpus.languages, nearness=nearness)

    def _judge(
        self,
        chosen: Sequence[int],
        ranked: Sequence[RankedGroup],
        corpus: Corpus,
        clock: StageClock,
        rivals: Mapping[int, frozenset[int]],
        *,
        wordings: Sequence[Wording] | None = None,
    ) -> list[dict[int, Support]]:
        """How the members of each group stand to the sentence that is shown. wordings: of rewritten ones."""
        entailment = self.models.entailment
        shown = []
        for k, (i, group) in enumerate(zip(chosen, ranked, strict=True)):
            nearness = {m: max(0.0, s) for m, s in zip(group.members, group.similarity, strict=True)} | {i: 1.0}
            known = wordings[k].support if wordings else {i: 1.0}
            shown.append(
                ShownSentence(
                    text=wordings[k].text if wordings else corpus.sentences[i].text,
                    representative=i,
                    # Without a model, a rewrite is supported by what its verification found, and no more is known.
                    nearness=known if wordings and not entailment else nearness,
                    known=known,
                    disputing=rivals.get(i, frozenset()),
                )
            )
        return judge_members(shown, corpus, entailment, clock)

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
        """verifies: whether what is said was held against what is cited."""
        entailment = self.models.entailment if verifies else None
        return ModelsUsed(
            encoder=self.models.encoder.description,
            same_fact=same_fact,
            neighbours=self.models.grouping.neighbours,
            rewriter=rewriter,
            entailment=entailment.description if entailment else None,
            names=name_recognizer(),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """A sentence as it is shown, with its group, how the group's members stand to it, and who supports it."""

    group: SentenceGroup
    explanation: Explanation
    text: str
    verification: Verification
    supports: Mapping[int, Support]
    coverage: Coverage


def _compose(told: Sequence[_Told], corpus: Corpus) -> tuple[str, tuple[SummarySentence, ...]]:
    """The text of a summary; each sentence with its place."""
    text = ""
    sentences = []
    for one in told:
        if text and not joins_without_space(text):
            text += " "
        sentences.append(
            SummarySentence(
                text=one.text,
                start=len(text),
                end=len(text) + len(one.text),
                group_id=one.group.id,
                coverage=one.coverage,
                citations=cite_members(corpus, one.supports),
                verification=one.verification,
                explanation=one.explanation,
            )
        )
        text += one.text
    return text, tuple(sentences)
