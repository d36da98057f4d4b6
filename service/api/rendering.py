"""From what the pipeline returns to what clients get: offsets in their unit, scores with four decimals."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from service import descriptions, domain
from service.api.article_responses import (
    ArticleReport,
    BoilerplateSpan,
    ExtractedArticle,
)
from service.api.evidence_responses import (
    Citation,
    Conflict,
    ConflictSide,
    Coverage,
    Group,
    GroupMember,
    NearGroup,
    NewerValue,
    SentenceCitation,
    Verification,
    WrongSpan,
)
from service.api.model_responses import AnswerModels, Encoder, Entailment, Rewriter, SameFact
from service.api.offsets import OffsetConverter, OffsetUnit
from service.api.requests import Familiarity
from service.api.responses import LengthReport, Since, Usage
from service.api.sentence_responses import CitedSentence, Explanation, SentenceNews, SummarySentence, TimelineDay
from service.rewrites import RewritingReport

_DECIMALS = 4


class Renderer:
    """Renders what points into one request's articles; each article's offsets are prepared once, when needed."""

    def __init__(self, articles: Sequence[domain.Article], unit: OffsetUnit) -> None:
        self._articles = articles
        self._unit = unit
        self._converters: dict[int, OffsetConverter] = {}

    def render_summary_sentences(self, summary: domain.Summary, *, explained: bool) -> list[SummarySentence]:
        offsets = OffsetConverter(summary.text, self._unit)
        return [
            SummarySentence(
                text=sentence.text,
                start=offsets.convert(sentence.start),
                end=offsets.convert(sentence.end),
                group_id=sentence.group_id,
                group_ids=list(sentence.group_ids),
                coverage=Coverage.model_validate(sentence.coverage),
                citations=self._render_citations(sentence, offsets),
                verification=self._render_verification(sentence.verification, offsets),
                outcome=sentence.outcome,
                told_at=sentence.told_at,
                explanation=_render_explanation(sentence.explanation) if explained else None,
                news=self._render_news(sentence.news) if sentence.news else None,
            )
            for sentence in summary.sentences
        ]

    def render_cited_sentences(self, text: str, cited: domain.CitedText) -> list[CitedSentence]:
        """The sentences of `text`, into which their offsets point."""
        offsets = OffsetConverter(text, self._unit)
        return [
            CitedSentence(
                text=sentence.text,
                start=offsets.convert(sentence.start),
                end=offsets.convert(sentence.end),
                citations=self._render_citations(sentence, offsets),
                verification=self._render_verification(sentence.verification, offsets),
            )
            for sentence in cited.sentences
        ]

    def render_groups(
        self, groups: Sequence[domain.SentenceGroup], *, summary: domain.Summary | None = None
    ) -> list[Group]:
        """The groups; where there is a `summary`, each says whether it is told there."""
        told = None if summary is None else {name for sentence in summary.sentences for name in sentence.group_ids}
        return [self._render_group(group, None if told is None else group.id in told) for group in groups]

    def render_conflicts(self, conflicts: Sequence[domain.Conflict]) -> list[Conflict]:
        return [
            Conflict(
                id=conflict.id,
                kind=conflict.kind,
                status=conflict.status,
                group_ids=list(conflict.group_ids),
                statement=conflict.statement,
                sides=[self._render_side(side) for side in conflict.sides],
                score=conflict.score,
            )
            for conflict in conflicts
        ]

    def render_articles(
        self, reports: Sequence[domain.ArticleReport], pages: frozenset[int] = frozenset()
    ) -> list[ArticleReport]:
        """pages: the places of articles that came as pages, whose text is sent."""
        return [
            ArticleReport(
                id=report.id,
                sentences=report.sentences,
                cited=report.cited,
                boilerplate=len(report.boilerplate),
                copy_of=report.copy_of,
                story=report.story,
                boilerplate_spans=[self._render_boilerplate(span) for span in report.boilerplate],
                source=self._articles[report.index].publisher,
                text=self._articles[report.index].text if report.index in pages else None,
            )
            for report in reports
        ]

    def render_extracted(self, pages: frozenset[int]) -> list[ExtractedArticle] | None:
        """The articles that came as pages; None if there are none."""
        found = [self._articles[place] for place in sorted(pages)]
        return [ExtractedArticle(id=article.id, text=article.text) for article in found] or None

    def render_timeline(self, summary: domain.Summary) -> list[TimelineDay] | None:
        if summary.timeline is None:
            return None
        return [
            TimelineDay(
                date=day.day,
                sentences=list(day.sentences),
                group_ids=[summary.sentences[place].group_id for place in day.sentences],
                sources=day.sources,
            )
            for day in summary.timeline
        ]

    def _render_news(self, news: domain.News) -> SentenceNews:
        return SentenceNews(status=news.status, against=[self._render_citation(place) for place in news.against])

    def _render_citations(
        self, sentence: domain.SummarySentence | domain.CitedSentence, offsets: OffsetConverter
    ) -> list[SentenceCitation]:
        """offsets: of the text that holds the sentence."""
        rendered = []
        for citation in sentence.citations:
            claim = citation.claim or domain.Span(start=sentence.start, end=sentence.end)
            part = {"claim_start": offsets.convert(claim.start), "claim_end": offsets.convert(claim.end)}
            rendered.append(SentenceCitation(**dict(self._render_citation(citation)), **part))
        return rendered

    def _render_verification(self, verification: domain.Verification, offsets: OffsetConverter) -> Verification:
        """offsets: of the text that holds the sentence."""
        return Verification(
            status=verification.status,
            score=round_score(verification.score),
            reasons=list(verification.reasons),
            spans=[
                WrongSpan(
                    start=offsets.convert(wrong.start),
                    end=offsets.convert(wrong.end),
                    kind=wrong.kind,
                    contradicting=[self._render_citation(place) for place in wrong.contradicting],
                )
                for wrong in verification.spans
            ],
        )

    def _render_citation(self, citation: domain.Citation) -> Citation:
        return Citation(
            article_id=citation.article_id,
            article_index=citation.article_index,
            start=self._convert(citation.article_index, citation.start),
            end=self._convert(citation.article_index, citation.end),
            cited_text=citation.cited_text,
            role=citation.role,
            score=round_score(citation.score),
        )

    def _render_side(self, side: domain.ConflictSide) -> ConflictSide:
        return ConflictSide(
            value=side.value,
            coverage=Coverage.model_validate(side.coverage),
            citations=[self._render_citation(citation) for citation in side.citations],
            as_of=side.as_of,
        )

    def _render_group(self, group: domain.SentenceGroup, in_summary: bool | None) -> Group:
        return Group(
            id=group.id,
            rank=group.rank,
            coverage=Coverage.model_validate(group.coverage),
            salience=round_score(group.salience),
            representative=group.representative,
            members=[self._render_member(member) for member in group.members],
            near=[NearGroup(group_id=near.group_id, score=round_score(near.score)) for near in group.near] or None,
            in_summary=in_summary,
        )

    def _render_member(self, member: domain.GroupMember) -> GroupMember:
        sentence = member.sentence
        return GroupMember(
            article_id=self._articles[sentence.article_index].id,
            article_index=sentence.article_index,
            start=self._convert(sentence.article_index, sentence.start),
            end=self._convert(sentence.article_index, sentence.end),
            text=sentence.text,
            similarity=round_score(member.similarity),
            origin=member.origin,
            superseded_by=self._render_newer(member.superseded_by) if member.superseded_by else None,
        )

    def _render_newer(self, newer: domain.NewerValue) -> NewerValue:
        return NewerValue(
            value=newer.value,
            as_of=newer.as_of,
            article_id=self._articles[newer.article_index].id,
            article_index=newer.article_index,
            start=self._convert(newer.article_index, newer.start),
            end=self._convert(newer.article_index, newer.end),
        )

    def _render_boilerplate(self, span: domain.Boilerplate) -> BoilerplateSpan:
        return BoilerplateSpan(
            start=self._convert(span.article_index, span.start),
            end=self._convert(span.article_index, span.end),
            kind=span.kind,
        )

    def _convert(self, article_index: int, offset: int) -> int:
        if article_index not in self._converters:
            self._converters[article_index] = OffsetConverter(self._articles[article_index].text, self._unit)
        return self._converters[article_index].convert(offset)


def render_familiarity(familiarity: Familiarity) -> Since:
    return Since(known=list(familiarity.known), changed=list(familiarity.changed), missing=list(familiarity.missing))


def render_length(report: domain.LengthReport) -> LengthReport:
    """The report, its whole numbers without a decimal point."""
    return LengthReport(
        unit=report.unit,
        requested=_shorten(report.requested),
        actual=_shorten(report.actual),
        stop_reason=report.stop_reason,
    )


def render_usage(report: RewritingReport) -> Usage:
    return Usage(
        requests=report.usage.requests,
        input_tokens=report.usage.input_tokens,
        output_tokens=report.usage.output_tokens,
        token_budget=report.token_budget,
        cost=report.cost,
    )


def render_models(models: descriptions.ModelsUsed) -> AnswerModels:
    return AnswerModels(
        encoder=Encoder.model_validate(models.encoder),
        same_fact=SameFact.model_validate(models.same_fact) if models.same_fact else None,
        rewriter=Rewriter.model_validate(models.rewriter) if models.rewriter else None,
        entailment=Entailment.model_validate(models.entailment) if models.entailment else None,
    )


def _render_explanation(explanation: domain.Explanation) -> Explanation:
    parts = {name: value for name, value in dataclasses.asdict(explanation).items() if name != "step"}
    return Explanation(step=explanation.step, **{name: round_score(value) for name, value in parts.items()})


def round_score(score: float) -> float:
    """With as many decimals as clients get."""
    # Adding zero turns a negative zero into a positive one.
    return round(float(score), _DECIMALS) + 0.0


def _shorten(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value
