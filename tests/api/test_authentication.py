from __future__ import annotations

import hashlib
import logging
import socket
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.clients import make_body, run_app, serve_over_http

KEYS = ("first-key", "zweiter-schlüssel")


def encode(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in headers.items()}


@pytest.fixture(scope="module")
def guarded() -> Iterator[TestClient]:
    with run_app(api_keys=KEYS) as client:
        yield client


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer first-key"},
        {"authorization": "bearer first-key"},
        {"x-api-key": "first-key"},
        {"x-api-key": "zweiter-schlüssel"},
    ],
)
def test_request_with_one_of_the_keys_is_answered(guarded: TestClient, headers: dict[str, str]) -> None:
    assert guarded.post("/v1/summaries", json=make_body(), headers=encode(headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer"},
        {"authorization": "Bearer first-key-and-more"},
        {"authorization": "Bearer first"},
        {"authorization": "Basic first-key"},
        {"x-api-key": ""},
        {"x-api-key": "FIRST-KEY"},
        {"x-api-key": "ÿþ"},
    ],
)
def test_request_without_one_of_the_keys_is_refused(guarded: TestClient, headers: dict[str, str]) -> None:
    response = guarded.post("/v1/summaries", json=make_body(), headers=encode(headers))
    assert response.status_code == 401
    assert response.json()["type"] == "urn:chorus:problem:unauthorized"
    assert response.headers["www-authenticate"] == "Bearer"
    assert "first-key" not in response.text.replace("Authorization: Bearer KEY", "")


@pytest.mark.parametrize("path", ["/v1/groups", "/v1/citations", "/v1/summaries"])
def test_key_is_asked_for_before_the_body_is_looked_at(guarded: TestClient, path: str) -> None:
    assert guarded.post(path, content=b"not json").status_code == 401


def test_models_ask_for_a_key(guarded: TestClient) -> None:
    assert guarded.get("/v1/models").status_code == 401


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/docs", "/openapi.json"])
def test_operation_and_documentation_ask_for_no_key(guarded: TestClient, path: str) -> None:
    assert guarded.get(path).status_code == 200


def test_service_without_keys_answers_everyone(client: TestClient) -> None:
    assert client.get("/v1/models", headers={"authorization": "Bearer anything"}).status_code == 200


def test_the_log_names_a_key_by_the_beginning_of_its_hash(
    guarded: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="chorus.access"):
        for key in KEYS:
            guarded.post("/v1/summaries", json=make_body(), headers=encode({"x-api-key": key}))
        guarded.post("/v1/summaries", json=make_body(), headers=encode({"x-api-key": "wrong"}))
    named = [record.__dict__["fields"].get("key") for record in caplog.records]
    assert named == [*(hashlib.sha256(key.encode()).hexdigest()[:8] for key in KEYS), None]


def test_metrics_ask_for_a_key_where_the_settings_say_so(guarded: TestClient) -> None:
    assert guarded.get("/metrics").status_code == 200
    with run_app(api_keys=KEYS, metrics_key=True) as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"x-api-key": "first-key"}).status_code == 200
        assert client.get("/healthz").status_code == 200


def test_a_large_body_without_a_key_gets_its_answer_and_the_connection_stays() -> None:
    with (
        serve_over_http(api_keys=KEYS) as port,
        socket.create_connection(("127.0.0.1", port), timeout=20) as connection,
    ):
        size = 20_000_000
        head = (
            f"POST /v1/groups HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {size}\r\n\r\n"
        )
        for _ in range(2):
            connection.sendall(head.encode() + b" " * size)
            answer = connection.recv(65536)
            assert answer.startswith(b"HTTP/1.1 401 ")
            while not answer.endswith(b"}"):
                answer += connection.recv(65536)
