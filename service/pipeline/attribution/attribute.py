"""Written text, read top to bottom: its sentences -> what supports each -> whether that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from service.domain import (
    Article,
    Citation,
    CitationRole,
    CitedSentence,
    CitedText,
    Verification,
    VerificationStatus,
)
from service.pipeline.attribution.claims_of_text import WrittenText, read_written
from service.pipeline.attribution.evidence_retrieval import RetrievedEvidence, Sources, retrieve_evidence
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.language import detect_language
from service.pipeline.verification.verify import Evidence, check_factual_consistency, copies_further, count_missing
from service.ports import EntailmentModel, SentenceEncoder, StageClock

_NOTHING_LIKE_IT = Verification(
    status=VerificationStatus.UNSUPPORTED,
    score=0.0,
    reasons=("no sentence of the articles says anything like it",),
)
_NO_SENTENCE = Verification(
    status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=("the articles hold no sentence",)
)


def cite(
    articles: Sequence[Article],
    text: str,
    *,
    encoder: SentenceEncoder,
    clock: StageClock,
    max_sentences: int,
    scorer: EntailmentModel | None = None,
) -> CitedText:
    """The sentences of `text`, each with the places in `articles` that support it, verified.

    scorer: a support model that has a say, too.
    Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
    """
    corpus = read_articles(articles, encoder=encoder, clock=clock, max_sentences=max_sentences, whole=True)
    written = read_written(text, encoder=encoder, clock=clock)
    return CitedText(
        sentences=attribute_sentences(written, corpus, clock=clock, scorer=scorer), warnings=corpus.warnings
    )


def attribute_sentences(
    written: WrittenText, corpus: Corpus, *, clock: StageClock, scorer: EntailmentModel | None = None
) -> tuple[CitedSentence, ...]:
    """The sentences of `written` with what supports them in `corpus`. Raises: DeadlineExceededError."""
    sources = Sources(
        embeddings=corpus.embeddings,
        terms=corpus.terms,
        article_of=corpus.article_of,
        positions=np.array([sentence.position for sentence in corpus.sentences], np.int64),
    )
    with clock.stage("align"):
        alignments = retrieve_evidence(written.embeddings, written.terms, written.clauses, sources)
    with clock.stage("verify"):
        clock.check("verify")
        alignments = tuple(_complete(place, written, alignment, corpus) for place, alignment in enumerate(alignments))
        support = _score_support(written, alignments, corpus, scorer)
        return tuple(
            CitedSentence(
                text=written.text[span.start : span.end],
                start=span.start,
                end=span.end,
                citations=_cite_sources(alignment, corpus),
                verification=_verify(place, written, alignment, corpus, support[place]),
            )
            for place, (span, alignment) in enumerate(zip(written.spans, alignments, strict=True))
        )


def _complete(place: int, written: WrittenText, alignment: RetrievedEvidence, corpus: Corpus) -> RetrievedEvidence:
    """The alignment with those further sentences that hold a number, name or quotation which the cited ones lack."""
    span = written.spans[place]
    text = written.text[span.start : span.end]
    cited, scores = list(alignment.cited), list(alignment.scores)

    def count(sources: Sequence[int]) -> int:
        evidence = [_read_evidence(source, corpus) for source in sorted(sources)]
        return count_missing(text, evidence, language=written.language)

    def copies(further: int) -> bool:
        evidence = [_read_evidence(source, corpus) for source in sorted(cited)]
        return copies_further(text, evidence, _read_evidence(further, corpus), language=written.language)

    missing = count(cited) if cited else 0
    for source, score in zip(alignment.further, alignment.further_scores, strict=True):
        left = count([*cited, source]) if missing else 0
        if left < missing or copies(source):
            cited.append(source)
            scores.append(score)
            missing = left
    return replace(alignment, cited=tuple(cited), scores=tuple(scores))


def _score_support(
    written: WrittenText, alignments: Sequence[RetrievedEvidence], corpus: Corpus, scorer: EntailmentModel | None
) -> list[float | None]:
    """What the support model says of each sentence; None without a model, and where nothing is cited."""
    support: list[float | None] = [None] * len(alignments)
    if scorer is None:
        return support
    places = [place for place, alignment in enumerate(alignments) if alignment.cited]
    pairs = [
        (
            " ".join(corpus.sentences[i].text for i in sorted(alignments[place].cited)),
            written.text[written.spans[place].start : written.spans[place].end],
        )
        for place in places
    ]
    for place, probability in zip(places, scorer.score_support(pairs), strict=True):
        support[place] = probability
    return support


def _verify(
    place: int, written: WrittenText, alignment: RetrievedEvidence, corpus: Corpus, support: float | None
) -> Verification:
    if not corpus.sentences:
        return _NO_SENTENCE
    if not alignment.cited:
        return _NOTHING_LIKE_IT
    evidence = [_read_evidence(source, corpus) for source in sorted(alignment.cited)]
    span = written.spans[place]
    return check_factual_consistency(
        written.text[span.start : span.end],
        evidence,
        language=written.language,
        similarity=alignment.similarity,
        support=support,
    )


def _read_evidence(source: int, corpus: Corpus) -> Evidence:
    article = corpus.articles[corpus.article_of[source]]
    return Evidence(
        text=corpus.sentences[source].text,
        language=detect_language(article.text, article.language),
        published_at=article.published_at,
        context=article.text,
    )


def _cite_sources(alignment: RetrievedEvidence, corpus: Corpus) -> tuple[Citation, ...]:
    citations = []
    for source, score in zip(alignment.cited, alignment.scores, strict=True):
        sentence = corpus.sentences[source]
        article = corpus.articles[corpus.article_of[source]]
        citations.append(
            Citation(
                article_id=article.id,
                article_index=article.index,
                start=sentence.start,
                end=sentence.end,
                cited_text=sentence.text,
                role=CitationRole.SUPPORTING,
                score=score,
            )
        )
    return tuple(citations)
