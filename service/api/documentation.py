"""What OpenAPI says that FastAPI cannot find out by itself, because bodies are parsed in a worker."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from fastapi import FastAPI, Response
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from service.api.batch_lines import BatchStory
from service.api.job_messages import JOB_REQUESTS, JobAnswer
from service.api.problem_document import Problem
from service.api.problems import describe_problems
from service.api.requests import CitationsRequest, GroupsRequest, StoriesRequest, SummaryRequest
from service.api.responses import BatchLine, ProgressEvent, SentenceEvent
from service.errors import (
    DeadlineExceededError,
    FieldProblem,
    InvalidParameterError,
    InvalidRequestError,
    KeyLimitError,
    LengthTooShortError,
    MalformedBodyError,
    NotReadyError,
    PayloadTooLargeError,
    QueueFullError,
    RewriterUnavailableError,
    UnauthorizedError,
    UnsupportedMediaTypeError,
)
from service.runtime.job_errors import IdempotencyConflictError, JobsOffError, JobsUnavailableError

_UNSEEN: tuple[tuple[type[BaseModel], JsonSchemaMode], ...] = (
    (SummaryRequest, "validation"),
    (GroupsRequest, "validation"),
    (CitationsRequest, "validation"),
    (StoriesRequest, "validation"),
    (Problem, "serialization"),
    (ProgressEvent, "serialization"),
    (SentenceEvent, "serialization"),
    (BatchStory, "validation"),
    (BatchLine, "validation"),
    *((schema, "validation") for schema in JOB_REQUESTS.values()),
)
EXAMPLES = ("summaries", "groups", "citations", "stories")
"""Routes below /v1 that have an example."""
_JSON = "application/json"
_TIMEOUT = {
    "name": "Request-Timeout",
    "in": "header",
    "required": False,
    "description": "Seconds that the client waits, where they are fewer than the service would take: its wait and its "
    "work end with them. Of a batch, for each line; of a job, until it is taken.",
    "schema": {"type": "number", "exclusiveMinimum": 0},
}
JSON_LINES = ("application/jsonl", "application/x-ndjson")
_EVENTS = "text/event-stream"
_REFERENCE = "#/components/schemas/{model}"
_BLANK_TEXT = FieldProblem(pointer="/articles/0/text", detail='must not be empty or blank; got ""')
_POST_ERRORS: tuple[Exception, ...] = (
    MalformedBodyError("the body is not JSON: Expecting ',' delimiter, line 3, column 5"),
    UnauthorizedError("the API key is none of those that this service knows"),
    PayloadTooLargeError(limit_bytes=33_554_432),
    UnsupportedMediaTypeError("the content type must be application/json; it is 'text/plain'"),
    InvalidRequestError(_BLANK_TEXT),
    QueueFullError(waiting=16, limit=16, retry_after_seconds=4),
    KeyLimitError(key="newsroom", kind="rate", limit="60 per 1 minute", retry_after_seconds=12),
    NotReadyError(state="shutting down", retry_after_seconds=5),
    DeadlineExceededError(limit_seconds=60, stage="embed"),
    RuntimeError("whatever nobody thought of"),
)
_BAD_TIMEOUT = InvalidParameterError(
    FieldProblem(pointer="", detail='request-timeout: must be a number of seconds above 0; got "soon"')
)
_JOB_ERRORS = (JobsOffError(), JobsUnavailableError(reason="database or disk is full", retry_after_seconds=30))
_SUMMARY_ERRORS = (
    LengthTooShortError(unit="words", requested=3, smallest=9),
    RewriterUnavailableError(),
)


@functools.cache
def read_example(name: str) -> Mapping[str, Any]:
    """The example of route `name`: a `request` and the `response` to it, as the service once answered."""
    text = (files("service.api") / "examples" / f"{name}.json").read_text(encoding="utf-8")
    example: Mapping[str, Any] = json.loads(text)
    return example


def describe_post(request: type[BaseModel], answer: type[BaseModel]) -> dict[str, Any]:
    """The arguments of a route's decorator that describe its body, its answer and its problems."""
    errors = _POST_ERRORS + (_SUMMARY_ERRORS if request is SummaryRequest else ())
    return {
        "response_model": answer,
        "response_description": "The answer.",
        "responses": describe_problems(*errors),
        "openapi_extra": _describe_body(_refer(request)) | {"parameters": [_TIMEOUT]},
    }


