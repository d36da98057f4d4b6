"""Attribution of a text, read top to bottom: its sentences -> what supports each -> whether that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from service.domain import (
    CitationRole,
    CitedSentence,
    Verification,
    VerificationStatus,
)
from service.pipeline.attribution.claims_of_text import WrittenText, read_written
from service.pipeline.attribution.evidence_retrieval import RetrievedEvidence, Sources, retrieve_evidence
from service.pipeline.text.corpus import Corpus
from service.pipeline.verification import check_factual_consistency, copies_further, count_missing
from service.ports import EntailmentModel, Models, StageClock

_NOTHING_LIKE_IT = Verification(
    status=VerificationStatus.UNSUPPORTED,
    score=0.0,
    reasons=("no sentence of the articles says anything like it",),
)
_NO_SENTENCE = Verification(
    status=VerificationStatus.UNSUPPORTED, score=0.0, reasons=("the articles hold no sentence",)
)


def attribute_text(text: str, corpus: Corpus, models: Models, clock: StageClock) -> tuple[CitedSentence, ...]:
    """The sentences of `text`, each with the places in `corpus` that support it, verified.

    Raises: DeadlineExceededError between two stages.
    """
    written = read_written(text, models.encoder, clock)
    return attribute_sentences(written, corpus, clock, entailment=models.entailment)


def attribute_sentences(
    written: WrittenText, corpus: Corpus, clock: StageClock, *, entailment: EntailmentModel | None = None
) -> tuple[CitedSentence, ...]:
    """The sentences of `written` with what supports them in `corpus`.

    entailment: has a say in whether it does. Raises: DeadlineExceededError.
    """
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
        support = _score_support(written, alignments, corpus, entailment)
        return tuple(
            CitedSentence(
                text=written.text[span.start : span.end],
                start=span.start,
                end=span.end,
                citations=tuple(
                    corpus.cite(source, CitationRole.SUPPORTING, score)
                    for source, score in zip(alignment.cited, alignment.scores, strict=True)
                ),
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
        evidence = [corpus.evidence(source) for source in sorted(sources)]
        return count_missing(text, evidence, language=written.language)

    def copies(further: int) -> bool:
        evidence = [corpus.evidence(source) for source in sorted(cited)]
        return copies_further(text, evidence, corpus.evidence(further), language=written.language)

    missing = count(cited) if cited else 0
    for source, score in zip(alignment.further, alignment.further_scores, strict=True):
        left = count([*cited, source]) if missing else 0
        if left < missing or copies(source):
            cited.append(source)
            scores.append(score)
            missing = left
    return replace(alignment, cited=tuple(cited), scores=tuple(scores))


def _score_support(
    written: WrittenText, alignments: Sequence[RetrievedEvidence], corpus: Corpus, entailment: EntailmentModel | None
) -> list[float | None]:
    """What the entailment model says of each sentence; None without a model, and where nothing is cited."""
    support: list[float | None] = [None] * len(alignments)
    if entailment is None:
        return support
    places = [place for place, alignment in enumerate(alignments) if alignment.cited]
    pairs = [
        (
            " ".join(corpus.sentences[i].text for i in sorted(alignments[place].cited)),
            written.text[written.spans[place].start : written.spans[place].end],
        )
        for place in places
    ]
    for place, probability in zip(places, entailment.score_support(pairs), strict=True):
        support[place] = probability
    return support


def _verify(
    place: int, written: WrittenText, alignment: RetrievedEvidence, corpus: Corpus, support: float | None
) -> Verification:
    if not corpus.sentences:
        return _NO_SENTENCE
    if not alignment.cited:
        return _NOTHING_LIKE_IT
    evidence = [corpus.evidence(source) for source in sorted(alignment.cited)]
    span = written.spans[place]
    return check_factual_consistency(
        written.text[span.start : span.end],
        evidence,
        language=written.language,
        similarity=alignment.similarity,
        support=support,
    )
