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
    JudgedBy,
    Nearness,
    find_disagreements,
    find_outvoted,
    find_passing,
    find_superseded,
)
from service.pipeline.selection import Facts, describe_groups, find_facts
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.watching import count_checks
from service.pipeline.verification import tell_alike
from service.ports import Cache, CacheKind, Entailment, Limits, Models, Relation, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a story is read for: the facts about `query` that have `min_sources`."""

    query: str | None = None
    min_sources: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What some articles say; the same for every length, order and mode of a summary.

    stand_back: sentences that are told only where there are no others: replaced, outvoted, of the newsroom, or of a
    moment that passed. rivals: by sentence, those that stand on another side of a conflict.
    """

    corpus: Corpus
    facts: Facts
    disagreements: Disagreements
    stand_back: frozenset[int]
    rivals: Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReader:
    """Reads stories with some models. cache: where it keeps them; None: nowhere."""

    models: Models
    limits: Limits
    cache: Cache | None = None

    def read(self, articles: Sequence[Article], question: Question, clock: StageClock) -> Story:
        """The story that `articles` tell.

        Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError.
        """
        if self.cache is None:
            return self._read(articles, question, clock)
        with clock.stage("recall"):
            content = self._describe(articles, question)
            (kept,) = self.cache.recall(CacheKind.STORY, [content])
            if kept is not None:
                known: Story = pickle.loads(kept)  # noqa: S301 (sealed by this very process, and never in a file)
                return known
        story = self._read(articles, question, clock)
        with clock.stage("recall"):
            self.cache.keep(CacheKind.STORY, [(content, pickle.dumps(story, pickle.HIGHEST_PROTOCOL))])
        return story

    def _read(self, articles: Sequence[Article], question: Question, clock: StageClock) -> Story:
        models, limits = self.models, self.limits
        read = read_articles(
            articles,
            models.encoder,
            clock,
            max_sentences=limits.max_sentences,
            same_fact=models.grouping.model,
        )
        facts = find_facts(read, models, clock, query=question.query, min_sources=question.min_sources)
        corpus = replace(read, reading=None)  # the states of all tokens, which nothing needs any more
        found = _find_disagreements(corpus, facts, models, clock)
        sentences = corpus.sentences
        behind = find_superseded(sentences, found.superseded)
        behind |= find_outvoted(sentences, found.conflicts, corpus.articles)
        return Story(
            corpus=corpus,
            facts=facts,
            disagreements=found,
            stand_back=behind | corpus.newsroom | find_passing(sentences, corpus.articles),
            rivals=list_rivals(corpus, found.conflicts),
        )

    def _describe(self, articles: Sequence[Article], question: Question) -> bytes:
        """All that the story depends on, in this process."""
        models = self.models
        model = models.grouping.model
        depends_on = (
            tuple(articles),
            (question.query, question.min_sources, self.limits.max_sentences),
            models.encoder.description,
            model.description if model else None,
            models.grouping.neighbours,
            models.grouping.warnings,
            models.entailment.description if models.entailment else None,
            models.relations.description if models.relations else None,
        )
        return repr(depends_on).encode()


def _find_disagreements(corpus: Corpus, facts: Facts, models: Models, clock: StageClock) -> Disagreements:
    """What sources disagree about, and what moved with time: claims and the models that judge decide together."""
    entailment, relations = models.entailment, models.relations

    def judge(pairs: Sequence[tuple[Sentence, Sentence]]) -> list[Relation]:
        place_of = {(sentence.article_index, sentence.start): i for i, sentence in enumerate(corpus.sentences)}
        places = [[place_of[one.article_index, one.start] for one in pair] for pair in pairs]
        claims = [tell_alike(corpus.read_together([j]), corpus.language(j), [corpus.evidence(i)]) for i, j in places]
        texts = [(corpus.read_together([i], beside=claim), claim) for (i, _), claim in zip(places, claims, strict=True)]
        if relations:
            return relations.relate(texts, check=count_checks(clock, "conflicts", len(texts)))
        return [Relation(agrees=one.entailed, contradicts=one.contradicted, moved=0.0) for one in judge_texts(texts)]

    def judge_texts(texts: Sequence[tuple[str, str]]) -> list[Entailment]:
        return entailment.judge(texts, check=count_checks(clock, "conflicts", len(texts))) if entailment else []

    with clock.stage("conflicts"):
        return find_disagreements(
            describe_groups(corpus, facts, {}),
            corpus.articles,
            corpus.languages,
            nearness=Nearness(corpus.sentences, corpus.embeddings),
            judge=judge if entailment or relations else None,
            judged_by=JudgedBy.RELATIONS if relations else JudgedBy.ENTAILMENT,
            judge_texts=judge_texts if entailment else None,
        )
