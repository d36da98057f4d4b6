"""`POST /v1/groups`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.documentation import describe_post
from service.api.execution import Job, Question, answer_request
from service.api.receipts import issue_receipt, name_answer
from service.api.rendering import Renderer, render_models
from service.api.requests import GroupsRequest
from service.api.responses import GroupsAnswer

router = APIRouter(prefix="/v1", tags=["groups"])


@router.post("/groups", **describe_post(GroupsRequest, GroupsAnswer))
async def create_groups(request: Request) -> Response:
    """The sentences of the articles, grouped by the fact they report, with the sources behind each group."""
    return await answer_request(request, QUESTION)


def _group(request: GroupsRequest, job: Job) -> GroupsAnswer:
    articles = request.to_articles(job.publishers, job.clock)
    grouped = job.pipeline.group(articles, job.clock, query=request.query, min_sources=request.min_sources)
    job.observe_size(grouped.articles)
    with job.clock.stage("render"):
        renderer = Renderer(articles, request.offset_unit)
        receipt = issue_receipt(request, articles, grouped.models, publishers=job.publishers)
        return GroupsAnswer(
            id=name_answer("grp", receipt),
            groups=renderer.render_groups(grouped.groups),
            articles=renderer.render_articles(grouped.articles, request.pages),
            models=render_models(grouped.models),
            receipt=receipt,
            warnings=[*request.list_warnings(), *grouped.warnings],
            timings_ms=dict(job.clock.timings),
        )


QUESTION = Question(schema=GroupsRequest, handle=_group)
