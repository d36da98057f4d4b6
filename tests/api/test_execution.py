from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from tests.api.clients import BRIDGE, make_articles, make_body, run_app
from tests.api.connections import Departing, get_services, make_scope, serve, wait_until
from tests.doubles import GatedEncoder, HashingEncoder


def post(client: httpx2.AsyncClient) -> asyncio.Task[httpx2.Response]:
    return asyncio.create_task(client.post("/v1/summaries", json=make_body()))


def test_health_is_answered_while_a_request_runs() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (_, client):
            encoder.close()
            running = post(client)
            await wait_until(encoder.entered.is_set)
            assert (await client.get("/healthz")).status_code == 200
            assert "chorus_running 1.0" in (await client.get("/metrics")).text
            assert not running.done()
            encoder.open()
            assert (await running).status_code == 200

    asyncio.run(scenario())


@pytest.mark.slow
def test_event_loop_goes_on_while_a_large_request_runs() -> None:
    async def scenario() -> None:
        articles = make_articles(*(f"{BRIDGE} Number {n} stands apart. " * 20 for n in range(20)))
        body = json.dumps({"articles": articles})
        async with serve(HashingEncoder()) as (_, client):
            headers = {"content-type": "application/json"}
            running = asyncio.create_task(client.post("/v1/groups", content=body, headers=headers))
            beats = 0
            while not running.done():
                await asyncio.sleep(0.001)
                beats += 1
            assert (await running).status_code == 200
        assert beats > 5

    asyncio.run(scenario())


def test_work_never_runs_on_the_event_loop() -> None:
    class Watching(HashingEncoder):
        threads: set[int] = set()  # noqa: RUF012

        def encode(self, texts: Any) -> Any:
            self.threads.add(threading.get_ident())
            return super().encode(texts)

    async def scenario() -> int:
        async with serve(Watching()) as (_, client):
            assert (await post(client)).status_code == 200
        return threading.get_ident()

    assert asyncio.run(scenario()) not in Watching.threads


def test_full_queue_is_answered_with_retry_after_and_the_others_finish() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder, requests_at_once=1, max_queue=1) as (app, client):
            encoder.close()
            admitted = [post(client)]
            await wait_until(encoder.entered.is_set)
            admitted.append(post(client))
            await wait_until(lambda: get_services(app).admission.waiting == 1)
            refused = await post(client)
            assert refused.status_code == 429
            assert refused.json()["type"] == "urn:chorus:problem:queue-full"
            assert int(refused.headers["retry-after"]) >= 1
            assert "chorus_queue_depth 1.0" in (await client.get("/metrics")).text
            encoder.open()
            assert [(await task).status_code for task in admitted] == [200, 200]

    asyncio.run(scenario())


def test_request_that_waited_reports_the_wait_in_its_timings() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (app, client):
            encoder.close()
            first = post(client)
            await wait_until(encoder.entered.is_set)
            second = post(client)
            await wait_until(lambda: get_services(app).admission.waiting == 1)
            await asyncio.sleep(0.05)
            encoder.open()
            await first
            assert (await second).json()["timings_ms"]["queue"] >= 50

    asyncio.run(scenario())


@pytest.mark.parametrize("wait", ["working", "queued"])
def test_deadline_is_answered_on_time_working_or_queued(wait: str) -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder, request_timeout_seconds=0.3) as (_, client):
            encoder.close()
            first = post(client)
            await wait_until(encoder.entered.is_set)
            started = time.monotonic()
            response = await (first if wait == "working" else post(client))
            assert time.monotonic() - started < 5
            encoder.open()
            await first
        assert response.status_code == 504
        assert response.json()["type"] == "urn:chorus:problem:deadline-exceeded"
        assert "0.3 s" in response.json()["detail"]

    asyncio.run(scenario())


def test_body_that_comes_too_slowly_is_given_up() -> None:
    async def dribble() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(10)
        yield b"}"

    async def scenario() -> None:
        async with serve(HashingEncoder(), request_timeout_seconds=0.1) as (_, client):
            headers = {"content-type": "application/json"}
            response = await client.post("/v1/groups", content=dribble(), headers=headers)
        assert response.status_code == 504
        assert "receive" in response.json()["detail"]

    asyncio.run(scenario())


def test_draining_service_refuses_new_requests_and_finishes_running_ones() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (app, client):
            encoder.close()
            running = post(client)
            await wait_until(encoder.entered.is_set)
            drained = asyncio.create_task(get_services(app).admission.drain(10))
            await asyncio.sleep(0)
            for refused in (await post(client), await client.get("/readyz")):
                assert refused.status_code == 503
                assert refused.json()["type"] == "urn:chorus:problem:not-ready"
                assert "shutting down" in refused.json()["detail"]
                assert int(refused.headers["retry-after"]) >= 1
            assert (await client.get("/healthz")).status_code == 200
            encoder.open()
            assert (await running).status_code == 200
            assert await drained

    asyncio.run(scenario())


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_client_that_leaves_while_waiting_leaves_the_queue(accept: str) -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (app, client):
            admission = get_services(app).admission
            encoder.close()
            first = post(client)
            await wait_until(encoder.entered.is_set)
            leaving = Departing(json.dumps(make_body()).encode())
            second = asyncio.create_task(app(make_scope(accept), leaving.receive, leaving.send))  # type: ignore[arg-type]
            await wait_until(lambda: admission.waiting == 1)
            leaving.leave.set()
            await second
            assert admission.waiting == 0
            encoder.open()
            assert (await first).status_code == 200
            metrics = (await client.get("/metrics")).text
            assert 'route="/v1/summaries",status="499"} 1.0' in metrics

    asyncio.run(scenario())


