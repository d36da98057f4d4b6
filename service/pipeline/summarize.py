"""The pipeline: what is asked of it, and who answers.

articles -> corpus -> facts (clusters, independent sources, ranking) -> conflicts and updates   `story`
         -> extract, of sentences that enough sources say                                       `supported_selection`
         [-> rewriting] -> ordering -> summary                                                  `composition`
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.descriptions import ModelsUsed, RewriterDescription, SameFactDescription
from service.domain import (
    Article,
    CitedText,
    FollowedStories,
    GroupedArticles,
    LengthReport,
    Mode,
    News,
    StoryOptions,
    Summary,
    SummaryOptions,
)
from service.pipeline.attribution import (
    ShownSentence,
    Support,
    attribute_text,
    judge_members,
)
from service.pipeline.claims.entities import name_recognizer
from service.pipeline.composition import Choice, Telling, compose_summary
from service.pipeline.conflicts import find_news, mark_superseded, warn_of_superseded
from service.pipeline.rewriting import VERBATIM, Abstract, RewritingOptions, Wording, write_abstract
from service.pipeline.selection import Extract, Selection, describe_groups, measure, name_group, report_articles
from service.pipeline.sources import RankedGroup, merge_groups
from service.pipeline.story import Question, Story, StoryReader
from service.pipeline.stream import follow_stream
from service.pipeline.supported_selection import SupportedSelection
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.verification import DEFAULT_THRESHOLD
from service.ports import Cache, Entailment, Limits, Models, Rewriter, StageClock
from service.progress import DecidedSentence

_NOTHING_NEW = "the articles tell nothing that those of `since` do not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Answers requests with some models; the same for the same articles, in whatever order they came.

    cache: where stories as read are kept; None: nowhere. It changes no answer.
    """

    models: Models
    limits: Limits
    cache: Cache | None = None

    def summarize(self, articles: Sequence[Article], options: SummaryOptions, clock: StageClock) -> Summary:
        """A summary of `articles`.

        Raises: LengthTooShortError if no usable sentence fits; InvalidRequestError if there are too many sentences;
        RewriterUnavailableError, RewriterUnknownError if there is no such rewriter; DeadlineExceededError.
        """
        rewriter = self.models.choose_rewriter(options.rewriter) if options.mode is Mode.ABSTRACTIVE else None
        question = Question(query=options.query, min_sources=options.min_sources)
        story = self._reader.read(articles, question, clock)
        news = self._find_news(story, options.known, clock) if options.known is not None else {}
        if options.known is not None:
            story = _keep_new(story, news)
        corpus, facts, found = story.corpus, story.facts, story.disagreements
        selecting = self._select(story, options, clock)
        extract, supports = selecting.select()
        abstract, selection, tellings = None, extract.selection, _tell_verbatim(corpus, extract, supports)
        _announce(tellings, selection, extract.group_of, clock)
        if rewriter:
            rewriting = self._plan_rewriting(rewriter, options, story)
            abstract = write_abstract(corpus, facts, extract, self.models, clock, options=rewriting)
            selection, tellings = abstract.selection, self._tell_anew(abstract, extract, story, clock)
        choice = Choice(
            selection=selection,
            group_of=extract.group_of,
            tellings=tellings,
            news=news,
            composed=abstract is not None and abstract.composed,
        )
        composed = compose_summary(corpus, facts, found, choice, clock, order=options.order)
        return Summary(
            text=composed.text,
            sentences=composed.sentences,
            groups=composed.groups,
            articles=report_articles(corpus, facts, (c for sentence in composed.sentences for c in sentence.citations)),
            length=LengthReport(
                unit=options.length.unit,
                requested=options.length.value,
                actual=measure(composed.text, len(composed.sentences), extract.budget),
                stop_reason=selection.stop_reason,
            ),
            warnings=(
                *(corpus.warnings + facts.warnings + (abstract.warnings if abstract else ())),
                *(found.warnings + warn_of_superseded(composed.shown) + selecting.warnings),
                *(() if news or options.known is None else (_NOTHING_NEW,)),
            ),
            models=self._list_used(facts.same_fact, rewriter.description if rewriter else None, verifies=True),
            conflicts=found.conflicts if options.conflicts else (),
            rewriting=abstract.report if abstract else None,
            timeline=composed.timeline,
        )

    def group(
        self, articles: Sequence[Article], clock: StageClock, *, query: str | None = None, min_sources: int = 1
    ) -> GroupedArticles:
        """The groups of `articles`, best first, those alone that are about `query` and have `min_sources`.

        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
        """
        story = self._reader.read(articles, Question(query=query, min_sources=min_sources), clock)
        corpus, facts, found = story.corpus, story.facts, story.disagreements
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
        Raises: InvalidRequestError if there are too many sentences, in the articles or in `text`; DeadlineExceededError
        between two stages.
        """
        encoder, max_sentences = self.models.encoder, self.limits.max_sentences
        corpus = read_articles(articles, encoder, clock, max_sentences=max_sentences, whole=True)
        return CitedText(
            sentences=attribute_text(
                text,
                corpus,
                self.models,
                clock,
                max_sentences=max_sentences,
                threshold=DEFAULT_THRESHOLD if threshold is None else threshold,
            ),
            warnings=corpus.warnings,
            models=self._list_used(verifies=True),
        )

    def follow(self, articles: Sequence[Article], options: StoryOptions, clock: StageClock) -> FollowedStories:
        """The stories that a stream of `articles` tells, which may be on many events.

        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError.
        """
        return follow_stream(articles, options, self.models.encoder, self.limits, clock)

    @property
    def _reader(self) -> StoryReader:
        return StoryReader(models=self.models, limits=self.limits, cache=self.cache)

    def _find_news(self, story: Story, known: frozenset[str], clock: StageClock) -> dict[int, News]:
        entailment = self.models.entailment

        def judge(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
            return entailment.judge(pairs, check=lambda: clock.check("news")) if entailment else []

        with clock.stage("news"):
            groups = [group.members for group in story.facts.groups]
            conflicts = story.disagreements.conflicts
            return find_news(story.corpus, groups, conflicts, known, judge if entailment else None)

    def _select(self, story: Story, options: SummaryOptions, clock: StageClock) -> SupportedSelection:
        """What selects the extract of `story`."""
        return SupportedSelection(
            corpus=story.corpus,
            facts=story.facts,
            options=options,
            superseded=story.stand_back,
            judge=lambda chosen, groups: self._judge(chosen, groups, story.corpus, clock, story.rivals),
            clock=clock,
        )

    def _tell_anew(self, abstract: Abstract, extract: Extract, story: Story, clock: StageClock) -> list[Telling]:
        """How each sentence of `abstract` is told, with what supports it as it reads now."""
        chosen, wordings = abstract.selection.chosen, abstract.wordings
        _announce(wordings, abstract.selection, extract.group_of, clock)
        ranked = [
            merge_groups([story.facts.groups[place] for place in wording.groups or (extract.group_of[i],)])
            for i, wording in zip(chosen, wordings, strict=True)
        ]
        with clock.stage("cite"):
            supports = self._judge(chosen, ranked, story.corpus, clock, story.rivals, wordings=wordings)
        return [
            Telling(
                text=wording.text,
                verification=wording.verification,
                supports=support,
                groups=wording.groups,
                outcome=wording.outcome,
            )
            for wording, support in zip(wordings, supports, strict=True)
        ]

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
                    representative=i if i in known else max(known, key=lambda m: (known[m], -m)),
                    # Without a model, a rewrite is supported by what its verification found, and no more is known.
                    nearness=known if wordings and not entailment else nearness,
                    known=known,
                    disputing=frozenset[int]().union(*(rivals.get(m, frozenset()) for m in known)) - known.keys(),
                )
            )
        return judge_members(shown, corpus, entailment, clock)

    def _plan_rewriting(self, rewriter: Rewriter, options: SummaryOptions, story: Story) -> RewritingOptions:
        place_of = {name_group(place): place for place in range(len(story.facts.groups))}
        notes: dict[int, tuple[str, ...]] = {}
        for conflict in story.disagreements.conflicts:
            for name in conflict.group_ids:
                notes[place_of[name]] = (*notes.get(place_of[name], ()), conflict.statement)
        return RewritingOptions(
            rewriter=rewriter,
            limit_seconds=self.limits.rewriting_seconds,
            max_tokens=self.limits.rewriting_tokens,
            query=options.query,
            order=options.order,
            min_sources=options.min_sources,
            notes=notes,
            stand_back=story.stand_back,
            rivals=story.rivals,
        )

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


def _keep_new(story: Story, news: Mapping[int, News]) -> Story:
    """The story, of which those sentences alone may be told that are news."""
    told = np.array([i in news for i in range(len(story.corpus.sentences))], np.bool_)
    return replace(story, facts=replace(story.facts, relevant=story.facts.relevant & told))


def _announce(
    told: Sequence[Telling | Wording], selection: Selection, group_of: Mapping[int, int], clock: StageClock
) -> None:
    """Tells the chosen sentences, in the order of choice, to whoever waits for the answer."""
    for i, one in zip(selection.chosen, told, strict=True):
        group = name_group(group_of[i])
        clock.decide(DecidedSentence(group_id=group, text=one.text, status=one.verification.status))


def _tell_verbatim(corpus: Corpus, extract: Extract, supports: Sequence[Mapping[int, Support]]) -> list[Telling]:
    """How each sentence of `extract` is told: as its article has it."""
    return [
        Telling(text=corpus.sentences[i].text, verification=VERBATIM, supports=support)
        for i, support in zip(extract.selection.chosen, supports, strict=True)
    ]
