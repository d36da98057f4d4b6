"""Requests drawn from the OpenAPI document, right and wrong ones: none is answered with a fault of the service.

`make fuzz CASES=10000` makes so many of them.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from starlette.testclient import TestClient

from tests.api.clients import BRIDGE, run_app

ANY, EVENTS = "*/*", "text/event-stream"
ROUTES = (
    ("POST", "/v1/summaries", ANY),
    ("POST", "/v1/groups", ANY),
    ("POST", "/v1/citations", ANY),
    ("POST", "/v1/stories", ANY),
    ("POST", "/v1/summaries", EVENTS),
    ("POST", "/v1/citations", EVENTS),
    ("POST", "/v1/stories", EVENTS),
    ("POST", "/v1/jobs", ANY),
    ("GET", "/v1/jobs", ANY),
    ("GET", "/v1/jobs/{job_id}", ANY),
    ("GET", "/v1/jobs/{job_id}/result", ANY),
    ("DELETE", "/v1/jobs/{job_id}", ANY),
)
"""Methods, paths, and what the client accepts."""
BATCHES = "/v1/batches"
OK = 200
TOO_LATE = 504
"""Allowed where the request itself says how long it may take."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ANSWERS = {
    GenerationMode.POSITIVE: {200, 202, 204, 404, 409, 422},
    GenerationMode.NEGATIVE: {200, 202, 204, 400, 404, 405, 409, 415, 422},
}
"""What a request may get that the document allows, or does not; 422 also says that no sentence fits, 404 and 409 that
there is no such job, or not yet its result."""
_STATUS = re.compile(r'"status": ?(\d{3})\b')


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application that keeps jobs, too, as many as come."""
    with run_app(jobs_file=tmp_path_factory.mktemp("jobs") / "jobs.db", max_jobs=1_000_000) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_no_request_is_answered_with_a_fault_of_the_service(
    route: tuple[str, str, str], mode: GenerationMode, client: TestClient, cases: int
) -> None:
    method, path, accepted = route
    statuses: Counter[int] = Counter()

    @settings(max_examples=cases, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(case=_draw(client, method, path, mode))
    def ask(case: Case[Any]) -> None:
        if "job_id" in path and mode is GenerationMode.POSITIVE:
            case.path_parameters["job_id"] = _make_job(client)
        response = _send(client, case, mode, accepted)
        statuses[response.status_code] += 1
        allowed = ANSWERS[mode] | ({TOO_LATE} if "request-timeout" in response.request.headers else set())
        assert response.status_code in allowed, (response.text, case.as_curl_command())
        assert not _list_faults(response.text, allowed), (response.text, case.as_curl_command())

    ask()
    sys.stderr.write(f"{method} {path} {accepted}, {mode.value}: {dict(statuses)}\n")


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_no_line_of_a_batch_is_answered_with_a_fault_of_the_service(
    mode: GenerationMode, client: TestClient, cases: int
) -> None:
    statuses: Counter[str] = Counter()

    @settings(max_examples=cases, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(drawn=st.lists(_draw(client, "POST", "/v1/summaries", mode), min_size=1, max_size=3))
    def ask(drawn: list[Case[Any]]) -> None:
        lines = [_write_line(case, client, mode) for case in drawn]
        response = client.post(BATCHES, content=b"\n".join(lines), headers={"content-type": "application/jsonl"})
        assert response.status_code in ANSWERS[mode], (response.text, lines)
        statuses.update(_STATUS.findall(response.text))
        assert not _list_faults(response.text, ANSWERS[mode]), (response.text, lines)
        if response.status_code == OK:
            assert len(response.text.splitlines()) == sum(bool(line.strip()) for line in lines)

    ask()
    sys.stderr.write(f"POST {BATCHES}, {mode.value}: {dict(statuses)}\n")


@pytest.fixture(scope="module")
def cases(pytestconfig: pytest.Config) -> int:
    """Requests of each route and mode."""
    wanted: int = pytestconfig.getoption("--cases")
    return -(-wanted // ((len(ROUTES) + 1) * len(MODES)))


def _draw(client: TestClient, method: str, path: str, mode: GenerationMode) -> st.SearchStrategy[Case[Any]]:
    schema = schemathesis.openapi.from_dict(client.get("/openapi.json").json())
    return schema[path][method].as_strategy(generation_mode=mode)


def _send(client: TestClient, case: Case[Any], mode: GenerationMode, accepted: str) -> httpx2.Response:
    if mode is GenerationMode.POSITIVE and case.method == "POST":
        body = cast("dict[str, Any]", case.body)
        case.body = body | {"request": _make_pages(body["request"])} if "request" in body else _make_pages(body)
    sent = case.as_transport_kwargs(base_url=str(client.base_url))
    headers = httpx2.Headers(sent.get("headers"), encoding="latin-1")  # what RFC 9110 lets clients send
    headers["accept"] = accepted
    return client.request(
        sent["method"],
        sent["url"],
        params=sent.get("params"),
        headers=headers,
        content=sent.get("data"),
        json=sent.get("json"),
    )


def _write_line(case: Case[Any], client: TestClient, mode: GenerationMode) -> bytes:
    """The body of a request as a line."""
    if mode is GenerationMode.POSITIVE:
        case.body = _make_pages(cast("dict[str, Any]", case.body))
    sent = case.as_transport_kwargs(base_url=str(client.base_url))
    body = sent.get("data")
    written = body if isinstance(body, bytes) else str(body or "").encode("utf-8", "surrogatepass")
    return (json.dumps(sent["json"]).encode() if "json" in sent else written).replace(b"\n", b" ")


def _make_job(client: TestClient) -> str:
    body = {"kind": "groups", "request": {"articles": [{"id": "a", "text": BRIDGE}]}}
    name: str = client.post("/v1/jobs", json=body).json()["id"]
    return name


def _list_faults(answer: str, allowed: set[int]) -> list[str]:
    """The statuses of the problems that an answer holds, in its lines or events, and must not."""
    return [status for status in _STATUS.findall(answer) if int(status) not in allowed]


def _make_pages(body: dict[str, Any]) -> dict[str, Any]:
    """The request, its pages, which are any text, made ones that hold an article."""
    articles: list[dict[str, Any]] = [dict(article) for article in body["articles"]]
    for article in articles:
        if article.get("html"):
            article["html"] = f"<article><p>{BRIDGE}</p><p>{article['html']}</p></article>"
    return {**body, "articles": articles}
