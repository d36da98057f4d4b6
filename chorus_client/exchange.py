"""What both clients do the same: addresses, headers, and reading what came back."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from chorus_client.failures import (
    ChorusError,
    FailedError,
    RefusedError,
    StatusError,
    UnexpectedAnswerError,
    UnreachableError,
)
from service.api.problem_document import Problem

AnswerT = TypeVar("AnswerT", bound=BaseModel)

CONNECT_TIMEOUT_SECONDS = 5.0
ANSWER_TIMEOUT_SECONDS = 330.0
"""Well above the service's own limit on a request, so that its answer is what ends the wait."""
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def read_address(url: str) -> httpx2.URL:
    """The service's address. Raises: ValueError if `url` is not a web address such as http://127.0.0.1:8000."""
    try:
        address = httpx2.URL(url.rstrip("/"))
    except httpx2.InvalidURL as error:
        raise ValueError(f"{url!r} is not a web address such as http://127.0.0.1:8000") from error
    if address.scheme not in {"http", "https"} or not address.host:
        raise ValueError(f"{url!r} is not a web address such as http://127.0.0.1:8000")
    return address


def is_local(address: httpx2.URL) -> bool:
    """Whether it is this machine's own: a proxy named in the environment has no business between it and itself."""
    return address.host in _LOOPBACK


def make_headers(api_key: str | None) -> dict[bytes, bytes]:
    """The headers of every request; a key travels in UTF-8."""
    headers = {b"user-agent": f"chorus-client/{version('chorus-summarizer')}".encode()}
    return headers if api_key is None else {**headers, b"authorization": f"Bearer {api_key}".encode()}


def make_timeout(answer_seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(answer_seconds, connect=min(CONNECT_TIMEOUT_SECONDS, answer_seconds))


def read_answer(response: httpx2.Response, answer: type[AnswerT]) -> AnswerT:
    """The answer, typed. Fields that this version does not know are left out.

    Raises: UnexpectedAnswerError for what is no `answer`.
    """
    try:
        return answer.model_validate_json(response.content)
    except ValidationError as error:
        first = str(error).splitlines()[0]
        raise UnexpectedAnswerError(f"the address answered, but not as this version of Chorus does: {first}") from error


def raise_for_status(response: httpx2.Response) -> None:
    """Returns if the answer is one. Raises: RefusedError, FailedError; UnexpectedAnswerError for a redirect."""
    status = response.status_code
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status < HTTPStatus.BAD_REQUEST:
        raise UnexpectedAnswerError(f"the address leads elsewhere ({status}); give the service's own")
    raise fail_with(
        status,
        reason=response.reason_phrase,
        problem=_read_problem(response),
        retry_after_seconds=read_retry_after(response.headers.get("retry-after"), now=datetime.now(UTC)),
        request_id=response.headers.get("x-request-id"),
    )


def fail_with(status: int, **facts: Any) -> StatusError:
    """The error of a status from 400 on; facts: the other arguments of StatusError."""
    kind = RefusedError if status < HTTPStatus.INTERNAL_SERVER_ERROR else FailedError
    return kind(status=status, **facts)


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait, as a number or as a date after `now`; None where it says nothing.

    Source: RFC 9110, section 10.2.3.
    """
    if value is None:
        return None
    if value.strip().isdecimal() and value.isascii():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def translate_error(error: httpx2.TransportError, address: httpx2.URL) -> ChorusError:
    """What the transport's error means for who asks."""
    if isinstance(error, httpx2.SSEError):
        return UnexpectedAnswerError(f"{address} answered, but not by events: {error}")
    if isinstance(error, httpx2.TimeoutException) and not isinstance(error, httpx2.ConnectTimeout):
        return UnreachableError(f"{address} did not answer in time", timed_out=True)
    return UnreachableError(f"cannot reach {address}: {str(error) or type(error).__name__}")


def _read_problem(response: httpx2.Response) -> Problem | None:
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return None
