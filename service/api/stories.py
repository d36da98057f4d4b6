"""`POST /v1/stories`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.documentation import describe_post
from service.api.execution import Job, Question, answer_request
from service.api.receipts import issue_receipt, name_answer
from service.api.rendering import render_models
from service.api.requests import StoriesRequest
from service.api.responses import StoriesAnswer
from service.api.story_rendering import render_followed, render_stories

router = APIRouter(prefix="/v1", tags=["stories"])


@router.post("/stories", **describe_post(StoriesRequest, StoriesAnswer))
async def create_stories(request: Request) -> Response:
    """The events that a mixed stream of articles tells, each with its articles, and the strays."""
    return await answer_request(request, QUESTION)


def _follow(request: StoriesRequest, job: Job) -> StoriesAnswer:
    articles = request.to_articles(job.publishers, job.clock)
    followed = job.pipeline.follow(articles, request.to_options(), job.clock)
    with job.clock.stage("render"):
        receipt = issue_receipt(request, articles, followed.models, publishers=job.publishers)
        return StoriesAnswer(
            id=name_answer("sts", receipt),
            stories=render_stories(followed.stories, articles),
            articles=render_followed(followed.articles, articles, request.pages),
            models=render_models(followed.models),
            receipt=receipt,
            warnings=[*request.list_warnings(), *followed.warnings],
            timings_ms=dict(job.clock.timings),
        )


QUESTION = Question(schema=StoriesRequest, handle=_follow)
