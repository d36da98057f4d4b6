"""Attribution of a text, read top to bottom: its sentences -> what supports each -> whether that says the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from service.domain import CitedSentence, Span, VerificationStatus
from service.pipeline.attribution.claims_of_text import WrittenText, read_lines, read_written
from service.pipeline.attribution.conjuncts import cap_by_conjuncts, list_conjuncts
from service.pipeline.attribution.evidence_retrieval import RetrievedEvidence, Sources, retrieve_evidence
from service.pipeline.attribution.judgements import Judgement
from service.pipeline.attribution.tracing import TracedSentence, hold
from service.pipeline.text.corpus import Corpus, Evidence
from service.pipeline.text.folding import flatten
from service.pipeline.text.watching import count_checks, watched
from service.pipeline.verification import (
    DEFAULT_THRESHOLD,
    copies_further,
    count_missing,
    keep_own_side,
    tell_alike,
)
from service.ports import EntailmentModel, Models, SentenceEncoder, StageClock

_LEAST_COSINE, _LEAST_HELD = 0.3, 0.2
"""An article of which nothing is cited is read where what it says that is nearest has this cosine to a sentence, or
holds this share of its words: of 287 that had neither, none said all of it. docs/decisions/0037-read-less.md"""


def attribute_text(
    text: str,
    corpus: Corpus,
    models: Models,
    clock: StageClock,
    *,
    max_sentences: int,
    threshold: float = DEFAULT_THRESHOLD,
) -> tuple[CitedSentence, ...]:
    """The sentences of `text`, each with the places in `corpus` that support it, verified.

    threshold: the probability of support from which a sentence is supported.
    Raises: InvalidRequestError if `text` has more than `max_sentences` sentences; DeadlineExceededError.
    """
    outlets = {name for article in corpus.articles for name in (article.id, article.source) if name}
    written = read_written(
        text,
        models.encoder,
        clock,
        language=corpus.main_language,
        outlets=outlets,
        articles=len(corpus.articles),
        max_sentences=max_sentences,
    )
    sentences = attribute_sentences(written, corpus, clock, entailment=models.entailment, threshold=threshold)
    return _cap_coordinated(sentences, written, corpus, models, clock, threshold=threshold)


def _cap_coordinated(
    sentences: tuple[CitedSentence, ...],
    written: WrittenText,
    corpus: Corpus,
    models: Models,
    clock: StageClock,
    *,
    threshold: float,
) -> tuple[CitedSentence, ...]:
    """The sentences, those of several subjects as far as they are supported of each, where a model reads them."""
    found = [
        (place, conjunct)
        for place, sentence in enumerate(sentences)
        if models.entailment and sentence.verification.status is VerificationStatus.SUPPORTED
        for conjunct in list_conjuncts(written.claims[place], written.language, _read_cited(sentence, corpus))
    ]
    if not found:
        return sentences
    lines = read_lines([conjunct.text for _, conjunct in found], models.encoder, clock, language=written.language)
    read = attribute_sentences(lines, corpus, clock, entailment=models.entailment, threshold=threshold)
    parts: defaultdict[int, list[tuple[Span, CitedSentence]]] = defaultdict(list)
    for (place, conjunct), part in zip(found, read, strict=True):
        parts[place].append((written.locate(place, conjunct.start, conjunct.end), part))
    return tuple(
        cap_by_conjuncts(sentence, parts[place]) if place in parts else sentence
        for place, sentence in enumerate(sentences)
    )


def _read_cited(sentence: CitedSentence, corpus: Corpus) -> list[Evidence]:
    """The sentences that it cites, read."""
    languages = {article.index: language for article, language in zip(corpus.articles, corpus.languages, strict=True)}
    return [Evidence(text=flatten(one.cited_text), language=languages[one.article_index]) for one in sentence.citations]


def attribute_sentences(
    written: WrittenText,
    corpus: Corpus,
    clock: StageClock,
    *,
    entailment: EntailmentModel | None = None,
    threshold: float = DEFAULT_THRESHOLD,
) -> tuple[CitedSentence, ...]:
    """The sentences of `written` with what supports them in `corpus`. Raises: DeadlineExceededError."""
    with clock.stage("align"):
        retrieved = retrieve_evidence(
            written.embeddings,
            watched(written.terms, clock, "align"),
            written.clause_embeddings,
            _list_sources(corpus),
        )
    with clock.stage("verify"):
        found = [
            _complete(written.claims[place], written.language, evidence, corpus)
            for place, evidence in watched(enumerate(retrieved), clock, "verify")
        ]
    with clock.stage("entail"):
        judgements = _judge(written, found, corpus, entailment, clock)
        traced = [
            TracedSentence(place=place, written=written, corpus=corpus, evidence=found[place], judgement=judgement)
            for place, judgement in enumerate(judgements)
        ]
        traced = _judge_places(traced, entailment, clock)
    with clock.stage("verify"):
        return tuple(one.attribute(threshold) for one in watched(traced, clock, "verify"))


def retrieve_premise(claim: str, corpus: Corpus, encoder: SentenceEncoder, clock: StageClock) -> tuple[int, ...]:
    """The sentences of `corpus` that an entailment model reads together for a claim of one sentence, ascending."""
    written = read_written(claim, encoder, clock, language=corpus.main_language)
    retrieved = retrieve_evidence(written.embeddings, written.terms, written.clause_embeddings, _list_sources(corpus))
    return tuple(sorted({i for evidence in retrieved for i in evidence.premise}))


def retrieve_by_article(
    claim: str, corpus: Corpus, encoder: SentenceEncoder, clock: StageClock
) -> dict[int, tuple[str, str]]:
    """By the place of an article, its evidence for a claim of one sentence, and the claim, as a model reads them."""
    written = read_written(claim, encoder, clock, language=corpus.main_language)
    retrieved = retrieve_evidence(written.embeddings, written.terms, written.clause_embeddings, _list_sources(corpus))
    return {
        article: pair
        for text, evidence in zip(written.claims, retrieved, strict=True)
        for article, pair in _pair_articles(text, written.language, evidence.nearest, corpus).items()
    }


def _list_sources(corpus: Corpus) -> Sources:
    return Sources(
        embeddings=corpus.embeddings,
        terms=corpus.terms,
        article_of=corpus.article_of,
        positions=np.array([sentence.position for sentence in corpus.sentences], np.int64),
    )


def _complete(text: str, language: str, evidence: RetrievedEvidence, corpus: Corpus) -> RetrievedEvidence:
    """The evidence with those further sentences that hold a number, name or quotation which the cited ones lack."""
    cited, scores = list(evidence.cited), list(evidence.scores)

    def count(sources: Sequence[int]) -> int:
        return count_missing(text, [corpus.evidence(source) for source in sorted(sources)], language=language)

    def copies(further: int) -> bool:
        held = [corpus.evidence(source) for source in sorted(cited)]
        return copies_further(text, held, corpus.evidence(further), language=language)

    missing = count(cited) if cited else 0
    for source, score in zip(evidence.further, evidence.further_scores, strict=True):
        left = count([*cited, source]) if missing else 0
        if left < missing or copies(source):
            cited.append(source)
            scores.append(score)
            missing = left
    return replace(evidence, cited=tuple(cited), scores=tuple(scores))


def _judge(
    written: WrittenText,
    found: Sequence[RetrievedEvidence],
    corpus: Corpus,
    entailment: EntailmentModel | None,
    clock: StageClock,
) -> list[Judgement | None]:
    """What the entailment model says of each sentence; None without a model, and where there is nothing to read."""
    if entailment is None:
        return [None] * len(found)
    pairs: list[tuple[str, str]] = []
    articles: list[list[int]] = []
    for place, evidence in watched(enumerate(found), clock, "entail"):
        claim = written.claims[place]
        alone = _pair_articles(claim, written.language, _list_read(place, written, evidence, corpus), corpus)
        articles.append(list(alone))
        if alone:
            told = _tell_alike(claim, written.language, evidence.premise, corpus)
            sides = _keep_sides(claim, written.language, evidence.premise, corpus)
            pairs.append((corpus.read_together(evidence.premise, told=sides), told))
        pairs.extend(alone.values())
    judged = iter(entailment.judge(pairs, check=count_checks(clock, "entail", len(pairs))))
    return [Judgement(together=next(judged), alone={a: next(judged) for a in own}) if own else None for own in articles]


def _judge_places(
    traced: Sequence[TracedSentence], entailment: EntailmentModel | None, clock: StageClock
) -> list[TracedSentence]:
    """The sentences with what the entailment model says of each and the single places that are not settled."""
    if entailment is None:
        return list(traced)
    unsettled = [one.list_unsettled() for one in watched(traced, clock, "entail")]
    pairs = [pair for one, own in zip(traced, unsettled, strict=True) for pair in (_pair_place(one, i) for i in own)]
    judged = iter(entailment.judge(pairs, check=count_checks(clock, "entail", len(pairs))))
    return [replace(one, places={i: next(judged) for i in own}) for one, own in zip(traced, unsettled, strict=True)]


def _pair_place(one: TracedSentence, i: int) -> tuple[str, str]:
    """A sentence of an article and the written one, as the entailment model reads them."""
    written = one.written.claims[one.place]
    claim = _tell_alike(written, one.written.language, (i,), one.corpus)
    sides = _keep_sides(written, one.written.language, (i,), one.corpus)
    return one.corpus.read_together([i], beside=claim, told=sides), claim


def _list_read(
    place: int, written: WrittenText, evidence: RetrievedEvidence, corpus: Corpus
) -> dict[int, tuple[int, ...]]:
    """By the place of an article that is read for a sentence, what it says that is nearest."""
    cited = {int(corpus.article_of[i]) for i in evidence.cited}
    own = written.terms[place].content

    def is_near(sentences: Sequence[int]) -> bool:
        cosine = float((corpus.embeddings[list(sentences)] @ written.embeddings[place]).max())
        return cosine >= _LEAST_COSINE or len(own & hold(sentences, corpus)) >= _LEAST_HELD * len(own)

    return {article: told for article, told in evidence.nearest.items() if article in cited or is_near(told)}


def _pair_articles(
    claim: str, language: str, nearest: Mapping[int, Sequence[int]], corpus: Corpus
) -> dict[int, tuple[str, str]]:
    """By the place of an article, what it says that is nearest, and the claim as that tells it."""
    told = {article: _tell_alike(claim, language, own, corpus) for article, own in nearest.items()}
    sides = {article: _keep_sides(claim, language, own, corpus) for article, own in nearest.items()}
    return {
        article: (corpus.read_together(nearest[article], beside=own, told=sides[article]), own)
        for article, own in told.items()
    }


def _keep_sides(claim: str, language: str, sentences: Sequence[int], corpus: Corpus) -> dict[int, str]:
    """By the place of a sentence that contrasts two, the side that names what the claim names."""
    kept = {i: keep_own_side(claim, language, corpus.evidence(i)) for i in sentences}
    return {i: text for i, text in kept.items() if text != corpus.evidence(i).text}


def _tell_alike(claim: str, language: str, sentences: Sequence[int], corpus: Corpus) -> str:
    return tell_alike(claim, language, [corpus.evidence(i) for i in sentences])
