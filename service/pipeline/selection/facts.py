"""The facts of a story: its sentences grouped, their sources counted, their worth to a summary weighed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.descriptions import SameFactDescription
from service.domain import ArticleReport, Boilerplate, Citation, GroupMember, NearGroup, Sentence, SentenceGroup
from service.pipeline.clustering import SimilarPairs, cluster_sentences
from service.pipeline.selection.centrality import measure_centrality
from service.pipeline.selection.cohesion import find_cohesion
from service.pipeline.selection.expected_sources import expect_sources
from service.pipeline.selection.near_groups import find_near_groups
from service.pipeline.selection.objective import WEIGHTS, Valuation, Weights, count_places, value_sentences
from service.pipeline.selection.recency import measure_recency
from service.pipeline.selection.relevance import Relevance, measure_relevance
from service.pipeline.sources import (
    NearDuplicates,
    RankedGroup,
    find_near_duplicates,
    find_stories,
    list_sources,
    list_strays,
    rank_groups,
)
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.embedding import embed_texts
from service.pipeline.text.language import count_words, detect_language
from service.pipeline.text.terms import extract_terms
from service.pipeline.text.watching import look_at_clock
from service.ports import Models, SentenceEncoder, StageClock

_LEAST_LIKELY, _LEAST_SIMILAR = 0.05, 0.3
"""From where on two groups are near, as the same-fact model judges their sentences, or by similarity alone.

