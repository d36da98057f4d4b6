from __future__ import annotations

from dataclasses import asdict

from starlette.testclient import TestClient

from tests.doubles import HashingEncoder


def test_models_describe_the_encoder_and_name_what_is_not_loaded(client: TestClient) -> None:
    response = client.get("/v1/models")
    assert response.status_code == 200
    description = asdict(HashingEncoder().description)
    assert response.json() == {
        "encoder": description | {"languages": list(description["languages"])},
        "same_fact": None,
        "rewriter": None,
        "rewriters": [],
        "entailment": None,
    }
