"""Attribution of a text, read top to bottom: its sentences -> what supports each -> whether that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.domain import (
    Citation,
    CitationRole,
    CitedSentence,
    Span,
    Verification,
    VerificationStatus,
    WrongSpan,
)
from service.pipeline.attribution.claims_of_text import WrittenText, read_written
from service.pipeline.attribution.evidence_retrieval import RetrievedEvidence, Sources, retrieve_evidence
from service.pipeline.attribution.roles import choose_roles, measure_strength, weigh_words
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.folding import flatten
from service.pipeline.text.watching import count_checks, watched
from service.pipeline.verification import (
    DEFAULT_THRESHOLD,
    check_factual_consistency,
    copies_further,
    count_missing,
    tell_alike,
)
from service.ports import Entailment, EntailmentModel, Models, SentenceEncoder, StageClock

_NOTHING_LIKE_IT = Verification(
    status=VerificationStatus.UNSUPPORTED,
    score=0.0,
    reasons=("no sentence of the articles says anything like it",),
)
_NO_SENTENCE = Verification(
    status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=("the articles hold no sentence",)
)
_VERBATIM = Verification(status=VerificationStatus.VERBATIM, score=1.0)
_TOGETHER = 0.5
"""Probability of entailment from which evidence of several articles says a sentence together."""
_NEAREST_SHARE = 0.9
"""Of the best source's cosine to a clause, from which another source is about that clause too."""