Of 135 facts that one source alone seemed to tell, another one told 34, too; of those that have no near group, 6 of 77,
and 12 of 77 by similarity (decision 0040).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a corpus says, best supported first.

    groups: those about the query and with enough sources. pairs: of wordings, in the order of `Corpus.distinct`, those
    that may be one fact. relevant: (sentences,), whether each is about the query; asked: whether there is one.
    stories: by article of the corpus, the number of the story it tells, 0 for the largest; see `find_stories`.
    stray: the sentences of articles that are of no story, which are told last.
    same_fact: the model that decided what is one fact, or None where similarity did.
    """

    groups: tuple[RankedGroup, ...]
    pairs: SimilarPairs
    valuation: Valuation
    origins: NearDuplicates
    relevant: NDArray[np.bool_]
    asked: bool
    stories: tuple[int, ...]
    stray: frozenset[int]
    same_fact: SameFactDescription | None
    warnings: tuple[str, ...]


def find_facts(
    corpus: Corpus, models: Models, clock: StageClock, *, query: str | None = None, min_sources: int = 1
) -> Facts:
    """The facts of `corpus`, those alone that are about `query` and have `min_sources` independent sources."""
    clusters = cluster_sentences(corpus, models, clock)
    with clock.stage("origins"):
        origins = find_near_duplicates(corpus.articles, corpus.boilerplate)
    with clock.stage("rank"):
        ranked = rank_groups(
            clusters.groups,
            articles=corpus.articles,
            sentences=corpus.sentences,
            article_of=corpus.article_of.tolist(),
            origin=origins.origin,
            embeddings=corpus.embeddings,
        )
        valuation = value_corpus(corpus, ranked, clusters.pairs, origins)
        stories = find_stories(corpus)
        strays = list_strays(stories)
    relevance = _measure_relevance(corpus, query, encoder=models.encoder, clock=clock)
    about = [group for group in ranked if relevance.about[list(group.members)].any()]
    enough = tuple(group for group in about if group.coverage.independent_sources >= min_sources)
    return Facts(
        groups=enough,
        pairs=clusters.pairs,
        valuation=valuation if query is None else valuation.focus(relevance.focus),
        origins=origins,
        relevant=relevance.about,
        asked=query is not None,
        stories=stories,
        stray=frozenset(i for i, home in enumerate(corpus.article_of.tolist()) if home in strays),
        same_fact=clusters.same_fact,
        warnings=(
            *(clusters.warnings + _warn_of_stories(stories)),
            *_warnings(corpus, query, min_sources, len(about), len(enough)),
        ),
    )


def value_corpus(
    corpus: Corpus,
    groups: Sequence[RankedGroup],
    pairs: SimilarPairs,
    origins: NearDuplicates,
    weights: Weights = WEIGHTS,
) -> Valuation:
    """The worth of each sentence of `corpus`. groups: all that are to be valued. pairs: of wordings."""
    of_article = list_sources(corpus.articles, origins.origin)
    source = [of_article[article] for article in corpus.article_of.tolist()]
    embeddings, wording = corpus.embeddings[list(corpus.distinct)], corpus.same_as.tolist()
    headline = np.array([sentence.headline for sentence in corpus.sentences], np.bool_)
    moments = [sentence.find_moment(corpus.article(i)) for i, sentence in enumerate(corpus.sentences)]
    leads = ~headline & (count_places(corpus.sentences) < weights.sentences_of_lead)
    return value_sentences(
        corpus.sentences,
        corpus.terms,
        [count_words(sentence.text) for sentence in corpus.sentences],
        standing=corpus.standing,
        cohesion=find_cohesion(corpus, pairs),
        source=source,
        reported_by=expect_sources(groups, pairs, wording).tolist(),
        recency=measure_recency(moments, source),
        centrality=measure_centrality(embeddings, wording, source),
        near_leads=measure_centrality(embeddings, wording, source, among=leads),
        weights=weights,
    )


def _measure_relevance(corpus: Corpus, query: str | None, *, encoder: SentenceEncoder, clock: StageClock) -> Relevance:
    if query is None:
        everything = len(corpus.sentences)
        return Relevance(about=np.ones(everything, np.bool_), focus=np.ones(everything))
    embedding = embed_texts([query], encoder=encoder, clock=clock)[0]
    with clock.stage("query"):
        terms = extract_terms(query, detect_language(query, expected=corpus.main_language))
        return measure_relevance(embedding, terms, corpus.embeddings, corpus.terms)


def _warnings(corpus: Corpus, query: str | None, min_sources: int, about: int, enough: int) -> tuple[str, ...]:
    if not corpus.sentences:
        return ("the articles hold no sentence that could be summarized",)
    if not about:
        return (f"no sentence of the articles is about the query {query!r}",)
    if not enough:
        return (f"no statement has {min_sources} independent sources",)
    return ()


def _warn_of_stories(stories: Sequence[int]) -> tuple[str, ...]:
    strays = list_strays(stories)
    sizes = sorted(Counter(number for article, number in enumerate(stories) if article not in strays).items())
    warnings = []
    if len(sizes) > 1:
        told = ", ".join(f"{count} articles" for _, count in sizes)
        warnings.append(f"the articles tell {len(sizes)} stories ({told}); `story` of each article says which is whose")
    if strays:
        are = "1 article is" if len(strays) == 1 else f"{len(strays)} articles are"
        warnings.append(f"{are} like no other: what no other tells is told last; `story` of each article says which")
    return tuple(warnings)


def describe_groups(corpus: Corpus, facts: Facts, chosen: Mapping[int, int]) -> tuple[SentenceGroup, ...]:
    """The groups as answered. chosen: by place in `facts.groups`, the sentence that a summary shows.

    The representative of a group that no summary shows is the usable member of the highest value.
    """
    standing = np.where(facts.valuation.usable, facts.valuation.singleton_value + 1.0, 0.0)
    near = find_near_groups(
        facts.groups, facts.pairs, corpus.same_as.tolist(), least=_LEAST_LIKELY if facts.same_fact else _LEAST_SIMILAR
    )
    groups = []
    for place, group in enumerate(facts.groups):
        look_at_clock()
        representative = chosen.get(place, group.members[int(np.argmax(standing[list(group.members)]))])
        groups.append(
            SentenceGroup(
                id=name_group(place),
                rank=place + 1,
                coverage=group.coverage,
                salience=group.salience,
                members=tuple(
                    GroupMember(sentence=corpus.sentences[i], similarity=similarity, origin=_name_origin(origin))
                    for i, similarity, origin in zip(group.members, group.similarity, group.origin, strict=True)
                ),
                representative=group.members.index(representative),
                near=tuple(NearGroup(group_id=name_group(other), score=score) for other, score in near[place]),
            )
        )
    return tuple(groups)


def name_group(place: int) -> str:
    """The id of the group at `place` in `Facts.groups`."""
    return f"g{place + 1}"


def report_articles(corpus: Corpus, facts: Facts, citations: Iterable[Citation]) -> tuple[ArticleReport, ...]:
    """What became of each article, in request order."""
    cited = {(citation.article_index, citation.start) for citation in citations}
    reports = []
    sentences: defaultdict[int, list[Sentence]] = defaultdict(list)
    boilerplate: defaultdict[int, list[Boilerplate]] = defaultdict(list)
    for sentence in corpus.sentences:
        look_at_clock()
        sentences[sentence.article_index].append(sentence)
    for left_out in corpus.boilerplate:
        boilerplate[left_out.article_index].append(left_out)
    for place, article in enumerate(corpus.articles):
        own = sentences[article.index]
        original = facts.origins.copy_of[place]
        reports.append(
            ArticleReport(
                id=article.id,
                index=article.index,
                sentences=len(own),
                cited=sum((article.index, sentence.start) in cited for sentence in own),
                boilerplate=tuple(boilerplate[article.index]),
                copy_of=None if original is None else corpus.articles[original].id,
                story=f"s{facts.stories[place] + 1}",
            )
        )
    return tuple(sorted(reports, key=lambda report: report.index))


def _name_origin(origin: int) -> str:
    """The id of an origin: of a text, or of an outlet whose text is not there."""
    return f"o{origin + 1}" if origin >= 0 else f"outlet{-origin}"
