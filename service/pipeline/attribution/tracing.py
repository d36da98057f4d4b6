"""A sentence of a written text with all that was found about it, as a sentence that is cited and verified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

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
from service.pipeline.attribution.claims_of_text import WrittenText
from service.pipeline.attribution.deciding import list_deciding
from service.pipeline.attribution.evidence_retrieval import RetrievedEvidence
from service.pipeline.attribution.judgements import Judgement
from service.pipeline.attribution.place_roles import PlaceRole, list_unsettled, settle_places
from service.pipeline.attribution.roles import measure_strength, weigh_words
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.folding import flatten
from service.pipeline.verification import check_factual_consistency
from service.ports import Entailment

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
_ORDER = {role: place for place, role in enumerate(CitationRole)}
_NEAREST_SHARE = 0.9
"""Of the best source's cosine to a clause, from which another source is about that clause too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedSentence:
    """A sentence of a written text, by its place, with what was found out about it.

    places: what single sentences of the articles say of it alone; see `list_unsettled`.
    """

    place: int
    written: WrittenText
    corpus: Corpus
    evidence: RetrievedEvidence
    judgement: Judgement | None
    places: Mapping[int, Entailment] = field(default_factory=dict)

    def list_unsettled(self) -> tuple[int, ...]:
        """The sentences of the articles that have to be read alone with it; ascending."""
        return list_unsettled(self._list_told(), self.evidence.cited, self._weigh_articles())

    def attribute(self, threshold: float) -> CitedSentence:
        """The sentence, cited and verified."""
        span = self.written.spans[self.place]
        roles = self._settle_places()
        cited = self._list_cited(roles, CitationRole.SUPPORTING)
        verification = self._verify(tuple(cited), threshold)
        if verification.status is VerificationStatus.CONTRADICTED:
            cited |= self._list_cited(roles, CitationRole.DISPUTING)
        citations = self._cite(cited, roles)
        disputing = tuple(citation for citation in citations if citation.role is CitationRole.DISPUTING)
        wrong = (replace(self._move(part), contradicting=disputing) for part in verification.spans)
        return CitedSentence(
            text=self.written.text[span.start : span.end],
            start=span.start,
            end=span.end,
            citations=citations,
            verification=replace(verification, spans=tuple(wrong)),
        )

    def _settle_places(self) -> dict[int, PlaceRole]:
        """The roles of the sentences that were read or are cited; empty without a model."""
        own = self.written.terms[self.place].content
        places = {i: weigh_words(says, own, hold((i,), self.corpus)) for i, says in self.places.items()}
        return settle_places(self._list_told(), self.evidence.nearest, self._weigh_articles(), places)

    def _weigh_articles(self) -> dict[int, Entailment]:
        """What each article says, weighed by the words of what was read of it; empty without a model."""
        if self.judgement is None:
            return {}
        own = self.written.terms[self.place].content
        return {
            article: weigh_words(alone, own, hold(self.evidence.nearest[article], self.corpus))
            for article, alone in self.judgement.alone.items()
        }

    def _list_told(self) -> dict[int, tuple[int, ...]]:
        """By article, its sentences that are read together or cited; ascending."""
        told = {article: set(nearest) for article, nearest in self.evidence.nearest.items()}
        for i in self.evidence.cited:
            told.setdefault(int(self.corpus.article_of[i]), set()).add(i)
        return {article: tuple(sorted(own)) for article, own in told.items()}

    def _list_cited(self, roles: Mapping[int, PlaceRole], also: CitationRole) -> dict[int, float]:
        """The sentences that are cited, with how near they are: those retrieved, and what else has a role.

        An article that says all of a sentence, or otherwise, in other words is not found by words: the model that reads
        it knows.
        """
        cited = dict(zip(self.evidence.cited, self.evidence.scores, strict=True))
        for told in self._list_told().values():
            having = [i for i in told if i in roles and roles[i].role is also]
            if having and cited.keys().isdisjoint(having):
                nearness = {i: float(self.written.embeddings[self.place] @ self.corpus.embeddings[i]) for i in having}
                best = max(having, key=lambda i: (roles[i].measure_strength(0.0), nearness[i], -i))
                cited[best] = nearness[best]
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
            entailments=list_deciding(claim, self.written.language, self.judgement, self.evidence.nearest, corpus)
            if self.judgement
            else (),
            read=[self.judgement.together, *self.judgement.alone.values()] if self.judgement else (),
            threshold=threshold,
        )

    def _move(self, wrong: WrongSpan) -> WrongSpan:
        """The span in the written text in place of that in the claim."""
        span = self.written.locate(self.place, wrong.start, wrong.end)
        return replace(wrong, start=span.start, end=span.end)

    def _cite(self, cited: Mapping[int, float], roles: Mapping[int, PlaceRole]) -> tuple[Citation, ...]:
        """The cited places, the strongest first; with an entailment model, each in the role that it has.

        Where no article says all of the sentence, those that say it together support it, each the part nearest to it.
        """
        judgement = self.judgement
        whole = any(place.role is CitationRole.SUPPORTING for place in roles.values())
        together = judgement is not None and not whole and judgement.together.entailed >= _TOGETHER
        citations = []
        for source, nearness in cited.items():
            place = roles.get(source)
            role = place.role if place else CitationRole.RELATED if roles else CitationRole.SUPPORTING
            if together and role is CitationRole.RELATED:
                role = CitationRole.SUPPORTING
            score = measure_strength(role, place.says, nearness) if place else nearness
            complete = place is not None and place.role is CitationRole.SUPPORTING and place.alone
            claim = self.written.spans[self.place] if complete else self._find_part(source, tuple(cited))
            citations.append(replace(self.corpus.cite(source, role, score), claim=claim))
        return tuple(sorted(citations, key=lambda one: (_ORDER[one.role], -one.score)))

    def _find_part(self, source: int, cited: Sequence[int]) -> Span:
        """From the first to the last clause that `source` is as near to as any cited sentence."""
        clauses = self.written.clauses[self.place]
        nearness = self.written.clause_embeddings[self.place] @ self.corpus.embeddings[list(cited)].T
        own = nearness[:, cited.index(source)]
        about = np.flatnonzero(own >= _NEAREST_SHARE * nearness.max(axis=1))
        first, last = (int(about[0]), int(about[-1])) if len(about) else (int(own.argmax()), int(own.argmax()))
        return Span(start=clauses[first].span.start, end=clauses[last].span.end)


def hold(sentences: Sequence[int], corpus: Corpus) -> frozenset[str]:
    """The stems of content that any of the sentences has."""
    return frozenset[str]().union(*(corpus.terms[i].content for i in sentences))
