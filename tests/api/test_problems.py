from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from service import errors
from service.api.problems import (
    INTERNAL,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    PROBLEM_TYPES,
    STATUS_TYPES,
    ProblemType,
    classify_error,
    render_problem,
)
from service.errors import (
    DeadlineExceededError,
    FieldProblem,
    InvalidRequestError,
    KeyLimitError,
    LengthTooShortError,
    MalformedBodyError,
    NotReadyError,
    QueueFullError,
)
from service.runtime import job_errors
from service.runtime.job_errors import JobsUnavailableError, JobUnfinishedError
from tests.api.clients import make_body, run_app
from tests.doubles import ParticularEncoder

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
ALL_TYPES = {kind.slug: kind for kind in (*PROBLEM_TYPES.values(), *STATUS_TYPES.values(), INTERNAL)}


@pytest.mark.parametrize("kind", ALL_TYPES.values(), ids=ALL_TYPES)
def test_every_problem_type_is_documented_with_its_status(kind: ProblemType) -> None:
    headings = re.findall(r"^## `(urn:chorus:problem:[a-z-]+)` \((\d{3})\)$", PAGE.read_text(), re.MULTILINE)
    assert (kind.uri, str(kind.status)) in headings


def test_nothing_but_problem_types_is_documented_as_one() -> None:
    documented = set(re.findall(r"urn:chorus:problem:([a-z-]+)", PAGE.read_text()))
    assert documented == set(ALL_TYPES)


def test_every_error_of_the_project_has_a_place_in_the_table() -> None:
    kinds = [
        kind
        for module in (errors, job_errors)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Exception)
    ]
    missing = [
        kind.__name__
        for kind in kinds
        if kind is not errors.SummarizationError and not set(kind.__mro__) & set(PROBLEM_TYPES)
    ]
    assert missing == []


def test_nearest_class_of_an_error_decides_its_type() -> None:
    too_short = LengthTooShortError(unit="words", requested=3, smallest=9)
    assert classify_error(too_short).slug == "length-too-short"
    assert classify_error(InvalidRequestError()).slug == "invalid-request"
    assert classify_error(KeyError("secret")) is INTERNAL
    assert classify_error(HTTPException(404)) is NOT_FOUND
    assert classify_error(HTTPException(405)) is METHOD_NOT_ALLOWED


@pytest.mark.parametrize(
    ("error", "status", "headers"),
    [
        (MalformedBodyError("not JSON"), 400, {}),
        (QueueFullError(waiting=16, limit=16, retry_after_seconds=7), 429, {}),
        (NotReadyError(state="starting", retry_after_seconds=5), 503, {}),
        (JobUnfinishedError(job_id="j", state="running", retry_after_seconds=1), 409, {"retry-after": "1"}),
        (DeadlineExceededError(limit_seconds=60, stage="embed"), 504, {}),
    ],
)
def test_problem_has_the_members_of_rfc_9457(error: Exception, status: int, headers: dict[str, str]) -> None:
    response = render_problem(error, request_id="r1")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert {name: response.headers[name] for name in headers} == headers
    kind = classify_error(error)
    assert json.loads(bytes(response.body)) == {
        "type": kind.uri,
        "title": kind.title,
        "status": status,
        "detail": str(error),
        "request_id": "r1",
    }


@pytest.mark.parametrize(
    "error",
    [
        QueueFullError(waiting=16, limit=16, retry_after_seconds=7),
        NotReadyError(state="starting", retry_after_seconds=7),
        JobsUnavailableError(reason="the disk is full", retry_after_seconds=7),
    ],
)
def test_those_who_are_refused_together_come_back_apart(error: Exception) -> None:
    seconds = {int(render_problem(error, request_id="r1").headers["retry-after"]) for _ in range(200)}
    assert min(seconds) >= 7
    assert max(seconds) <= 14
    assert len(seconds) > 3


def test_problem_of_fields_lists_each_with_its_pointer() -> None:
    fields = [FieldProblem(pointer="/mode", detail="is odd"), FieldProblem(pointer="", detail="is empty")]
    problem = json.loads(bytes(render_problem(InvalidRequestError(*fields), request_id="r1").body))
    assert problem["detail"] == "2 fields are wrong; `errors` lists them"
    assert problem["errors"] == [{"pointer": "/mode", "detail": "is odd"}, {"pointer": "", "detail": "is empty"}]


def test_problem_can_quote_what_utf_8_cannot_carry() -> None:
    problem = render_problem(InvalidRequestError(FieldProblem(pointer="/\ud800", detail="odd")), request_id="r1")
    assert b"\\ud800" in problem.body


def test_internal_problem_says_nothing_of_the_error() -> None:
    body = render_problem(KeyError("secret"), request_id="r1").body
    assert b"secret" not in body
    assert b"KeyError" not in body


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("GET", "/v1/groups", 405)])
def test_routing_answers_with_problems_too(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == response.json()["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert (response.headers.get("allow") == "POST") is (status == 405)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/v1/jobs", "GET, HEAD, POST"),
        ("POST", "/v1/jobs/job_0", "GET, HEAD, DELETE"),
        ("POST", "/healthz", "GET, HEAD"),
        ("POST", "/docs/files/swagger-ui.css", "GET, HEAD"),
    ],
)
def test_a_refused_method_names_all_that_the_path_takes(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    response = client.request(method, path)
    assert (response.status_code, response.headers["allow"]) == (405, allowed)


def test_where_memory_ends_the_request_alone_is_told_so() -> None:
    with run_app(encoder=ParticularEncoder("Lindhaven", MemoryError())) as client:
        response = client.post("/v1/summaries", json=make_body())
        assert (response.status_code, response.json()["type"]) == (503, "urn:chorus:problem:out-of-memory")
        assert 5 <= int(response.headers["retry-after"]) <= 10
        other = make_body("The harbour of Aldmoor was dredged on Monday by two ships from the north.")
        lines = "\n".join(json.dumps({**body, "id": name}) for name, body in (("a", make_body()), ("b", other)))
        batch = client.post("/v1/batches", content=lines, headers={"content-type": "application/jsonl"})
        assert [json.loads(line).get("problem", {}).get("status") for line in batch.text.splitlines()] == [503, None]
        assert client.post("/v1/summaries", json=other).status_code == 200


@pytest.mark.parametrize(("asked", "latest"), [(1, 2), (30, 33), (3600, 3960)])
def test_who_share_a_key_at_its_limit_are_not_told_to_come_back_at_once(asked: int, latest: int) -> None:
    error = KeyLimitError(key="one", kind="rate", limit="2 per 1 hour", retry_after_seconds=asked)
    seconds = {int(render_problem(error, request_id="r1").headers["retry-after"]) for _ in range(200)}
    assert len(seconds) > 1
    assert asked <= min(seconds) <= max(seconds) <= latest


def test_malformed_body_is_answered_with_the_place_where_it_breaks(client: TestClient) -> None:
    response = client.post("/v1/groups", content=b'{"articles" 5}', headers={"content-type": "application/json"})
    assert (response.status_code, response.json()["type"]) == (400, "urn:chorus:problem:malformed-body")
    assert "line 1, column 13" in response.json()["detail"]


def test_invalid_fields_are_answered_with_all_their_pointers(client: TestClient) -> None:
    response = client.post("/v1/groups", json={"articles": [{"text": ""}, {"text": 5}], "min_sources": 0})
    assert (response.status_code, response.json()["type"]) == (422, "urn:chorus:problem:invalid-request")
    pointers = [error["pointer"] for error in response.json()["errors"]]
    assert pointers == ["/articles/0/text", "/articles/1/text", "/min_sources"]
