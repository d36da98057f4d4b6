from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.api.clients import make_body


@pytest.mark.parametrize("path", ["/healthz", "/v1/models", "/v1/none", "/docs", "/openapi.json", "/", "/metrics"])
def test_no_answer_is_guessed_at_framed_or_told_of_elsewhere(client: TestClient, path: str) -> None:
    headers = client.get(path, headers={"accept": "text/html, */*"}).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_answers_are_kept_by_nobody_and_run_nothing(client: TestClient) -> None:
    headers = client.post("/v1/summaries", json=make_body()).headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_page_keeps_its_own_policy(client: TestClient) -> None:
    headers = client.get("/", headers={"accept": "text/html"}).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-cache"


def test_the_documentation_may_run_what_stands_in_it(client: TestClient) -> None:
    headers = client.get("/docs").headers
    assert "script-src" not in headers["content-security-policy"]
    assert "default-src" not in headers["content-security-policy"]