_LEAST_COSINE, _LEAST_HELD = 0.3, 0.2
"""An article of which nothing is cited is read where what it says that is nearest has this cosine to a sentence, or
holds this share of its words: of 287 that had neither, none said all of it. docs/decisions/0037-read-less.md"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    """What the entailment model says of a sentence: by all evidence together, and by that of each article it read."""

    together: Entailment
    alone: dict[int, Entailment]


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
        text, models.encoder, clock, language=corpus.main_language, outlets=outlets, max_sentences=max_sentences
    )
    return attribute_sentences(written, corpus, clock, entailment=models.entailment, threshold=threshold)


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
    with clock.stage("verify"):
        cited = []
        for place, evidence in watched(enumerate(found), clock, "verify"):
            traced = _Traced(
                place=place, written=written, corpus=corpus, evidence=evidence, judgement=judgements[place]
            )
            cited.append(traced.attribute(threshold))
        return tuple(cited)


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
) -> list[_Judgement | None]:
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
            pairs.append((corpus.read_together(evidence.premise), told))
        pairs.extend(alone.values())
    judged = iter(entailment.judge(pairs, check=count_checks(clock, "entail", len(pairs))))
    return [
        _Judgement(together=next(judged), alone={a: next(judged) for a in own}) if own else None for own in articles
    ]


def _list_read(
    place: int, written: WrittenText, evidence: RetrievedEvidence, corpus: Corpus
) -> dict[int, tuple[int, ...]]:
    """By the place of an article that is read for a sentence, what it says that is nearest."""
    cited = {int(corpus.article_of[i]) for i in evidence.cited}
    own = written.terms[place].content

    def is_near(sentences: Sequence[int]) -> bool:
        cosine = float((corpus.embeddings[list(sentences)] @ written.embeddings[place]).max())
        return cosine >= _LEAST_COSINE or len(own & _hold(sentences, corpus)) >= _LEAST_HELD * len(own)

    return {article: told for article, told in evidence.nearest.items() if article in cited or is_near(told)}


def _hold(sentences: Sequence[int], corpus: Corpus) -> frozenset[str]:
    """The stems of content that any of the sentences has."""
    return frozenset[str]().union(*(corpus.terms[i].content for i in sentences))


def _pair_articles(
    claim: str, language: str, nearest: Mapping[int, Sequence[int]], corpus: Corpus
) -> dict[int, tuple[str, str]]:
    """By the place of an article, what it says that is nearest, and the claim as that tells it."""
    return {
        article: (corpus.read_together(own, introduced=True), _tell_alike(claim, language, own, corpus))
        for article, own in nearest.items()
    }


def _tell_alike(claim: str, language: str, sentences: Sequence[int], corpus: Corpus) -> str:
    return tell_alike(claim, language, [corpus.evidence(i) for i in sentences])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traced:
    """A sentence of a written text, by its place, with what was found out about it."""

    place: int
    written: WrittenText
    corpus: Corpus
    evidence: RetrievedEvidence
    judgement: _Judgement | None

    def attribute(self, threshold: float) -> CitedSentence:
        """The sentence, cited and verified."""
        span = self.written.spans[self.place]
        alone = self._weigh_alone()
        roles = choose_roles(alone)
        cited = self._list_cited(roles)
        citations = self._cite(cited, roles, alone)
        verification = self._verify(tuple(cited), threshold)
        disputing = tuple(citation for citation in citations if citation.role is CitationRole.DISPUTING)
        wrong = (replace(self._move(part), contradicting=disputing) for part in verification.spans)
        return CitedSentence(
            text=self.written.text[span.start : span.end],
            start=span.start,
            end=span.end,
            citations=citations,
            verification=replace(verification, spans=tuple(wrong)),
        )

    def _list_cited(self, roles: Mapping[int, CitationRole]) -> dict[int, float]:
        """The sentences that are cited, with how near they are: those retrieved, and what else says all of it.

        An article that says so in other words is not found by words: the model that reads it knows.
        """
        cited = dict(zip(self.evidence.cited, self.evidence.scores, strict=True))
        found = {int(self.corpus.article_of[i]) for i in cited}
        nearness = self.written.embeddings[self.place] @ self.corpus.embeddings.T
        for article, nearest in self.evidence.nearest.items():
            if article not in found and roles.get(article) is CitationRole.SUPPORTING:
                best = max(nearest, key=lambda i: (float(nearness[i]), -i))
                cited[best] = float(nearness[best])
        return cited

    def _verify(self, cited: Sequence[int], threshold: float) -> Verification:
        corpus, claim = self.corpus, self.written.claims[self.place]
        if not corpus.sentences:
            return _NO_SENTENCE
        if not cited:
            return _NOTHING_LIKE_IT
        if any(flatten(corpus.sentences[i].text) == claim for i in cited):
            return _VERBATIM
        return check_factual_consistency(
            claim,
            [corpus.evidence(source) for source in sorted(cited)],
            language=self.written.language,
            similarity=self.evidence.similarity,
            entailments=[self.judgement.together, *self.judgement.alone.values()] if self.judgement else (),
            threshold=threshold,
        )

    def _move(self, wrong: WrongSpan) -> WrongSpan:
        """The span in the written text in place of that in the claim."""
        span = self.written.locate(self.place, wrong.start, wrong.end)
        return replace(wrong, start=span.start, end=span.end)

    def _cite(
        self, cited: Mapping[int, float], roles: Mapping[int, CitationRole], alone: Mapping[int, Entailment]
    ) -> tuple[Citation, ...]:
        """The cited places, the strongest first; with an entailment model, each in the role that its article has.

        Where no article says all of the sentence, those that say it together support it, each the part nearest to it.
        """
        judgement = self.judgement
        whole = CitationRole.SUPPORTING in roles.values()
        together = judgement is not None and not whole and judgement.together.entailed >= _TOGETHER
        citations = []
        for source, nearness in cited.items():
            article = int(self.corpus.article_of[source])
            role = roles.get(article, CitationRole.RELATED if roles else CitationRole.SUPPORTING)
            if together and role is CitationRole.RELATED:
                role = CitationRole.SUPPORTING
            score = measure_strength(role, alone[article], nearness) if article in alone else nearness
            complete = whole and role is CitationRole.SUPPORTING
            claim = self.written.spans[self.place] if complete else self._find_part(source, tuple(cited))
            citations.append(replace(self.corpus.cite(source, role, score), claim=claim))
        return tuple(citations)

    def _weigh_alone(self) -> dict[int, Entailment]:
        """What each article says alone, weighed by the words of what was read of it; empty without a model."""
        if self.judgement is None:
            return {}
        own = self.written.terms[self.place].content
        return {
            article: weigh_words(alone, own, _hold(self.evidence.nearest[article], self.corpus))
            for article, alone in self.judgement.alone.items()
        }

    def _find_part(self, source: int, cited: Sequence[int]) -> Span:
        """From the first to the last clause that `source` is as near to as any cited sentence."""
        clauses = self.written.clauses[self.place]
        nearness = self.written.clause_embeddings[self.place] @ self.corpus.embeddings[list(cited)].T
        own = nearness[:, cited.index(source)]
        about = np.flatnonzero(own >= _NEAREST_SHARE * nearness.max(axis=1))
        first, last = (int(about[0]), int(about[-1])) if len(about) else (int(own.argmax()), int(own.argmax()))
        return Span(start=clauses[first].span.start, end=clauses[last].span.end)
