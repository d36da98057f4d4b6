"""`POST /v1/summaries`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.documentation import describe_post
from service.api.execution import Job, Question, answer_request
from service.api.receipts import issue_receipt, name_answer
from service.api.rendering import Renderer, render_length, render_models, render_usage
from service.api.requests import Part, SummaryRequest
from service.api.responses import SummaryAnswer

router = APIRouter(prefix="/v1", tags=["summaries"])


@router.post("/summaries", **describe_post(SummaryRequest, SummaryAnswer))
async def create_summary(request: Request) -> Response:
    """A summary of the articles, no longer than asked for, every sentence with its citations."""
    return await answer_request(request, QUESTION)


def _summarize(request: SummaryRequest, job: Job) -> SummaryAnswer:
    articles = request.to_articles(job.publishers, job.clock)
    summary = job.pipeline.summarize(articles, request.to_options(), job.clock)
    job.observe_size(summary.articles)
    if summary.rewriting:
        job.metrics.observe_rewriting(summary.rewriting)
    with job.clock.stage("render"):
        renderer = Renderer(articles, request.offset_unit)
        receipt = issue_receipt(request, articles, summary.models, publishers=job.publishers)
        include = set(request.include)
        return SummaryAnswer(
            id=name_answer("sum", receipt),
            mode=request.mode,
            summary=summary.text,
            sentences=renderer.render_summary_sentences(summary, explained=Part.EXPLANATIONS in include),
            groups=renderer.render_groups(summary.groups, summary=summary) if Part.GROUPS in include else None,
            conflicts=renderer.render_conflicts(summary.conflicts) if Part.CONFLICTS in include else None,
            articles=renderer.render_articles(summary.articles, request.pages)
            if Part.ARTICLES in include or request.pages
            else None,
            length=render_length(summary.length),
            usage=render_usage(summary.rewriting) if summary.rewriting else None,
            models=render_models(summary.models),
            receipt=receipt,
            warnings=[*request.list_warnings(), *summary.warnings],
            timings_ms=dict(job.clock.timings),
        )


QUESTION = Question(schema=SummaryRequest, handle=_summarize)
