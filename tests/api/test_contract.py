"""Requests drawn from the OpenAPI document, right and wrong ones: none is answered with a fault of the service.

`make fuzz CASES=10000` makes so many of them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from starlette.testclient import TestClient

from tests.api.clients import BRIDGE, run_app

PATHS = ("/v1/summaries", "/v1/groups", "/v1/citations", "/v1/jobs")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
ANSWERS = {
    GenerationMode.POSITIVE: {200, 202, 422},
    GenerationMode.NEGATIVE: {200, 202, 400, 404, 415, 422},
}
"""What a request may get that the document allows, or does not; 422 also says that no sentence fits."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of an application that keeps jobs, too, as many as come."""
    with run_app(jobs_file=tmp_path_factory.mktemp("jobs") / "jobs.db", max_jobs=1_000_000) as running:
        yield running


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("path", PATHS)
def test_no_request_is_answered_with_a_fault_of_the_service(
    path: str, mode: GenerationMode, client: TestClient, pytestconfig: pytest.Config
) -> None:
    cases = -(-pytestconfig.getoption("--cases") // (len(PATHS) * len(MODES)))
    operation = schemathesis.openapi.from_dict(client.get("/openapi.json").json())[path]["POST"]
    statuses: Counter[int] = Counter()

    @settings(max_examples=cases, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        if mode is GenerationMode.POSITIVE:
            body = cast("dict[str, Any]", case.body)
            case.body = body | {"request": _make_pages(body["request"])} if "request" in body else _make_pages(body)
        sent = case.as_transport_kwargs(base_url=str(client.base_url))
        response = client.request(
            sent["method"],
            sent["url"],
            params=sent.get("params"),
            headers=sent.get("headers"),
            content=sent.get("data"),
            json=sent.get("json"),
        )
        statuses[response.status_code] += 1
        assert response.status_code in ANSWERS[mode], (response.text, case.as_curl_command())

    ask()
    sys.stderr.write(f"{path}, {mode.value}: {dict(statuses)}\n")


def _make_pages(body: dict[str, Any]) -> dict[str, Any]:
    """The request, its pages, which are any text, made ones that hold an article."""
    articles: list[dict[str, Any]] = [dict(article) for article in body["articles"]]
    for article in articles:
        if article.get("html"):
            article["html"] = f"<article><p>{BRIDGE}</p><p>{article['html']}</p></article>"
    return {**body, "articles": articles}
