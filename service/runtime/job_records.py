"""What is kept of a job, and where it may be."""

from __future__ import annotations

import enum
from dataclasses import dataclass

NOBODY = 0
"""In place of the number of a runner: nobody works on a job, or tells its end."""


class JobState(enum.StrEnum):
    """Where a job is. Succeeded and failed ones have ended."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class WebhookState(enum.StrEnum):
    """Whether the end of a job has been told: not yet, it has, or it was given up."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What was accepted. owner: whose it is, a key's name. kind: of the question. request: its body, inflated.

    request_sha256: of all that was sent, by which a repeated idempotency key is told from a mistaken one.
    """

    id: str
    owner: str
    kind: str
    request: bytes
    request_id: str
    request_sha256: str
    idempotency_key: str | None = None
    webhook_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it is kept, but for what is large. Times are seconds since 1970. attempts: how often it was begun.

    runner: the number of who works on it, or tells its end; with `attempts` it tells one claim from every other.
    """

    id: str
    owner: str
    kind: str
    state: JobState
    request_id: str
    request_sha256: str
    created_at: float
    started_at: float | None
    ended_at: float | None
    attempts: int
    runner: int
    webhook_url: str | None
    webhook_state: WebhookState | None
    webhook_attempts: int
