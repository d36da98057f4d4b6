"""Errors as problem details (RFC 9457): one table from error to type, title and status."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import Response
from starlette.exceptions import HTTPException

from service.api.problem_document import Problem, ProblemField
from service.api.services import Services
from service.errors import (
    AuditFileError,
    CacheExtraError,
    CacheFileError,
    CacheServerError,
    CheckpointError,
    DeadlineExceededError,
    InvalidParameterError,
    InvalidRequestError,
    KeyLimitError,
    KeysFileError,
    LengthTooShortError,
    MalformedBodyError,
    NotReadyError,
    OutOfMemoryError,
    PayloadTooLargeError,
    PublishersFileError,
    QueueFullError,
    ReaderLostError,
    RewriterUnavailableError,
    TracesUnavailableError,
    UnauthorizedError,
    UnknownSettingError,
    UnsupportedMediaTypeError,
)
from service.runtime.job_errors import (
    IdempotencyConflictError,
    JobGivenUpError,
    JobNotFoundError,
    JobsDatabaseError,
    JobsExtraError,
    JobsFileError,
    JobsOffError,
    JobsUnavailableError,
    JobUnfinishedError,
)

MEDIA_TYPE = "application/problem+json"
_MEMORY_SECONDS = 5
"""After which a request that found no memory may be sent again: what runs beside it will have ended, mostly."""

_log = logging.getLogger("chorus.api")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemType:
    """A kind of problem; docs/problems.md has a heading for each `slug`."""

    slug: str
    title: str
    status: int

    @property
    def uri(self) -> str:
        return f"urn:chorus:problem:{self.slug}"


INTERNAL = ProblemType(slug="internal", title="The service failed", status=500)
NOT_FOUND = ProblemType(slug="not-found", title="There is nothing at this path", status=404)
METHOD_NOT_ALLOWED = ProblemType(slug="method-not-allowed", title="This path does not take this method", status=405)

PROBLEM_TYPES: Mapping[type[Exception], ProblemType] = MappingProxyType(
    {
        MalformedBodyError: ProblemType(slug="malformed-body", title="The body is not a JSON object", status=400),
        UnauthorizedError: ProblemType(slug="unauthorized", title="The API key is missing or wrong", status=401),
        PayloadTooLargeError: ProblemType(slug="payload-too-large", title="The body is too large", status=413),
        UnsupportedMediaTypeError: ProblemType(
            slug="unsupported-media-type", title="The body must be plain JSON", status=415
        ),
        InvalidRequestError: ProblemType(slug="invalid-request", title="The request breaks the contract", status=422),
        LengthTooShortError: ProblemType(slug="length-too-short", title="No sentence fits this length", status=422),
        RewriterUnavailableError: ProblemType(slug="rewriter-unavailable", title="No rewriter is loaded", status=422),
        KeyLimitError: ProblemType(slug="key-limit-reached", title="The key has reached its limit", status=429),
        QueueFullError: ProblemType(slug="queue-full", title="Too many requests wait", status=429),
        OutOfMemoryError: ProblemType(slug="out-of-memory", title="There is not enough memory", status=503),
        NotReadyError: ProblemType(slug="not-ready", title="The service is not ready", status=503),
        DeadlineExceededError: ProblemType(slug="deadline-exceeded", title="The request took too long", status=504),
        JobsOffError: ProblemType(slug="jobs-off", title="This service keeps no jobs", status=404),
        JobNotFoundError: ProblemType(slug="job-not-found", title="There is no such job", status=404),
        JobUnfinishedError: ProblemType(slug="job-unfinished", title="The job has not ended", status=409),
        IdempotencyConflictError: ProblemType(
            slug="idempotency-conflict", title="The idempotency key is taken", status=422
        ),
        JobGivenUpError: ProblemType(slug="job-given-up", title="The job was given up", status=500),
        JobsUnavailableError: ProblemType(slug="jobs-unavailable", title="Jobs cannot be kept just now", status=503),
        AuditFileError: INTERNAL,
        CacheExtraError: INTERNAL,
        CacheFileError: INTERNAL,
        CacheServerError: INTERNAL,
        CheckpointError: INTERNAL,
        JobsDatabaseError: INTERNAL,
        JobsExtraError: INTERNAL,
        JobsFileError: INTERNAL,
        KeysFileError: INTERNAL,
        PublishersFileError: INTERNAL,
        ReaderLostError: INTERNAL,
        TracesUnavailableError: INTERNAL,
        UnknownSettingError: INTERNAL,
    }
)
"""Errors that Chorus raises. The nearest class in an error's ancestry decides; anything else is INTERNAL."""

