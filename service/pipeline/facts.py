"""The facts of a story: its sentences grouped, their sources counted, their worth to a summary weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.descriptions import SameFactDescription
from service.domain import ArticleReport, Boilerplate, Citation, GroupMember, Sentence, SentenceGroup
from service.pipeline.corroboration import expect_sources
from service.pipeline.coverage import list_sources
from service.pipeline.embedding import embed_texts
from service.pipeline.grouping import group_sentences
from service.pipeline.language import count_words, detect_language
from service.pipeline.origins import Origins, find_origins
from service.pipeline.ranking import RankedGroup, rank_groups
from service.pipeline.reading import Reading
from service.pipeline.relevance import find_relevant
from service.pipeline.same_fact import BY_SIMILARITY, GroupingMethod, judge_pairs
from service.pipeline.similarity import SimilarPairs, find_similar_pairs
from service.pipeline.terms import extract_terms
from service.pipeline.valuation import WEIGHTS, Valuation, Weights, value_sentences
from service.ports import SameFactModel, SentenceEncoder, StageClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reading says, best supported first.

    groups: those about the query and with enough sources. pairs: of wordings, in the order of `Reading.distinct`, those
    that may be one fact. relevant: (sentences,), whether each is about the query.
    same_fact: the model that decided what is one fact, or None where similarity did.
    """

    groups: tuple[RankedGroup, ...]
    pairs: SimilarPairs
    valuation: Valuation
    origins: Origins
    relevant: NDArray[np.bool_]
    same_fact: SameFactDescription | None
    warnings: tuple[str, ...]


def find_facts(
    reading: Reading,
    *,
    query: str | None,
    min_sources: int,
    encoder: SentenceEncoder,
    clock: StageClock,
    grouping: GroupingMethod = BY_SIMILARITY,
) -> Facts:
    """The facts of `reading`, those alone that are about `query` and have `min_sources` independent sources.

    In languages that the model of `grouping` was not trained on, similarity alone makes the groups.
    """
    foreign = _explain_languages(reading.languages, grouping.model)
    model = None if foreign else grouping.model
    threshold = model.description.threshold if model else encoder.description.similarity_threshold
    with clock.stage("group"):
        pairs = _find_pairs(reading, model, threshold=threshold, neighbours=grouping.neighbours, clock=clock)
        members = _spread(group_sentences(pairs, threshold=threshold), reading)
    with clock.stage("origins"):
        origins = find_origins(reading.articles)
    with clock.stage("rank"):
        ranked = rank_groups(
            members,
            articles=reading.articles,
            sentences=reading.sentences,
            home=reading.home.tolist(),
            origin=origins.origin,
            embeddings=reading.embeddings,
        )
        valuation = value_reading(reading, ranked, pairs, origins)
    relevant = _find_relevant(reading, query, encoder=encoder, clock=clock)
    about = [group for group in ranked if relevant[list(group.members)].any()]
    enough = tuple(group for group in about if group.coverage.independent_sources >= min_sources)
    return Facts(
        groups=enough,
        pairs=pairs,
        valuation=valuation,
        origins=origins,
        relevant=relevant,
        same_fact=model.description if model else None,
        warnings=grouping.warnings + foreign + _warnings(reading, query, min_sources, len(about), len(enough)),
    )


def _explain_languages(languages: Sequence[str], model: SameFactModel | None) -> tuple[str, ...]:
    """Why the model does not decide what is one fact in articles of these languages; empty where it does."""
    foreign = sorted(set(languages) - set(model.description.languages)) if model else []
    if model is None or not foreign:
        return ()
    explanation = (
        f"{model.description.name} was trained on {', '.join(model.description.languages)}; with articles in "
        f"{', '.join(foreign)}, sentences are grouped by similarity, which joins them less exactly"
    )
    return (explanation,)


def _find_pairs(
    reading: Reading, model: SameFactModel | None, *, threshold: float, neighbours: int, clock: StageClock
) -> SimilarPairs:
    """The pairs of wordings that may be one fact, as the model decides or by similarity alone."""
    wordings = list(reading.distinct)
    terms = [reading.terms[i] for i in wordings]
    if model is None:
        return find_similar_pairs(reading.embeddings[wordings], terms, threshold=threshold)
    sentences = [reading.sentences[i] for i in wordings]
    return judge_pairs(sentences, terms, reading.home[wordings], model=model, neighbours=neighbours, clock=clock)


