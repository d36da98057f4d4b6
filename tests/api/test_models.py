from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

from starlette.testclient import TestClient

from service.descriptions import EncoderDescription
from tests.api.clients import make_articles, run_app
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
        "cache": None,
    }


def test_models_say_what_outlives_an_answer(tmp_path: Path) -> None:
    with run_app(cache_bytes=100_000) as client:
        assert client.get("/v1/models").json()["cache"] == {"max_bytes": 100_000, "outlives_process": False}
    with run_app(cache_bytes=100_000, cache_file=tmp_path / "cache.sqlite") as client:
        assert client.get("/v1/models").json()["cache"] == {"max_bytes": 100_000, "outlives_process": True}


class LicensedEncoder(HashingEncoder):
    @property
    def description(self) -> EncoderDescription:
        return replace(super().description, licence="CC-BY-4.0", learned_from="our own news")


def test_models_say_on_what_terms_they_may_be_used_and_answers_do_not_repeat_it() -> None:
    with run_app(LicensedEncoder()) as client:
        encoder = client.get("/v1/models").json()["encoder"]
        answer = client.post("/v1/groups", json={"articles": make_articles()}).json()
    assert (encoder["licence"], encoder["learned_from"]) == ("CC-BY-4.0", "our own news")
    assert "licence" not in answer["models"]["encoder"]
    with run_app() as client:
        assert client.post("/v1/groups", json={"articles": make_articles()}).json()["receipt"] == answer["receipt"]
