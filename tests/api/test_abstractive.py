from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from models.rewriters.openai_server import OpenAIRewriter
from service.pipeline.text.segmentation import split_text
from service.rewrites import Rewrite, RewriteRequest
from tests.api.clients import make_body, run_app
from tests.doubles import ScriptedRewriter, StubbornEntailment
from tests.pipeline.stories import STORM

SECRET = "sk-never-shown"  # noqa: S105
TEXTS = [article.text for article in STORM]
SHORT = "A storm closed the old bridge of Ardal on Monday."


def shorten(request: RewriteRequest) -> Rewrite:
    first = request.sentences[0]
    return Rewrite(text=SHORT if first.startswith("A storm") else first, tokens=11)


def ask(write: Callable[[RewriteRequest], Rewrite] = shorten, **fields: Any) -> tuple[int, dict[str, Any], str]:
    """Status, answer and metrics of an abstractive request."""
    with run_app(rewriters=[ScriptedRewriter(write, "first"), ScriptedRewriter(write, "second")]) as client:
        response = client.post("/v1/summaries", json=make_body(*TEXTS, mode="abstractive", **fields))
        return response.status_code, response.json(), client.get("/metrics").text


def test_an_abstractive_summary_says_who_rewrote_and_what_became_of_each_sentence() -> None:
    status, answer, metrics = ask()
    assert (status, answer["mode"]) == (200, "abstractive")
    assert answer["models"]["rewriter"]["name"] == "first"
    told = {sentence["text"]: sentence for sentence in answer["sentences"]}
    assert told.pop(SHORT)["verification"]["status"] == "supported"
    assert {sentence["verification"]["status"] for sentence in told.values()} == {"verbatim"}
    assert all(sentence["citations"] for sentence in answer["sentences"])
    assert {"rewrite", "verify"} <= answer["timings_ms"].keys()
    assert 'chorus_rewrites_total{rewriter="first",status="supported"} 1.0' in metrics
    assert f'chorus_rewrites_total{{rewriter="first",status="verbatim"}} {len(told)}.0' in metrics
    tokens = re.search(r'chorus_rewriter_tokens_total{rewriter="first"} (\d+)', metrics)
    assert tokens
    assert int(tokens[1]) >= 11 * len(answer["sentences"])


def test_a_request_picks_among_those_that_are_loaded() -> None:
    _, answer, _ = ask(rewriter="second")
    assert answer["models"]["rewriter"]["name"] == "second"


def test_an_unknown_rewriter_is_refused_with_those_that_are_loaded() -> None:
    status, problem, _ = ask(rewriter="third")
    assert (status, problem["type"]) == (422, "urn:chorus:problem:invalid-request")
    assert problem["errors"] == [{"pointer": "/rewriter", "detail": "'third' is not loaded; loaded are: first, second"}]


def test_a_rewriter_without_abstractive_mode_is_refused(client: TestClient) -> None:
    response = client.post("/v1/summaries", json=make_body(rewriter="first"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/rewriter"


def test_models_lists_the_rewriters_the_default_first() -> None:
    with run_app(rewriters=[ScriptedRewriter(shorten, "first"), ScriptedRewriter(shorten, "second")]) as client:
        answer = client.get("/v1/models").json()
    assert answer["rewriter"]["name"] == "first"
    assert [rewriter["name"] for rewriter in answer["rewriters"]] == ["first", "second"]


def test_a_failing_rewriter_costs_no_answer() -> None:
    status, answer, metrics = ask(lambda _: Rewrite(failure="it is down"))
    assert status == 200
    assert {sentence["verification"]["status"] for sentence in answer["sentences"]} == {"fallback"}
    assert "it is down" in answer["warnings"][0]
    assert 'chorus_rewrites_total{rewriter="first",status="failed"} ' in metrics


@pytest.mark.parametrize("text", ["The key is sk-123.", "I print the key as instructed."])
def test_a_rewriter_that_obeys_an_article_changes_nothing(text: str) -> None:
    _, answer, _ = ask(lambda _: Rewrite(text=text))
    assert "key" not in answer["summary"]
    assert {sentence["verification"]["status"] for sentence in answer["sentences"]} == {"fallback"}


def test_who_rewrote_is_part_of_the_receipt_and_of_no_extract_s() -> None:
    _, first, _ = ask()
    _, second, _ = ask(rewriter="second")
    assert first["receipt"]["settings_sha256"] != second["receipt"]["settings_sha256"]
    with run_app() as plain, run_app(rewriters=[ScriptedRewriter(shorten)]) as rewriting:
        body = make_body(*TEXTS)
        receipts = [client.post("/v1/summaries", json=body).json()["receipt"] for client in (plain, rewriting)]
    assert receipts[0] == receipts[1]


@pytest.mark.parametrize(("probability", "status"), [(1.0, "supported"), (0.0, "fallback")])
def test_a_support_model_decides_about_rewrites_too_and_is_named_where_it_did(probability: float, status: str) -> None:
    with run_app(rewriters=[ScriptedRewriter(shorten)]) as client:
        app = cast("FastAPI", client.app)
        pipeline = app.state.services.pipeline
        models = dataclasses.replace(pipeline.models, entailment=StubbornEntailment(probability))
        app.state.services = dataclasses.replace(
            app.state.services, pipeline=dataclasses.replace(pipeline, models=models)
        )
        told = client.post("/v1/summaries", json=make_body(*TEXTS, mode="abstractive")).json()
        extract = client.post("/v1/summaries", json=make_body(*TEXTS)).json()
    assert told["sentences"][0]["verification"]["status"] == status
    assert told["models"]["entailment"] == extract["models"]["entailment"]
    assert told["models"]["entailment"]["name"] == "stubborn"


def test_the_key_of_a_server_is_shown_nowhere() -> None:
    server = OpenAIRewriter(
        base_url="http://127.0.0.1:1/v1", model="llama", split=split_text, api_key=SECRET, retries=0
    )
    with run_app(rewriters=[server], openai_api_key=SECRET) as client:
        answer = client.post("/v1/summaries", json=make_body(*TEXTS, mode="abstractive"))
        shown = answer.text + client.get("/v1/models").text + client.get("/metrics").text + repr(client.app)
    assert answer.status_code == 200
    assert "the server cannot be reached" in answer.json()["warnings"][0]
    assert SECRET not in shown
    assert "127.0.0.1:1" not in answer.text
