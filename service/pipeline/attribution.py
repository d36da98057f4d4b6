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
from service.pipeline.alignment import Alignment, Sources, align_sentences
from service.pipeline.language import detect_language
from service.pipeline.reading import Reading, read_articles
from service.pipeline.verification import Evidence, copies_further, count_missing, verify_sentence
from service.pipeline.watching import watched
from service.pipeline.written import WrittenText, read_written
from service.ports import SentenceEncoder, StageClock, SupportScorer

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
    scorer: SupportScorer | None = None,
) -> CitedText:
    """The sentences of `text`, each with the places in `articles` that support it, verified.

    scorer: a support model that has a say, too.
    Raises: InvalidRequestError if there are too many sentences; DeadlineExceededError between two stages.
    """
    reading = read_articles(articles, encoder=encoder, clock=clock, max_sentences=max_sentences, whole=True)
    written = read_written(text, encoder=encoder, clock=clock)
    return CitedText(
        sentences=attribute_sentences(written, reading, clock=clock, scorer=scorer), warnings=reading.warnings
    )


def attribute_sentences(
    written: WrittenText, reading: Reading, *, clock: StageClock, scorer: SupportScorer | None = None
) -> tuple[CitedSentence, ...]:
    """The sentences of `written` with what supports them in `reading`. Raises: DeadlineExceededError."""
    sources = Sources(
        embeddings=reading.embeddings,
        terms=reading.terms,
        home=reading.home,
        positions=np.array([sentence.position for sentence in reading.sentences], np.int64),
    )
    with clock.stage("align"):
        alignments = align_sentences(
            written.embeddings, watched(written.terms, clock, "align"), written.clauses, sources
        )
    with clock.stage("verify"):
        whole = watched(enumerate(alignments), clock, "verify")
        alignments = tuple(_complete(place, written, alignment, reading) for place, alignment in whole)
        support = _score_support(written, alignments, reading, scorer)
        return tuple(
            CitedSentence(
                text=written.text[span.start : span.end],
                start=span.start,
                end=span.end,
                citations=_cite_sources(alignment, reading),
                verification=_verify(place, written, alignment, reading, support[place]),
            )
            for place, (span, alignment) in watched(
                enumerate(zip(written.spans, alignments, strict=True)), clock, "verify"
            )
        )


def _complete(place: int, written: WrittenText, alignment: Alignment, reading: Reading) -> Alignment:
    """The alignment with those further sentences that hold a number, name or quotation which the cited ones lack."""
    span = written.spans[place]
    text = written.text[span.start : span.end]
    cited, scores = list(alignment.cited), list(alignment.scores)

    def count(sources: Sequence[int]) -> int:
        evidence = [_read_evidence(source, reading) for source in sorted(sources)]
        return count_missing(text, evidence, language=written.language)

    def copies(further: int) -> bool:
        evidence = [_read_evidence(source, reading) for source in sorted(cited)]
        return copies_further(text, evidence, _read_evidence(further, reading), language=written.language)

    missing = count(cited) if cited else 0
    for source, score in zip(alignment.further, alignment.further_scores, strict=True):
        left = count([*cited, source]) if missing else 0
        if left < missing or copies(source):
            cited.append(source)
            scores.append(score)
            missing = left
    return replace(alignment, cited=tuple(cited), scores=tuple(scores))


def _score_support(
    written: WrittenText, alignments: Sequence[Alignment], reading: Reading, scorer: SupportScorer | None
) -> list[float | None]:
    """What the support model says of each sentence; None without a model, and where nothing is cited."""
    support: list[float | None] = [None] * len(alignments)
    if scorer is None:
        return support
    places = [place for place, alignment in enumerate(alignments) if alignment.cited]
    pairs = [
        (
            " ".join(reading.sentences[i].text for i in sorted(alignments[place].cited)),
            written.text[written.spans[place].start : written.spans[place].end],
        )
        for place in places
    ]
    for place, probability in zip(places, scorer.score_support(pairs), strict=True):
        support[place] = probability
    return support


def _verify(
    place: int, written: WrittenText, alignment: Alignment, reading: Reading, support: float | None
) -> Verification:
    if not reading.sentences:
        return _NO_SENTENCE
    if not alignment.cited:
        return _NOTHING_LIKE_IT
    evidence = [_read_evidence(source, reading) for source in sorted(alignment.cited)]
    span = written.spans[place]
    return verify_sentence(
        written.text[span.start : span.end],
        evidence,
        language=written.language,
        similarity=alignment.similarity,
        support=support,
    )


def _read_evidence(source: int, reading: Reading) -> Evidence:
    article = reading.articles[reading.home[source]]
    return Evidence(
        text=reading.sentences[source].text,
        language=detect_language(article.text, article.language),
        published_at=article.published_at,
        context=article.text,
    )


def _cite_sources(alignment: Alignment, reading: Reading) -> tuple[Citation, ...]:
    citations = []
    for source, score in zip(alignment.cited, alignment.scores, strict=True):
        sentence = reading.sentences[source]
        article = reading.articles[reading.home[source]]
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
