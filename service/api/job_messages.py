"""What clients send and get of jobs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from service.api.article_requests import RequestPart
from service.api.fields import WebAddress
from service.api.requests import CitationsRequest, GroupsRequest, SummaryRequest
from service.api.response_part import ResponsePart
from service.api.responses import ProgressEvent
from service.runtime.job_records import JobState, WebhookState


class WebhookRequest(RequestPart):
    """Where the end of a job is told, signed (Standard Webhooks)."""

    url: WebAddress = Field(
        description="An http or https address. Loopback, link-local and private ones are refused unless the service "
        "is set otherwise.",
        examples=["https://example.com/hooks/chorus"],
    )


class SummaryJobRequest(RequestPart):
    """A summary to be made in the background."""

    kind: Literal["summaries"] = Field(description="What is asked: as `POST /v1/summaries`.")
    request: SummaryRequest = Field(description="The body that `POST /v1/summaries` takes.")
    webhook: WebhookRequest | None = Field(None, description="Who is told when the job has ended.")


class GroupsJobRequest(RequestPart):
    """Groups to be made in the background."""

    kind: Literal["groups"] = Field(description="What is asked: as `POST /v1/groups`.")
    request: GroupsRequest = Field(description="The body that `POST /v1/groups` takes.")
    webhook: WebhookRequest | None = Field(None, description="Who is told when the job has ended.")


class CitationsJobRequest(RequestPart):
    """A text to be cited in the background."""

    kind: Literal["citations"] = Field(description="What is asked: as `POST /v1/citations`.")
    request: CitationsRequest = Field(description="The body that `POST /v1/citations` takes.")
    webhook: WebhookRequest | None = Field(None, description="Who is told when the job has ended.")


JOB_REQUESTS: Mapping[str, type[SummaryJobRequest | GroupsJobRequest | CitationsJobRequest]] = MappingProxyType(
    {"summaries": SummaryJobRequest, "groups": GroupsJobRequest, "citations": CitationsJobRequest}
)
"""By kind."""


class WebhookReport(ResponsePart):
    """What became of a job's webhook."""

    url: str = Field(description="Its address, as it was sent.", examples=["https://example.com/hooks/chorus"])
    state: WebhookState = Field(
        description="`pending` until the end of the job was told, `delivered` then, `failed` once it was given up.",
        examples=["pending"],
    )
    attempts: int = Field(description="How often it was tried.", examples=[0])


class JobAnswer(ResponsePart):
    """A job."""

    id: str = Field(description="Its name, `job_` and 32 hexadecimal digits.", examples=["job_" + "0f" * 16])
    kind: Literal["summaries", "groups", "citations"] = Field(description="What was asked.", examples=["summaries"])
    state: JobState = Field(description="`queued`, `running`, then `succeeded` or `failed`.", examples=["running"])
    progress: ProgressEvent | None = Field(description="How far the work is; null unless it runs.")
    created_at: datetime = Field(description="When it was accepted.", examples=["2025-03-04T17:30:00Z"])
    started_at: datetime | None = Field(description="When the work on it began, the last time.")
    ended_at: datetime | None = Field(description="When it ended.")
    expires_at: datetime | None = Field(description="When it is forgotten, its result too; null until it has ended.")
    attempts: int = Field(
        description="How often the work was begun: more than once where the service ended meanwhile.", examples=[1]
    )
    webhook: WebhookReport | None = Field(description="What became of its webhook; null where none was asked for.")


class JobList(ResponsePart):
    """Jobs, newest first."""

    jobs: list[JobAnswer] = Field(description="The jobs.")
    next: str | None = Field(description="What to send as `before` to get those that were made earlier; null: none.")