def test_many_requests_at_once_all_get_their_own_answer() -> None:
    async def scenario() -> None:
        async with serve(HashingEncoder(), requests_at_once=4, max_queue=100) as (_, client):

            async def ask(number: int) -> bool:
                sentence = f"Report {number} says the bridge number {number} reopened on Tuesday after repairs."
                body = make_body(sentence, BRIDGE, query=f"bridge number {number}")
                answer = (await client.post("/v1/summaries", json=body)).json()
                texts = [member["text"] for group in answer["groups"] for member in group["members"]]
                return sentence in texts and not any(text.startswith("Report") for text in texts if text != sentence)

            assert all(await asyncio.gather(*(ask(number) for number in range(40))))

    asyncio.run(scenario())


def test_a_client_that_says_how_long_it_waits_is_answered_by_then() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (_, client):
            encoder.close()
            headers = {"request-timeout": "0.2"}
            late = await client.post("/v1/summaries", json=make_body(), headers=headers)
            encoder.open()
            assert (late.status_code, late.json()["type"]) == (504, "urn:chorus:problem:deadline-exceeded")
            assert "0.2 s" in late.json()["detail"]

    asyncio.run(scenario())


def test_nobody_waits_longer_than_the_service_allows() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder, request_timeout_seconds=0.2) as (_, client):
            encoder.close()
            late = await client.post("/v1/summaries", json=make_body(), headers={"request-timeout": "999"})
            encoder.open()
            assert late.status_code == 504

    asyncio.run(scenario())


@pytest.mark.parametrize("stated", ["0", "-1", "1e3", "soon", "inf", "nan", ""])
def test_times_that_are_none_are_refused(client: TestClient, stated: str) -> None:
    refused = client.post("/v1/summaries", json=make_body(), headers={"request-timeout": stated})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:chorus:problem:invalid-request")
    assert refused.json()["detail"].startswith("request-timeout: must be a number of seconds above 0")


def test_a_body_larger_than_all_that_may_be_held_is_too_large_and_not_to_be_sent_again() -> None:
    with run_app(max_held_bytes=2000) as client:
        refused = client.post("/v1/summaries", json=make_body("x" * 3000))
        assert (refused.status_code, refused.json()["type"]) == (413, "urn:chorus:problem:payload-too-large")
        assert "retry-after" not in refused.headers


def test_what_has_more_tokens_than_may_wait_is_too_large_at_once_and_not_to_be_sent_again() -> None:
    with run_app(max_queue_tokens=1024) as client:
        for content, headers in ((b"x" * 4097, {}), (gzip.compress(b" " * 4097), {"content-encoding": "gzip"})):
            refused = client.post("/v1/groups", content=content, headers={"content-type": "application/json"} | headers)
            assert (refused.status_code, refused.json()["type"]) == (413, "urn:chorus:problem:payload-too-large")
            assert "4096 bytes" in refused.json()["detail"]
            assert "retry-after" not in refused.headers
        assert client.post("/v1/groups", json={"articles": make_articles()}).status_code == 200


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_tokens_that_wait_are_counted_compressed_or_not(coding: str) -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder, max_queue_tokens=2000) as (_, client):
            encoder.close()
            large = json.dumps(make_body(*(f"{BRIDGE} Number {n}." for n in range(40)))).encode()
            assert 1200 < len(large) / 4 < 2000
            content = gzip.compress(large) if coding == "gzip" else large
            headers = {"content-type": "application/json", "content-encoding": coding}
            running = asyncio.create_task(client.post("/v1/summaries", content=content, headers=headers))
            await wait_until(encoder.entered.is_set)
            refused = await client.post("/v1/summaries", content=content, headers=headers)
            assert (refused.status_code, refused.json()["type"]) == (429, "urn:chorus:problem:queue-full")
            assert "tokens wait already and 2000 may" in refused.json()["detail"]
            assert int(refused.headers["retry-after"]) >= 1
            encoder.open()
            assert (await running).status_code == 200

    asyncio.run(scenario())


def test_a_small_request_is_answered_while_a_large_one_is_worked_on() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (app, client):
            encoder.close()
            bodies = [make_body(*(f"{BRIDGE} Number {n}." for n in range(count))) for count in (40, 1)]
            large = asyncio.create_task(client.post("/v1/summaries", json=bodies[0]))
            await wait_until(encoder.entered.is_set)
            small = asyncio.create_task(client.post("/v1/summaries", json=bodies[1]))
            await wait_until(lambda: get_services(app).admission.running == 2)
            encoder.open()
            assert [(await one).status_code for one in (large, small)] == [200, 200]

    asyncio.run(scenario())
