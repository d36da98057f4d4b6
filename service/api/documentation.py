"""What OpenAPI says that FastAPI cannot find out by itself, because bodies are parsed in a worker."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from service.api.problems import Problem, describe_problems
from service.api.requests import CitationsRequest, GroupsRequest, StoriesRequest, SummaryRequest
from service.errors import (
    DeadlineExceededError,
    FieldProblem,
    InvalidRequestError,
    LengthTooShortError,
    MalformedBodyError,
    NotReadyError,
    PayloadTooLargeError,
    QueueFullError,
    RewriterUnavailableError,
    UnauthorizedError,
    UnsupportedMediaTypeError,
)

_UNSEEN: tuple[tuple[type[BaseModel], JsonSchemaMode], ...] = (
    (SummaryRequest, "validation"),
    (GroupsRequest, "validation"),
    (CitationsRequest, "validation"),
    (StoriesRequest, "validation"),
    (Problem, "serialization"),
)
EXAMPLES = ("summaries", "groups", "citations", "stories")
"""Routes below /v1 that have an example."""
_JSON = "application/json"
_REFERENCE = "#/components/schemas/{model}"
_BLANK_TEXT = FieldProblem(pointer="/articles/0/text", detail='must not be empty or blank; got ""')
_POST_ERRORS: tuple[Exception, ...] = (
    MalformedBodyError("the body is not JSON: Expecting ',' delimiter, line 3, column 5"),
    UnauthorizedError("the API key is none of those that this service knows"),
    PayloadTooLargeError(limit_bytes=33_554_432),
    UnsupportedMediaTypeError("the content type must be application/json; it is 'text/plain'"),
    InvalidRequestError(_BLANK_TEXT),
    QueueFullError(waiting=16, limit=16, retry_after_seconds=4),
    NotReadyError(state="shutting down", retry_after_seconds=5),
    DeadlineExceededError(limit_seconds=60, stage="embed"),
    RuntimeError("whatever nobody thought of"),
)
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
    schema = {"$ref": _REFERENCE.format(model=request.__name__)}
    errors = _POST_ERRORS + (_SUMMARY_ERRORS if request is SummaryRequest else ())
    return {
        "response_model": answer,
        "response_description": "The answer.",
        "responses": describe_problems(*errors),
        "openapi_extra": {"requestBody": {"required": True, "content": {_JSON: {"schema": schema}}}},
    }


class DocumentedAPI(FastAPI):
    """An application whose OpenAPI document also holds examples, and the schemas of request bodies and problems."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        _, definitions = models_json_schema(_UNSEEN, ref_template=_REFERENCE)
        document["components"]["schemas"] |= definitions["$defs"]
        # Put in here, because FastAPI drops every null from what a route's decorator gets.
        for name in EXAMPLES:
            operation, example = document["paths"][f"/v1/{name}"]["post"], read_example(name)
            operation["requestBody"]["content"][_JSON]["example"] = example["request"]
            operation["responses"]["200"]["content"][_JSON]["example"] = example["response"]
        return document
