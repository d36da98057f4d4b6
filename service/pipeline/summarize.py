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
    find_superseded,
    mark_superseded,
    measure_nearness,
    warn_of_superseded,
)
from service.pipeline.rewriting import VERBATIM, RewritingOptions, Wording, write_abstract
from service.pipeline.selection import (
    Extract,
    Facts,
    describe_groups,
    explain_choices,
    find_facts,
    find_shared_wording,
    measure,
    order_groups,
    report_articles,
    select_extract,
)
from service.pipeline.sources import RankedGroup, count_sources
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
        rivals = list_rivals(corpus, found.conflicts)
        extract, supports = self._select(corpus, facts, options, clock, superseded=superseded, rivals=rivals)
        abstract = write_abstract(corpus, facts, extract, self.models, clock, options=rewriting) if rewriting else None
        selection = abstract.selection if abstract else extract.selection
        with clock.stage("order"):
            shown = {extract.group_of[i]: i for i in selection.chosen}
            groups = mark_superseded(describe_groups(corpus, facts, shown), found.superseded)
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
                    coverage=_count(supports[k], ranked[k], corpus),
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

    def _select(
        self,
        corpus: Corpus,
        facts: Facts,
        options: SummaryOptions,
        clock: StageClock,
        *,
        superseded: frozenset[int],
        rivals: Mapping[int, frozenset[int]],
    ) -> tuple[Extract, list[dict[int, Support]]]:
        """The extract, and how the members of its groups stand to its sentences.

        A sentence that fewer than `min_sources` support is left out for another of its group, or of another group; one
        that says more than most sources do, for a wording of its group that more of them support.
        superseded: sentences that are told only where there are no others. rivals: see `list_rivals`.
        """
        judged: dict[int, dict[int, Support]] = {}
        without: frozenset[int] = frozenset()
        tried: set[int] = set()

        def judge(sentences: Sequence[int], groups: Sequence[RankedGroup]) -> None:
            with clock.stage("cite"):
                judged.update(zip(sentences, self._judge(sentences, groups, corpus, clock, rivals), strict=True))

        def count(i: int) -> int:
            return _count(judged[i], group_of[i], corpus).independent_sources

        while True:
            with clock.stage("select"):
                extract = select_extract(corpus, facts, options.length, without=without, superseded=superseded)
            chosen = extract.selection.chosen
            group_of = {i: facts.groups[place] for i, place in extract.group_of.items()}
            new = [i for i in chosen if i not in judged]
            judge(new, [group_of[i] for i in new])
            weak = {i for i in chosen if count(i) < options.min_sources}
            if weak:
                without |= weak
                continue
            untried = [i for i in chosen if i not in tried and count(i) < group_of[i].coverage.independent_sources]
            tried.update(untried)
            candidates = extract.candidates
            found = {i: find_shared_wording(i, group_of[i], corpus, facts, candidates) for i in untried}
            others = {i: other for i, other in found.items() if other is not None}
            judge(list(others.values()), [group_of[i] for i in others])
            better = {i: other for i, other in others.items() if count(other) > count(i)}
            if not better:
                return extract, [judged[i] for i in chosen]
            tried.update(better.values())
            without |= {i for other in better.values() for i in group_of[other].members if i != other}

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


def _count(supports: Mapping[int, Support], group: RankedGroup, corpus: Corpus) -> Coverage:
    """Who stands behind a shown sentence: those members alone that say it."""
    origin = dict(zip(group.members, group.origin, strict=True))
    behind = [i for i, support in sorted(supports.items()) if support.counts]
    return count_sources([corpus.article(i) for i in behind], [origin[i] for i in behind])


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