STATUS_TYPES: Mapping[int, ProblemType] = MappingProxyType({404: NOT_FOUND, 405: METHOD_NOT_ALLOWED})
"""Errors that the routing raises."""


def classify_error(error: Exception) -> ProblemType:
    """The problem type of `error`; INTERNAL for whatever is no error that Chorus or its routing raises."""
    if isinstance(error, HTTPException):
        return STATUS_TYPES.get(error.status_code, INTERNAL)
    return next((PROBLEM_TYPES[kind] for kind in type(error).__mro__ if kind in PROBLEM_TYPES), INTERNAL)


def render_problem(error: Exception, *, request_id: str) -> Response:
    """The answer to a request that ended with `error`; nothing of an internal error but its request id."""
    content = write_problem(build_problem(error, request_id))
    return Response(content, classify_error(error).status, headers=_headers(error), media_type=MEDIA_TYPE)


def write_problem(problem: Problem) -> str:
    """The JSON of `problem`, in ASCII, because a name quoted from a request may hold what UTF-8 cannot carry."""
    return json.dumps(problem.model_dump(exclude_none=True))


def note_problem(error: Exception, services: Services, *, request_id: str) -> None:
    """Counts the problem that a request ends with, and logs where it arose if nobody foresaw it."""
    kind = classify_error(error)
    services.metrics.count_problem(kind.slug)
    if isinstance(error, KeyLimitError):
        services.metrics.count_key_refusal(error.key, limit=error.kind)
    if kind is INTERNAL or isinstance(error, OutOfMemoryError):
        services.model_watch.suspect()
    if kind is INTERNAL:
        _log.error("a request failed", exc_info=error, extra={"fields": {"request_id": request_id}})


def describe_problems(*errors: Exception) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI `responses` of a route that may end with such `errors`, by status, each with its problem."""
    responses: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        kind, problem = classify_error(error), build_problem(error, "6f1c2a9be0d84c1f9a6b0f2d7f0f7f55")
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
        response = responses.setdefault(kind.status, {"description": kind.title, "content": {MEDIA_TYPE: content}})
        response["content"][MEDIA_TYPE]["examples"][kind.slug] = {
            "summary": kind.title,
            "value": problem.model_dump(exclude_none=True),
        }
    return responses


def build_problem(error: Exception, request_id: str) -> Problem:
    """What a client is told of `error`."""
    kind = classify_error(error)
    return Problem(
        type=kind.uri,
        title=kind.title,
        status=kind.status,
        detail=_describe(error, kind),
        request_id=request_id,
        errors=_list_fields(error),
    )


def _describe(error: Exception, kind: ProblemType) -> str:
    match error:
        case _ if kind is INTERNAL:
            return "an unexpected error; quote the request id when you report it"
        case InvalidParameterError(problems=problems):
            return "; ".join(problem.detail for problem in problems)
        case InvalidRequestError(problems=(only,)):
            return f"{only.pointer or 'the body'}: {only.detail}"
        case InvalidRequestError(problems=problems):
            return f"{len(problems)} fields are wrong; `errors` lists them"
        case HTTPException():
            return kind.title
    return str(error)


def _list_fields(error: Exception) -> list[ProblemField] | None:
    if not isinstance(error, InvalidRequestError):
        return None
    return [ProblemField(pointer=problem.pointer, detail=problem.detail) for problem in error.problems]


def _headers(error: Exception) -> dict[str, str]:
    if (range_seconds := _find_retry(error)) is not None:
        # All who are refused in one moment must not come back in one moment.
        return {"retry-after": str(random.randint(*range_seconds))}  # noqa: S311
    match error:
        case UnauthorizedError():
            return {"www-authenticate": "Bearer"}
        case HTTPException(headers=headers):
            return dict(headers or {})
    return {}


def _find_retry(error: Exception) -> tuple[int, int] | None:
    """The fewest and the most seconds after which to try again; None where that would change nothing."""
    match error:
        case (
            QueueFullError(retry_after_seconds=seconds)
            | NotReadyError(retry_after_seconds=seconds)
            | JobsUnavailableError(retry_after_seconds=seconds)
        ):
            return seconds, 2 * seconds
        case KeyLimitError(retry_after_seconds=seconds):
            # By less: when a window has room is known, and an hour need not become two.
            return seconds, seconds + max(1, seconds // 10)
        case OutOfMemoryError():
            return _MEMORY_SECONDS, 2 * _MEMORY_SECONDS
        case JobUnfinishedError(retry_after_seconds=seconds):
            return seconds, seconds
    return None
