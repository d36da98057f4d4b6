"""Jobs: questions that a service answers in the background, where it keeps any (CHORUS_JOBS_FILE, CHORUS_JOBS_URL)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict

from chorus_client.requests import Call, write_body
from service.api.responses import CitationsAnswer, GroupsAnswer, ProgressEvent, SummaryAnswer

JobKind = Literal["summaries", "groups", "citations"]
JobState = Literal["queued", "running", "succeeded", "failed"]
Answer = SummaryAnswer | GroupsAnswer | CitationsAnswer

POLL_SECONDS = 1.0
"""Between two looks at a job; the service asks for as much."""
_PATH = "/v1/jobs"
_ANSWERS: Mapping[JobKind, type[Answer]] = {
    "summaries": SummaryAnswer,
    "groups": GroupsAnswer,
    "citations": CitationsAnswer,
}


class Webhook(BaseModel):
    """What became of a job's webhook."""

    model_config = ConfigDict(frozen=True)

    url: str
    state: Literal["pending", "delivered", "failed"]
    attempts: int


class Job(BaseModel):
    """A job. progress: null unless it runs. expires_at: when it is forgotten, its result too."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: JobKind
    state: JobState
    progress: ProgressEvent | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None
    attempts: int
    webhook: Webhook | None

    @property
    def ended(self) -> bool:
        return self.ended_at is not None


class JobList(BaseModel):
    """Jobs, newest first. next: what to give as `before` for those made earlier; None: there are none."""

    model_config = ConfigDict(frozen=True)

    jobs: list[Job]
    next: str | None


def submit(kind: JobKind, request: Mapping[str, Any], *, webhook: str | None, idempotency_key: str | None) -> Call[Job]:
    """The call that makes a job. Sent again after a failure, it makes no second one."""
    document: dict[str, Any] = {"kind": kind, "request": request}
    if webhook is not None:
        document["webhook"] = {"url": webhook}
    key = idempotency_key or uuid.uuid4().hex
    return Call(
        method="POST", path=_PATH, answer=Job, body=write_body(document), extra_headers={"idempotency-key": key}
    )


def read_job(job_id: str) -> Call[Job]:
    return Call(method="GET", path=f"{_PATH}/{quote(job_id, safe='')}", answer=Job)


def list_jobs(*, state: JobState | None, limit: int | None, before: str | None) -> Call[JobList]:
    given = {"state": state, "limit": limit, "before": before}
    query = urlencode({name: value for name, value in given.items() if value is not None})
    return Call(method="GET", path=f"{_PATH}?{query}" if query else _PATH, answer=JobList)


def read_result(job_id: str, kind: JobKind) -> Call[Answer]:
    return Call(method="GET", path=f"{_PATH}/{quote(job_id, safe='')}/result", answer=_ANSWERS[kind])


def delete_job(job_id: str) -> Call[Job]:
    """The call that forgets a job; it has no answer."""
    return Call(method="DELETE", path=f"{_PATH}/{quote(job_id, safe='')}", answer=Job)
