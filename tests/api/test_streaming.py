"""Answers as events: what is told on the way, in what order, and what becomes of it where something goes wrong."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.ports import Rewriter
from service.rewrites import Rewrite, RewriteRequest
from tests.api.clients import BRIDGE, make_body, run_app
from tests.api.connections import Departing, get_services, make_scope, serve, wait_until
from tests.doubles import BrokenEncoder, GatedEncoder, ScriptedRewriter

EVENTS = {"accept": "text/event-stream"}
Told = list[tuple[str, Any]]


def read_events(text: str) -> Told:
    """The events of a stream, comments left out."""
    events = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def ask(client: TestClient, path: str = "/v1/summaries", **fields: Any) -> Told:
    response = client.post(path, json=make_body(**fields), headers=EVENTS)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    return read_events(response.text)


def without_timings(answer: Any) -> Any:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


def test_stages_then_sentences_then_the_answer(client: TestClient) -> None:
    told = ask(client)
    alone = client.post("/v1/summaries", json=make_body()).json()
    kinds = [kind for kind, _ in told]
    assert kinds[-1] == "answer"
    assert without_timings(told[-1][1]) == without_timings(alone)
    decided = {data["group_id"]: data["text"] for kind, data in told if kind == "sentence"}
    assert decided == {sentence["group_id"]: sentence["text"] for sentence in alone["sentences"]}
    stages = [data["stage"] for kind, data in told[: kinds.index("sentence")] if kind == "progress"]
    assert [stage for stage in ("parse", "segment", "embed", "select") if stage in stages] == [
        "parse",
        "segment",
        "embed",
        "select",
    ]
    assert ("progress", {"stage": "embed", "done": 4, "total": 4}) in told


def test_rewrites_follow_the_extract_once_they_are_verified() -> None:
    def shorten(request: RewriteRequest) -> Rewrite:
        return Rewrite(text=request.sentences[0].replace(" during the long closure", ""), tokens=9)

    rewriter: Rewriter = ScriptedRewriter(shorten)
    with run_app(rewriters=[rewriter]) as client:
        told = ask(client, mode="abstractive")
    answer = told[-1][1]
    cables = [data for kind, data in told if kind == "sentence" and "cables" in data["text"]]
    assert [data["status"] for data in cables] == ["verbatim", "supported"]
    latest = {data["group_id"]: data["text"] for kind, data in told if kind == "sentence"}
    assert latest == {sentence["group_id"]: sentence["text"] for sentence in answer["sentences"]}


@pytest.mark.parametrize("path", ["/v1/groups", "/v1/citations"])
def test_other_questions_are_answered_with_events_too(client: TestClient, path: str) -> None:
    body = {"articles": make_body()["articles"]} | ({"text": BRIDGE} if path.endswith("citations") else {})
    told = read_events(client.post(path, json=body, headers=EVENTS).text)
    assert without_timings(told[-1][1]) == without_timings(client.post(path, json=body).json())
    assert {kind for kind, _ in told} == {"progress", "answer"}


@pytest.mark.parametrize("accept", ["application/json, text/event-stream;q=0.9", "Text/Event-Stream"])
def test_events_are_sent_to_whoever_names_them(client: TestClient, accept: str) -> None:
    response = client.post("/v1/summaries", json=make_body(), headers={"accept": accept})
    assert response.headers["content-type"].startswith("text/event-stream")


def test_what_is_wrong_with_a_request_keeps_its_status(client: TestClient) -> None:
    response = client.post("/v1/summaries", json=make_body(""), headers=EVENTS)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


def test_a_problem_that_the_work_finds_is_the_last_event(client: TestClient) -> None:
    told = ask(client, length={"unit": "words", "value": 1})
    kind, problem = told[-1]
    assert (kind, problem["status"]) == ("problem", 422)
    assert problem["type"] == "urn:chorus:problem:length-too-short"
    assert problem == {**problem, "errors": [{"pointer": "/length/value", "detail": problem["errors"][0]["detail"]}]}


def test_a_failing_model_is_an_internal_problem_that_says_nothing_of_it() -> None:
    encoder = BrokenEncoder()
    with run_app(encoder) as client:
        encoder.broken = True
        response = client.post("/v1/summaries", json=make_body(), headers=EVENTS)
        assert "secret" not in response.text
        kind, problem = read_events(response.text)[-1]
        assert (kind, problem["status"]) == ("problem", 500)
        assert problem["request_id"] == response.headers["x-request-id"]
        assert 'chorus_problems_total{type="internal"} 1.0' in client.get("/metrics").text


def test_the_deadline_is_an_event_and_nothing_goes_on_after_it() -> None:
    encoder = GatedEncoder()
    with run_app(encoder, request_timeout_seconds=0.3, heartbeat_seconds=0.05) as client:
        encoder.close()
        response = client.post("/v1/summaries", json=make_body(), headers=EVENTS)
        encoder.open()
    assert ": ping\n\n" in response.text
    kind, problem = read_events(response.text)[-1]
    assert (kind, problem["type"]) == ("problem", "urn:chorus:problem:deadline-exceeded")


def test_a_waiting_client_hears_that_it_waits() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder, heartbeat_seconds=0.02) as (app, client):
            encoder.close()
            first = asyncio.create_task(client.post("/v1/summaries", json=make_body()))
            await wait_until(encoder.entered.is_set)
            waiting = Departing(json.dumps(make_body()).encode())
            second = asyncio.create_task(app(make_scope(EVENTS["accept"]), waiting.receive, waiting.send))  # type: ignore[arg-type]
            await wait_until(lambda: waiting.received.count(b": ping") >= 2)
            assert get_services(app).admission.waiting == 1
            assert {data["stage"] for _, data in read_events(waiting.received.decode())} == {"queue"}
            encoder.open()
            await second
            assert read_events(waiting.received.decode())[-1][0] == "answer"
            assert (await first).status_code == 200

    asyncio.run(scenario())


def test_a_client_that_leaves_stops_its_work() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (app, client):
            services = get_services(app)
            encoder.close()
            leaving = Departing(json.dumps(make_body()).encode())
            left = asyncio.create_task(app(make_scope(EVENTS["accept"]), leaving.receive, leaving.send))  # type: ignore[arg-type]
            await wait_until(encoder.entered.is_set)
            await wait_until(lambda: b"embed" in leaving.received)
            leaving.leave.set()
            await left
            assert services.held_bytes.held == 0
            encoder.open()
            await wait_until(lambda: services.admission.running == 0)
            # It ended behind the gate: what is counted at the end of a summary was not.
            assert "chorus_request_articles_count 0.0" in (await client.get("/metrics")).text
            assert b"event: answer" not in leaving.received

    asyncio.run(scenario())


def test_a_stream_without_a_place_in_the_queue_is_refused_at_once() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder, max_queue=0) as (_, client):
            encoder.close()
            first = asyncio.create_task(client.post("/v1/summaries", json=make_body()))
            await wait_until(encoder.entered.is_set)
            refused = await client.post("/v1/summaries", json=make_body(), headers=EVENTS)
            assert (refused.status_code, refused.headers["content-type"]) == (429, "application/problem+json")
            encoder.open()
            assert (await first).status_code == 200

    asyncio.run(scenario())
