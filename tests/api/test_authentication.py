from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.api.clients import make_body, run_app

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