def describe_job_post() -> dict[str, Any]:
    """The same for the route that takes jobs."""
    choices = {kind: _refer(schema) for kind, schema in JOB_REQUESTS.items()}
    mapping = {kind: reference["$ref"] for kind, reference in choices.items()}
    location = {"description": "Where the job is read.", "schema": {"type": "string"}}
    return {
        "status_code": 202,
        "response_model": JobAnswer,
        "response_description": "The job, accepted and kept.",
        "responses": {
            202: {"headers": {"Location": location}},
            **describe_problems(*_POST_ERRORS, *_JOB_ERRORS, IdempotencyConflictError(key="story-17")),
        },
        "openapi_extra": _describe_body(
            {"oneOf": list(choices.values()), "discriminator": {"propertyName": "kind", "mapping": mapping}}
        )
        | {"parameters": [_TIMEOUT]},
    }


def describe_batch() -> dict[str, Any]:
    """The same for the route that takes many requests, a line each."""
    lines = {"itemSchema": _refer(BatchLine), "schema": {"type": "string"}}
    taken = {"itemSchema": _refer(BatchStory), "schema": {"type": "string"}}
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "A line for each line, in their order.", "content": {JSON_LINES[0]: lines}},
            **describe_problems(
                *(e for e in _POST_ERRORS if not isinstance(e, (InvalidRequestError, QueueFullError))), _BAD_TIMEOUT
            ),
        },
        "openapi_extra": {
            "requestBody": {"required": True, "content": dict.fromkeys(JSON_LINES, taken)},
            "parameters": [_TIMEOUT],
        },
    }


def describe_job_reading(*errors: Exception) -> dict[int | str, dict[str, Any]]:
    """The problems of a route that reads jobs, `errors` and those that all of them have."""
    return describe_problems(
        UnauthorizedError("an API key is needed"),
        NotReadyError(state="shutting down", retry_after_seconds=5),
        RuntimeError("whatever nobody thought of"),
        *_JOB_ERRORS,
        *errors,
    )


def _refer(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _REFERENCE.format(model=model.__name__)}


def _describe_body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {_JSON: {"schema": schema}}}}


def _describe_events(answer: Mapping[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
    """What OpenAPI says of the events that lead to an answer, each of one kind and with JSON as its data.

    answer: its schema. `itemSchema` is that of OpenAPI 3.2 (4.14.4), which FastAPI writes, too.
    """
    kinds = {
        "progress": _refer(ProgressEvent),
        "sentence": _refer(SentenceEvent),
        "answer": answer,
        "problem": _refer(Problem),
    }
    return {
        "itemSchema": {
            "oneOf": [
                {
                    "type": "object",
                    "required": ["event", "data"],
                    "properties": {
                        "event": {"const": kind},
                        "data": {"type": "string", "contentMediaType": _JSON, "contentSchema": schema},
                    },
                }
                for kind, schema in kinds.items()
            ]
        },
        "example": "".join(
            f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
            for kind, data in (
                ("progress", {"stage": "embed", "done": 12, "total": 31}),
                ("answer", example),
            )
        ),
    }


class DocumentedAPI(FastAPI):
    """An application whose OpenAPI document also holds examples, and the schemas of request bodies and problems."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        _, definitions = models_json_schema(_UNSEEN, ref_template=_REFERENCE)
        # What both describe stays as FastAPI has it: fields that may be left out of an answer are not required there.
        document["components"]["schemas"] = definitions["$defs"] | document["components"]["schemas"]
        # Put in here, because FastAPI drops every null from what a route's decorator gets.
        for name in EXAMPLES:
            operation, example = document["paths"][f"/v1/{name}"]["post"], read_example(name)
            operation["requestBody"]["content"][_JSON]["example"] = example["request"]
            answered = operation["responses"]["200"]["content"]
            answered[_JSON]["example"] = example["response"]
            answered[_EVENTS] = _describe_events(answered[_JSON]["schema"], example["response"])
        return document
