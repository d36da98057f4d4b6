"""What the client can ask is what the OpenAPI document says can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints
from urllib.parse import unquote

import pytest
from pydantic import BaseModel

from chorus_client import Article, CitationsOptions, GroupsOptions, Length, Since, StoriesOptions, SummaryOptions, jobs
from chorus_client.batches import Story, ask_batch
from chorus_client.requests import (
    Call,
    KnownArticle,
    KnownStory,
    ask_citations,
    ask_groups,
    ask_models,
    ask_stories,
    ask_summary,
)
from service.app import create_app
from tests.api.clients import make_settings

CALLS: tuple[Call[Any], ...] = (
    ask_summary([], {}),
    ask_groups([], {}),
    ask_citations("", [], {}),
    ask_stories([], {}),
    ask_models(),
)
JOB_CALLS: tuple[Call[Any], ...] = (
    ask_batch([]),
    jobs.submit("summaries", {}, webhook=None, idempotency_key=None),
    jobs.list_jobs(state=None, limit=None, before=None),
    jobs.read_job("{job_id}"),
    jobs.read_result("{job_id}", "groups"),
    jobs.delete_job("{job_id}"),
)


@pytest.fixture(scope="module")
def document() -> Mapping[str, Any]:
    return create_app(make_settings(), loads=False).openapi()


def list_choices(annotation: object) -> list[str]:
    """Every literal inside `annotation`."""
    if get_origin(annotation) is Literal:
        return sorted(get_args(annotation))
    return sorted(choice for part in get_args(annotation) for choice in list_choices(part))


def find_choices(schema: object, schemas: Mapping[str, Any]) -> Iterator[str]:
    """Every value of an enumeration inside a JSON schema."""
    if isinstance(schema, list):
        for part in schema:
            yield from find_choices(part, schemas)
    if not isinstance(schema, dict):
        return
    yield from schema.get("enum", ())
    if "$ref" in schema:
        yield from find_choices(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for name in ("items", "anyOf", "oneOf", "allOf"):
        yield from find_choices(schema.get(name), schemas)


@pytest.mark.parametrize(
    ("fields", "schema", "apart"),
    [
        (Article, "ArticleRequest", set()),
        (Length, "LengthRequest", set()),
        (SummaryOptions, "SummaryRequest", {"articles"}),
        (Story, "BatchStory", set()),
        (GroupsOptions, "GroupsRequest", {"articles"}),
        (CitationsOptions, "CitationsRequest", {"articles", "text"}),
        (StoriesOptions, "StoriesRequest", {"articles"}),
        (Since, "SinceRequest", set()),
        (KnownArticle, "KnownArticle", set()),
        (KnownStory, "KnownStory", set()),
    ],
)
def test_requests_have_the_fields_and_choices_of_the_document(
    document: Mapping[str, Any], fields: type, schema: str, apart: set[str]
) -> None:
    schemas = document["components"]["schemas"]
    hints, properties = get_type_hints(fields), schemas[schema]["properties"]
    assert hints.keys() == properties.keys() - apart
    for name, annotation in hints.items():
        assert list_choices(annotation) == sorted(find_choices(properties[name], schemas)) or name == "length", name


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.path)
def test_calls_are_those_of_the_document(document: Mapping[str, Any], call: Call[Any]) -> None:
    operation = document["paths"][call.path][call.method.lower()]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert answer == f"#/components/schemas/{call.answer.__name__}"
    assert ("requestBody" in operation) == (call.body is not None)


def test_every_endpoint_below_v1_can_be_asked(document: Mapping[str, Any]) -> None:
    offered = {
        (method.upper(), path)
        for path, methods in document["paths"].items()
        if path.startswith("/v1/")
        for method in methods
    }
    assert {(call.method, unquote(call.path)) for call in CALLS + JOB_CALLS} == offered


@pytest.mark.parametrize(
    ("model", "schema"), [(jobs.Job, "JobAnswer"), (jobs.JobList, "JobList"), (jobs.Webhook, "WebhookReport")]
)
def test_jobs_have_the_fields_and_choices_of_the_document(
    document: Mapping[str, Any], model: type[BaseModel], schema: str
) -> None:
    schemas = document["components"]["schemas"]
    properties = schemas[schema]["properties"]
    assert model.model_fields.keys() == properties.keys()
    assert set(model.model_json_schema()["required"]) == set(schemas[schema]["required"])
    for name, field in model.model_fields.items():
        if name in {"kind", "state"}:
            assert list_choices(field.annotation) == sorted(find_choices(properties[name], schemas))
