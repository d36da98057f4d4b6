"""`POST /v1/citations`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.documentation import describe_post
from service.api.execution import Job, Question, answer_request
from service.api.receipts import issue_receipt, name_answer
from service.api.rendering import Renderer, render_models
from service.api.requests import CitationsRequest
from service.api.responses import CitationsAnswer

router = APIRouter(prefix="/v1", tags=["citations"])


@router.post("/citations", **describe_post(CitationsRequest, CitationsAnswer))
async def create_citations(request: Request) -> Response:
    """The sentences of any text, each with the places in the articles that support it, or with none."""
    return await answer_request(request, QUESTION)


def _cite(request: CitationsRequest, job: Job) -> CitationsAnswer:
    articles = request.to_articles(job.publishers, job.clock)
    cited = job.pipeline.cite(articles, request.text, job.clock, threshold=request.threshold)
    with job.clock.stage("render"):
        receipt = issue_receipt(request, articles, cited.models, publishers=job.publishers)
        renderer = Renderer(articles, request.offset_unit)
        return CitationsAnswer(
            id=name_answer("cit", receipt),
            sentences=renderer.render_cited_sentences(request.text, cited),
            support=cited.support,
            statuses=cited.count_statuses(),
            articles=renderer.render_extracted(request.pages),
            models=render_models(cited.models),
            receipt=receipt,
            warnings=[*request.list_warnings(), *cited.warnings],
            timings_ms=dict(job.clock.timings),
        )


QUESTION = Question(schema=CitationsRequest, handle=_cite)
