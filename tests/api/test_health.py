from __future__ import annotations

import sys

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.ports import Models
from tests.api.clients import make_body, make_settings, run_app
from tests.doubles import BrokenEncoder, HashingEncoder, ParticularEncoder


def test_process_is_alive_and_ready_once_the_models_are_warm(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready"}


def test_process_is_alive_and_not_ready_before_the_models_are_loaded() -> None:
    # A client outside of a `with` does not start the application.
    client = TestClient(create_app(make_settings(), models=Models(encoder=HashingEncoder())))
    assert client.get("/healthz").status_code == 200
    for response in (client.get("/readyz"), client.get("/v1/models"), client.post("/v1/groups", json={})):
        assert response.status_code == 503
        assert response.json()["type"] == "urn:chorus:problem:not-ready"
        assert int(response.headers["retry-after"]) >= 1


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone says how much memory is free")
def test_process_is_not_ready_while_memory_is_short_and_still_answers() -> None:
    with run_app(min_free_memory_bytes=2**60) as client:
        response = client.get("/readyz")
        assert (response.status_code, response.json()["type"]) == (503, "urn:chorus:problem:not-ready")
        assert f"of {2**60} that should be" in response.json()["detail"]
        assert int(response.headers["retry-after"]) >= 1
        assert client.get("/healthz").status_code == 200
        assert client.post("/v1/summaries", json=make_body()).status_code == 200


def test_process_is_not_ready_while_a_model_fails_and_is_again_once_it_reads() -> None:
    encoder = BrokenEncoder()
    with run_app(encoder=encoder) as client:
        encoder.broken = True
        assert client.get("/readyz").status_code == 200  # nothing has failed
        assert client.post("/v1/summaries", json=make_body()).status_code == 500
        response = client.get("/readyz")
        assert (response.status_code, response.json()["type"]) == (503, "urn:chorus:problem:not-ready")
        assert "a model does not read" in response.json()["detail"]
        assert int(response.headers["retry-after"]) >= 1
        assert client.get("/healthz").status_code == 200
        encoder.broken = False
        assert client.get("/readyz").status_code == 200


def test_process_stays_ready_where_a_request_alone_is_the_reason_that_it_failed() -> None:
    encoder = ParticularEncoder("Lindhaven", RuntimeError("secret"))
    with run_app(encoder=encoder) as client:
        assert client.post("/v1/summaries", json=make_body()).status_code == 500
        assert client.get("/readyz").status_code == 200


def test_metrics_count_requests_stages_sizes_and_problems() -> None:
    with run_app() as client:
        client.post("/v1/summaries", json=make_body())
        client.post("/v1/summaries", json={})
        response = client.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert 'chorus_requests_total{method="POST",route="/v1/summaries",status="200"} 1.0' in lines
    assert 'chorus_requests_total{method="POST",route="/v1/summaries",status="422"} 1.0' in lines
    assert 'chorus_problems_total{type="invalid-request"} 1.0' in lines
    assert 'chorus_stage_seconds_count{stage="queue"} 2.0' in lines
    assert "chorus_request_articles_sum 2.0" in lines
    assert "chorus_request_sentences_sum 4.0" in lines
    assert "chorus_queue_depth 0.0" in lines


def test_invented_paths_and_methods_share_one_label() -> None:
    with run_app() as client:
        for path in ("/a", "/b"):
            client.request("BREW", path)
        metrics = client.get("/metrics").text
    assert 'chorus_requests_total{method="other",route="unmatched",status="404"} 2.0' in metrics
    assert "BREW" not in metrics


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/docs", "/page/page.js", "/docs/files/swagger-ui.css", "/openapi.json", "/healthz", "/readyz"),
        *("/v1/models", "/v1/jobs", "/v1/jobs/job_0", "/v1/jobs/job_0/result", "/nothing", "/v1/summaries"),
    ],
)
def test_head_is_answered_as_get_is_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    told = ("content-length", "content-type", "allow", "location", "etag", "cache-control")
    assert {name: head.headers.get(name) for name in told} == {name: get.headers.get(name) for name in told}


def test_head_is_counted_as_such_under_its_route() -> None:
    with run_app() as client:
        client.head("/v1/models")
        metrics = client.get("/metrics").text
    assert 'chorus_requests_total{method="HEAD",route="/v1/models",status="200"} 1.0' in metrics


@pytest.mark.parametrize(("path", "status"), [("/healthz/", 200), ("/v1/models//", 200), ("/v1/nothing/", 404)])
def test_a_slash_behind_a_path_changes_nothing(client: TestClient, path: str, status: int) -> None:
    assert client.get(path, headers={"host": "elsewhere.example"}).status_code == status


@pytest.mark.parametrize("path", ["/", "/docs/", "/page/", "//elsewhere.example/", "/v1/summaries/"])
def test_no_redirect_leads_where_the_header_host_says(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"host": "elsewhere.example", "accept": "*/*"})
    assert answer.headers.get("location", "/docs") == "/docs"


def test_operations_are_named_for_what_they_do(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {operation["operationId"] for methods in paths.values() for operation in methods.values()} >= {
        "create_summary", "report_health", "report_readiness", "report_metrics",
    }  # fmt: skip