def _spread(groups: Sequence[tuple[int, ...]], reading: Reading) -> tuple[tuple[int, ...], ...]:
    """Groups of wordings as groups of sentences: those of one wording are one until the end."""
    group_of_wording = np.zeros(len(reading.distinct), np.int64)
    for number, group in enumerate(groups):
        group_of_wording[list(group)] = number
    members: dict[int, list[int]] = {}
    for sentence, wording in enumerate(reading.same_as.tolist()):
        members.setdefault(int(group_of_wording[wording]), []).append(sentence)
    return tuple(tuple(group) for group in members.values())


def value_reading(
    reading: Reading,
    groups: Sequence[RankedGroup],
    pairs: SimilarPairs,
    origins: Origins,
    weights: Weights = WEIGHTS,
) -> Valuation:
    """The worth of each sentence of `reading`. groups: all that are to be valued. pairs: of wordings."""
    source = list_sources(reading.articles, origins.origin)
    return value_sentences(
        reading.sentences,
        reading.terms,
        [count_words(sentence.text) for sentence in reading.sentences],
        source=[source[home] for home in reading.home.tolist()],
        reported_by=expect_sources(groups, pairs, reading.same_as.tolist()).tolist(),
        weights=weights,
    )


def _find_relevant(
    reading: Reading, query: str | None, *, encoder: SentenceEncoder, clock: StageClock
) -> NDArray[np.bool_]:
    if query is None:
        return np.ones(len(reading.sentences), np.bool_)
    embedding = embed_texts([query], encoder=encoder, clock=clock)[0]
    with clock.stage("query"):
        return find_relevant(embedding, extract_terms(query, detect_language(query)), reading.embeddings, reading.terms)


def _warnings(reading: Reading, query: str | None, min_sources: int, about: int, enough: int) -> tuple[str, ...]:
    if not reading.sentences:
        return ("the articles hold no sentence that could be summarized",)
    if not about:
        return (f"no sentence of the articles is about the query {query!r}",)
    if not enough:
        return (f"no statement has {min_sources} independent sources",)
    return ()


def describe_groups(reading: Reading, facts: Facts, chosen: Mapping[int, int]) -> tuple[SentenceGroup, ...]:
    """The groups as answered. chosen: by place in `facts.groups`, the sentence that a summary shows.

    The representative of a group that no summary shows is the usable member of the highest value.
    """
    standing = np.where(facts.valuation.usable, facts.valuation.standing + 1.0, 0.0)
    groups = []
    for place, group in enumerate(facts.groups):
        representative = chosen.get(place, group.members[int(np.argmax(standing[list(group.members)]))])
        groups.append(
            SentenceGroup(
                id=f"g{place + 1}",
                rank=place + 1,
                coverage=group.coverage,
                salience=group.salience,
                members=tuple(
                    GroupMember(sentence=reading.sentences[i], similarity=similarity, origin=f"o{origin + 1}")
                    for i, similarity, origin in zip(group.members, group.similarity, group.origin, strict=True)
                ),
                representative=group.members.index(representative),
            )
        )
    return tuple(groups)


def report_articles(reading: Reading, origins: Origins, citations: Iterable[Citation]) -> tuple[ArticleReport, ...]:
    """What became of each article, in request order."""
    cited = {(citation.article_index, citation.start) for citation in citations}
    reports = []
    sentences: defaultdict[int, list[Sentence]] = defaultdict(list)
    boilerplate: defaultdict[int, list[Boilerplate]] = defaultdict(list)
    for sentence in reading.sentences:
        sentences[sentence.article_index].append(sentence)
    for left_out in reading.boilerplate:
        boilerplate[left_out.article_index].append(left_out)
    for place, article in enumerate(reading.articles):
        own = sentences[article.index]
        original = origins.copy_of[place]
        reports.append(
            ArticleReport(
                id=article.id,
                index=article.index,
                sentences=len(own),
                cited=sum((article.index, sentence.start) in cited for sentence in own),
                boilerplate=tuple(boilerplate[article.index]),
                copy_of=None if original is None else reading.articles[original].id,
            )
        )
    return tuple(sorted(reports, key=lambda report: report.index))
