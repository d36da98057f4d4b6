"""`/v1/jobs`: questions that are answered in the background, and kept until they are."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import json
import uuid
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Request, Response

from service.api.authentication import get_holder
from service.api.connections import CLIENT_CLOSED_REQUEST
from service.api.documentation import describe_job_post, describe_job_reading
from service.api.encoding import write_plain
from service.api.execution import (
    JSON,
    Body,
    read_time_limit,
    receive_body,
    refuse_other_media,
    run_in_worker,
    start_job,
)
from service.api.job_messages import JOB_REQUESTS, JobAnswer, JobList, WebhookReport
from service.api.parsing import count_characters, count_values, decode_object, validate
from service.api.problems import MEDIA_TYPE as PROBLEM
from service.api.problems import build_problem, note_problem, write_problem
from service.api.questions import QUESTIONS
from service.api.responses import CitationsAnswer, GroupsAnswer, ProgressEvent, SummaryAnswer
from service.api.services import Services, get_request_id, get_services
from service.errors import FieldProblem, InvalidParameterError, InvalidRequestError, NotReadyError
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from service.runtime.job_errors import JobGivenUpError, JobNotFoundError, JobsOffError, JobUnfinishedError
from service.runtime.job_records import Job, JobState, NewJob
from service.runtime.job_runner import JobRunner, Outcome
from service.runtime.webhooks import WebhookAddressError
from service.settings import estimate_tokens

router = APIRouter(prefix="/v1", tags=["jobs"])

POLL_SECONDS = 1
"""When to ask again for what has not ended."""
_MOST_ATTEMPTS = 3
"""Times that a job is begun. One that ended the process each time, by its size, would do so for ever."""
_MOST_LISTED = 100
_KEY = r"^[\x21-\x7e]{1,255}$"
_NOBODY = ""
"""Whose jobs are where no key is asked for."""
JobId = Annotated[str, Path(description="The name of a job.", examples=["job_" + "0f" * 16])]
Answer = SummaryAnswer | GroupsAnswer | CitationsAnswer
_NAMED = JobNotFoundError(job_id="job_" + "0f" * 16)
_UNFINISHED = JobUnfinishedError(job_id="job_" + "0f" * 16, state="running", retry_after_seconds=POLL_SECONDS)
_BAD_PARAMETER = InvalidParameterError(FieldProblem(pointer="", detail="limit: Input should be at most 100"))


@router.post("/jobs", **describe_job_post())
async def create_job(
    request: Request,
    idempotency_key: Annotated[
        str | None,
        Header(
            pattern=_KEY,
            description="A name for this very job, of up to 255 visible ASCII characters: sent again, it gets the "
            "same job instead of a second one, as long as that one is kept.",
        ),
    ] = None,
) -> Response:
    """A job: a question that is answered in the background, and whose answer is kept for a while."""
    runner, services, holder = _require_jobs(request), get_services(request), get_holder(request)
    refuse_other_media(request, JSON)
    clock = RequestClock(limit_seconds=read_time_limit(request, services.settings), tracer=services.tracer)
    async with AsyncExitStack() as stack:
        body = await stack.enter_async_context(receive_body(request, clock, services))
        if body is None:
            return Response(status_code=CLIENT_CLOSED_REQUEST)

        def accept() -> tuple[Job, bool]:
            with keep_time(clock):
                new = _read_job(body, services, owner=_owner(request), request_id=get_request_id(request))
            return runner.submit(
                dataclasses.replace(new, idempotency_key=idempotency_key),
                most_of_owner=holder.jobs if holder else None,
            )

        job, _ = await asyncio.to_thread(accept)
    headers = {"location": f"/v1/jobs/{job.id}", "retry-after": str(POLL_SECONDS)}
    return Response(_describe(job, runner).model_dump_json(), 202, headers=headers, media_type=JSON)


@router.get("/jobs", response_model=JobList, responses=describe_job_reading(_NAMED, _BAD_PARAMETER))
async def list_jobs(
    request: Request,
    state: Annotated[JobState | None, Query(description="Those alone that are in this state.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_LISTED, description="How many at most.")] = 20,
    before: Annotated[str | None, Query(description="Those alone that were made before this job.")] = None,
) -> JobList:
    """Your jobs, newest first; those of others are not seen."""
    runner, owner = _require_jobs(request), _owner(request)
    if before is not None:
        await _find(runner, before, request)  # of one that is gone, nobody knows what was made before it
    found = await asyncio.to_thread(runner.store.list_of, owner, state=state, limit=limit + 1, before=before)
    shown = found[:limit]
    return JobList(
        jobs=[_describe(job, runner) for job in shown], next=shown[-1].id if len(found) > limit and shown else None
    )


@router.get("/jobs/{job_id}", response_model=JobAnswer, responses=describe_job_reading(_NAMED, _BAD_PARAMETER))
async def read_job(request: Request, job_id: JobId) -> Response:
    """How a job stands."""
    runner = _require_jobs(request)
    job = await _find(runner, job_id, request)
    headers = {} if job.ended_at else {"retry-after": str(POLL_SECONDS)}
    return Response(_describe(job, runner).model_dump_json(), headers=headers, media_type=JSON)


@router.get(
    "/jobs/{job_id}/result", response_model=Answer, responses=describe_job_reading(_NAMED, _UNFINISHED, _BAD_PARAMETER)
)
async def read_result(request: Request, job_id: JobId) -> Response:
    """What the question was answered, byte for byte; of a job that failed, the problem with its status."""
    runner = _require_jobs(request)
    job = await _find(runner, job_id, request)
    if not job.ended_at:
        raise JobUnfinishedError(job_id=job_id, state=job.state, retry_after_seconds=POLL_SECONDS)
    content = await asyncio.to_thread(runner.store.result, job_id)
    if content is None:
        raise JobNotFoundError(job_id=job_id)
    if job.state is JobState.SUCCEEDED:
        return Response(content, media_type=JSON)
    return Response(content, json.loads(content)["status"], media_type=PROBLEM)


@router.delete("/jobs/{job_id}", status_code=204, responses=describe_job_reading(_NAMED, _BAD_PARAMETER))
async def delete_job(request: Request, job_id: JobId) -> Response:
    """Forgets a job and its result; one that waits is not begun, one that runs is stopped."""
    runner = _require_jobs(request)
    await _find(runner, job_id, request)
    await asyncio.to_thread(runner.cancel, job_id)
    return Response(status_code=204)


def perform(
    job: Job, request: bytes, clock: RequestClock, *, services: Services, loop: asyncio.AbstractEventLoop
) -> Outcome:
    """What becomes of a job; called on a thread of its own, while `loop` runs on another.

    Raises: NotReadyError if the service stops before it is done.
    """
    if job.attempts > _MOST_ATTEMPTS:
        return _fail(job, JobGivenUpError(attempts=_MOST_ATTEMPTS), services)
    try:
        work, question = start_job(services, clock), QUESTIONS[job.kind]
        running = run_in_worker(
            lambda: question.answer(request, work, services.settings),
            clock,
            services,
            tokens=estimate_tokens(len(request)),
            patient=True,
        )
        content = asyncio.run_coroutine_threadsafe(running, loop).result()
    except NotReadyError:
        raise
    except Exception as error:  # noqa: BLE001
        return _fail(job, error, services)
    return Outcome(state=JobState.SUCCEEDED, content=content)


def _fail(job: Job, error: Exception, services: Services) -> Outcome:
    note_problem(error, services, request_id=job.request_id)
    problem = write_problem(build_problem(error, job.request_id))
    return Outcome(state=JobState.FAILED, content=problem.encode())


def _require_jobs(request: Request) -> JobRunner:
    services = get_services(request)
    services.admission.refuse_if_draining()
    if services.jobs is None:
        raise JobsOffError
    return services.jobs


def _owner(request: Request) -> str:
    """Whose jobs a request is about: those of its key."""
    return str(getattr(request.state, "key", _NOBODY))


async def _find(runner: JobRunner, job_id: str, request: Request) -> Job:
    job = await asyncio.to_thread(runner.store.find, job_id, owner=_owner(request))
    if job is None:
        raise JobNotFoundError(job_id=job_id)
    return job


def _read_job(body: Body, services: Services, *, owner: str, request_id: str) -> NewJob:
    """The job that `body` asks for, all of it checked. Raises: as for a request that is answered at once."""
    plain = body.read()
    document = decode_object(plain, count_values(services.settings), count_characters(services.settings))
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in JOB_REQUESTS:
        detail = f"must be one of {', '.join(JOB_REQUESTS)}"
        raise InvalidRequestError(FieldProblem(pointer="/kind", detail=detail))
    schema = JOB_REQUESTS[kind]
    question = document.get("request")
    asked = validate(document, schema, services.settings, question=question, pointer="/request")
    if asked.webhook:
        _check_webhook(asked.webhook.url, services.jobs)
    return NewJob(
        id=f"job_{uuid.uuid4().hex}",
        owner=owner,
        kind=asked.kind,
        request=write_plain(question),
        request_id=request_id,
        request_sha256=hashlib.sha256(plain).hexdigest(),
        webhook_url=asked.webhook.url if asked.webhook else None,
    )


def _check_webhook(url: str, runner: JobRunner | None) -> None:
    """Raises: InvalidRequestError if nothing may be told to `url`."""
    sender = runner.sender if runner else None
    try:
        if sender:
            sender.check(url)
            return
        reason = "this service sends no webhooks; CHORUS_WEBHOOK_SECRET would have it do so"
    except WebhookAddressError as error:
        reason = error.reason
    raise InvalidRequestError(FieldProblem(pointer="/webhook/url", detail=reason))


def _describe(job: Job, runner: JobRunner) -> JobAnswer:
    progress = runner.progress(job.id) if job.state is JobState.RUNNING else None
    return JobAnswer(
        id=job.id,
        kind=job.kind,
        state=job.state,
        progress=ProgressEvent.model_validate(progress) if progress else None,
        created_at=_moment(job.created_at),
        started_at=_moment(job.started_at) if job.started_at else None,
        ended_at=_moment(job.ended_at) if job.ended_at else None,
        expires_at=_moment(job.ended_at + runner.expire_seconds) if job.ended_at else None,
        attempts=job.attempts,
        webhook=WebhookReport(url=job.webhook_url, state=job.webhook_state, attempts=job.webhook_attempts)
        if job.webhook_url and job.webhook_state
        else None,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
