"""What is said of the places that sentences cite, in the words of the review page.

Of a summary's sentence it is told who reports its fact (`web/src/page/Glyph.tsx`), of a text that is checked what a
place says of a sentence (`web/src/verify/evidence.ts`).
"""

from __future__ import annotations

from collections.abc import Iterator

from service.api.evidence_responses import Citation, SentenceCitation
from service.api.responses import SummaryAnswer
from service.api.sentence_responses import CitedSentence
from service.cli.opposed import Standing, list_stands
from service.cli.places import WHOLE, Said
from service.cli.support import OTHERWISE
from service.domain import CitationRole, VerificationStatus

_STANDINGS = {Standing.SUPPORTING: WHOLE, Standing.RELATED: "not in every detail", **OTHERWISE}
_PART = "says a part of it"
_ELSE = "says something else"
_NEAREST = "the nearest words"
_SUPPORT = frozenset({CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING})
_REFUSED = frozenset({VerificationStatus.CONTRADICTED, VerificationStatus.UNSUPPORTED})


def list_said(answer: SummaryAnswer) -> tuple[tuple[Said, ...], ...]:
    """Of each sentence of a summary the places that tell its fact, and what is said of each: those that say all first.

    Of an article that says several things one counts: the sentence itself, else what says otherwise, and so on.
    """
    order = list(_STANDINGS)
    return tuple(
        tuple(
            Said(
                place=stand.place,
                words=_STANDINGS[stand.standing],
                weight=len(Standing) + 1 if stand.home else int(stand.standing),
            )
            for stand in sorted(stands, key=lambda stand: order.index(stand.standing))
        )
        for stands in list_stands(answer)
    )


def list_evidence(sentence: CitedSentence) -> tuple[Said, ...]:
    """The places that speak of a checked sentence, those that say all of it first.

    Of a sentence that the articles do not support as a whole, no place is shown as if it did.
    """
    told = [*_list_contradicting(sentence), *((place, _judge(place, sentence)) for place in sentence.citations)]
    order = (WHOLE, _PART, _STANDINGS[Standing.RELATED], _STANDINGS[Standing.DISPUTING], _ELSE, _NEAREST)
    weights = {words: len(order) - place for place, words in enumerate(order)}
    weights[_STANDINGS[Standing.DISPUTING]] = len(order) + 1
    said = (Said(place=place, words=words, weight=weights[words]) for place, words in told)
    return tuple(sorted(said, key=lambda one: order.index(one.words)))


def _list_contradicting(sentence: CitedSentence) -> Iterator[tuple[Citation, str]]:
    for span in sentence.verification.spans:
        for place in span.contradicting:
            yield place, _STANDINGS[Standing.DISPUTING]


def _judge(place: SentenceCitation, sentence: CitedSentence) -> str:
    supports = place.role in _SUPPORT
    if supports and place.claim_end - place.claim_start < sentence.end - sentence.start:
        return _PART
    if place.role is CitationRole.DISPUTING:
        return _STANDINGS[Standing.DISPUTING]
    if sentence.verification.status not in _REFUSED:
        return WHOLE if supports else _STANDINGS[Standing.RELATED]
    contradicted = sentence.verification.status is VerificationStatus.CONTRADICTED
    return _ELSE if contradicted and not supports else _NEAREST
