"""A story as read: all that is known of articles before it is asked how much of it to show, and in what words.

articles -> corpus -> facts (clusters, independent sources, ranking) -> conflicts and updates
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.domain import Article, Sentence
from service.pipeline.attribution import list_rivals
from service.pipeline.conflicts import (
    Disagreements,
    Nearness,
    find_disagreements,
    find_outvoted,
    find_passing,
    find_superseded,
)
from service.pipeline.selection import Facts, describe_groups, find_facts
from service.pipeline.text.corpus import Corpus, read_articles
from service.ports import Cache, CacheKind, Entailment, Limits, Models, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What some articles say; the same for every length, order and mode of a summary.

    superseded: sentences that are told only where there are no others. rivals: by sentence, those that stand on another
    side of a conflict.
    """

    corpus: Corpus
    facts: Facts
    disagreements: Disagreements
    superseded: frozenset[int]
    rivals: Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReader:
    """Reads stories with some models. cache: where it keeps them; None: nowhere."""

    models: Models
    limits: Limits
    cache: Cache | None = None

    def read(
        self, articles: Sequence[Article], clock: StageClock, *, query: str | None, min_sources: int, told: bool
    ) -> Story:
        """The story that `articles` tell, those facts alone that are about `query` and have `min_sources`.

        told: whether conflicts are part of the answer.

        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError.
        """
        if self.cache is None:
            return self._read(articles, clock, query=query, min_sources=min_sources, told=told)
        with clock.stage("recall"):
            content = self._describe(articles, query, min_sources, told=told)
            (kept,) = self.cache.recall(CacheKind.STORY, [content])
            if kept is not None:
                known: Story = pickle.loads(kept)  # noqa: S301 (sealed by this very process, and never in a file)
                return known
        story = self._read(articles, clock, query=query, min_sources=min_sources, told=told)
        with clock.stage("recall"):
            self.cache.keep(CacheKind.STORY, [(content, pickle.dumps(story, pickle.HIGHEST_PROTOCOL))])
        return story

    def _read(
        self, articles: Sequence[Article], clock: StageClock, *, query: str | None, min_sources: int, told: bool
    ) -> Story:
        models = self.models
        read = read_articles(
            articles,
            models.encoder,
            clock,
            max_sentences=self.limits.max_sentences,
            same_fact=models.grouping.model,
        )
        facts = find_facts(read, models, clock, query=query, min_sources=min_sources)
        corpus = replace(read, reading=None)  # the states of all tokens, which nothing needs any more
        found = self._find_disagreements(corpus, facts, clock, told=told)
        passing = find_passing(corpus.sentences, corpus.articles)
        outvoted = find_outvoted(corpus.sentences, found.conflicts)
        return Story(
            corpus=corpus,
            facts=facts,
            disagreements=found,
            superseded=find_superseded(corpus.sentences, found.superseded) | outvoted | corpus.newsroom | passing,
            rivals=list_rivals(corpus, found.conflicts),
        )

    def _find_disagreements(self, corpus: Corpus, facts: Facts, clock: StageClock, *, told: bool) -> Disagreements:
        """What sources disagree about, and what moved with time: claims and the entailment model decide together."""
        entailment = self.models.entailment

        def judge(pairs: Sequence[tuple[Sentence, Sentence]]) -> list[Entailment]:
            place_of = {(sentence.article_index, sentence.start): i for i, sentence in enumerate(corpus.sentences)}
            places = [[place_of[one.article_index, one.start] for one in pair] for pair in pairs]
            texts = [(corpus.read_together([i], introduced=True), corpus.read_together([j])) for i, j in places]
            return entailment.judge(texts, check=lambda: clock.check("conflicts")) if entailment else []

        # Without the time of each report nothing is an update; the model is then asked about conflicts that are told.
        dated = all(article.published_at for article in corpus.articles)
        with clock.stage("conflicts"):
            return find_disagreements(
                describe_groups(corpus, facts, {}),
                corpus.articles,
                corpus.languages,
                nearness=Nearness(corpus.sentences, corpus.embeddings),
                judge=judge if entailment and (dated or told) else None,
            )

    def _describe(self, articles: Sequence[Article], query: str | None, min_sources: int, *, told: bool) -> bytes:
        """All that the story depends on, in this process."""
        models = self.models
        model = models.grouping.model
        return repr(
            (
                tuple(articles),
                query,
                min_sources,
                told,
                self.limits.max_sentences,
                models.encoder.description,
                model.description if model else None,
                models.entailment.description if models.entailment else None,
                models.grouping.neighbours,
                models.grouping.warnings,
            )
        ).encode()
