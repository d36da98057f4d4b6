"""What is told on the way to an answer, where it is asked for as a stream of events."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

import httpx2
from pydantic import BaseModel, ValidationError

from chorus_client.exchange import fail_with
from chorus_client.failures import UnexpectedAnswerError, UnreachableError
from chorus_client.requests import Call
from service.api.problem_document import Problem
from service.api.responses import ProgressEvent, SentenceEvent

AnswerT = TypeVar("AnswerT", bound=BaseModel)

MOST_EVENT_BYTES = None
"""No bound: the last event is the whole answer, which the service bounds."""
_MEDIA_TYPE = "text/event-stream"


def accept_events(call: Call[AnswerT]) -> Call[AnswerT]:
    """The same question, to be answered by events."""
    return dataclasses.replace(call, extra_headers={**call.extra_headers, "accept": _MEDIA_TYPE})


def read_event(event: httpx2.ServerSentEvent, answer: type[AnswerT]) -> ProgressEvent | SentenceEvent | AnswerT | None:
    """The event, typed; None for a kind that is not known yet.

    Raises: RefusedError or FailedError for a problem; UnexpectedAnswerError if it does not hold what its kind says.
    """
    try:
        match event.event:
            case "progress":
                return ProgressEvent.model_validate_json(event.data)
            case "sentence":
                return SentenceEvent.model_validate_json(event.data)
            case "answer":
                return answer.model_validate_json(event.data)
            case "problem":
                problem = Problem.model_validate_json(event.data)
                raise fail_with(problem.status, reason=problem.title, problem=problem, request_id=problem.request_id)
            case _:
                return None
    except ValidationError as error:
        raise UnexpectedAnswerError(f"an event {event.event!r} is not as this version of Chorus tells it") from error


def lost_answer(address: httpx2.URL) -> UnreachableError:
    """What it means that events end before the answer."""
    return UnreachableError(f"{address} broke off before its answer was told")
