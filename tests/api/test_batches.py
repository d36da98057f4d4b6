"""Many stories, a line each: every line is answered as it would be alone, in order, whatever is wrong with another."""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import tracemalloc
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.batches import BatchLines
from service.api.responses import BatchLine
from service.errors import DeadlineExceededError
from service.runtime.deadline import RequestClock
from tests.api.clients import make_body, run_app
from tests.api.connections import Departing, get_services, make_scope, serve, wait_until
from tests.doubles import BrokenEncoder, GatedEncoder

LINES = {"content-type": "application/jsonl"}


def write(*requests: Any) -> bytes:
    return b"\n".join(json.dumps(request).encode() for request in requests)


def make_line(number: int) -> dict[str, Any]:
    return {"id": f"n{number}"} | make_body(f"Report {number} says that bridge {number} reopened on Tuesday.")


def read(client: TestClient, body: bytes, **headers: str) -> list[dict[str, Any]]:
    response = client.post("/v1/batches", content=body, headers=LINES | headers)
    assert (response.status_code, response.headers["content-type"]) == (200, "application/jsonl")
    answers = [json.loads(line) for line in response.text.splitlines()]
    for answer in answers:
        BatchLine.model_validate(answer, extra="forbid")
    return answers


def without_timings(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@pytest.mark.parametrize("at_once", [1, 3])
def test_lines_are_answered_in_their_order_as_they_would_be_alone(at_once: int) -> None:
    with run_app(requests_at_once=at_once, max_queue=0) as client:
        lines = [make_line(n) for n in range(7)]
        answers = read(client, write(*lines))
        bodies = [{name: value for name, value in line.items() if name != "id"} for line in lines]
        alone = [client.post("/v1/summaries", json=body).json() for body in bodies]
    assert [list(answer) for answer in answers] == [["id", "answer"]] * 7
    assert [answer["id"] for answer in answers] == [f"n{number}" for number in range(7)]
    assert [without_timings(a["answer"]) for a in answers] == [without_timings(a) for a in alone]


def test_what_is_wrong_with_a_line_is_said_of_it_alone(client: TestClient) -> None:
    empty = {"id": "empty"} | make_body("")
    body = write(make_line(1)) + b"\r\n\n{not json\n" + write(empty, make_line(2)) + b"\n"
    answers = read(client, body)
    assert [answer["id"] for answer in answers] == ["n1", None, "empty", "n2"]
    assert [list(answer) for answer in answers[1:3]] == [["id", "line", "problem"]] * 2
    assert [(answer["line"], answer["problem"]["status"]) for answer in answers[1:3]] == [(3, 400), (4, 422)]
    assert answers[2]["problem"]["errors"][0]["pointer"] == "/articles/0/text"


def test_lines_are_found_one_by_one_however_many_there_are() -> None:
    body = b"\n" * 50_000 + b"{}\n" * 50_000
    tracemalloc.start()
    lines = BatchLines(body)
    found = [lines.next(), lines.next()]
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(50_001, b"{}"), (50_002, b"{}")]
    assert held < 10_000


def test_lines_are_found_as_they_would_be_one_by_one_wherever_blank_ones_stand() -> None:
    blanks = (b"", b"\n", b" \n\r\n", b" " * 70_000, b"\n" * 70_000, b"\n" + b"\t" * 140_000)
    for before, between, after in itertools.product(blanks, blanks, blanks):
        body = before + b"{1}" + b"\n" + between + b" {2} \r\n" + after
        lines = BatchLines(body)
        found = list(iter(lines.next, None))
        by_hand = [(number, line.strip()) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
        assert [(number, bytes(line).strip()) for number, line in found] == by_hand


def test_millions_of_blank_lines_are_passed_over_in_a_few_steps() -> None:
    steps: list[None] = []
    assert BatchLines(b"\n" * 2_000_000).next(lambda: steps.append(None)) is None
    assert len(steps) < 100


def test_looking_for_the_first_line_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    with pytest.raises(DeadlineExceededError):
        BatchLines(b"\n" * 10).next(clock.check)


@pytest.mark.parametrize("at_once", [1, 3])
def test_each_line_has_an_id_of_its_own(at_once: int) -> None:
    lines = [make_line(1), make_body(), {"id": " "} | make_body(), {"id": 7} | make_body(), make_line(1), make_line(2)]
    with run_app(requests_at_once=at_once) as client:
        answers = read(client, write(*lines))
    assert [answer["id"] for answer in answers] == ["n1", None, None, None, "n1", "n2"]
    assert [answer["problem"]["detail"] for answer in answers[1:5]] == [
        "/id: is required",
        '/id: must not be empty or blank; got " "',
        "/id: Input should be a valid string; got 7",
        "/id: is that of line 1 already",
    ]


def test_a_model_that_fails_is_said_of_its_lines() -> None:
    encoder = BrokenEncoder()
    with run_app(encoder) as client:
        encoder.broken = True
        answers = read(client, write(make_line(1), make_line(2)))
    assert [answer["problem"]["status"] for answer in answers] == [500, 500]
    assert "secret" not in json.dumps(answers)


def test_a_batch_may_come_compressed(client: TestClient) -> None:
    answers = read(client, gzip.compress(write(make_line(1))), **{"content-encoding": "gzip"})
    assert answers[0]["answer"]["sentences"]


@pytest.mark.parametrize(("media", "status"), [("application/x-ndjson", 400), ("application/json", 415)])
def test_bodies_without_lines_and_of_other_kinds_are_refused(client: TestClient, media: str, status: int) -> None:
    response = client.post("/v1/batches", content=b" \n\n", headers={"content-type": media})
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")


def test_a_client_that_leaves_ends_the_batch() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        async with serve(encoder) as (app, client):
            services = get_services(app)
            scope = make_scope() | {"path": "/v1/batches", "headers": [(b"content-type", b"application/jsonl")]}
            leaving = Departing(write(*(make_line(n) for n in range(9))))
            encoder.close()
            left = asyncio.create_task(app(scope, leaving.receive, leaving.send))  # type: ignore[arg-type]
            await wait_until(encoder.entered.is_set)
            leaving.leave.set()
            await left
            encoder.open()
            await wait_until(lambda: services.admission.running == 0)
            assert services.held_bytes.held == 0
            assert "chorus_request_articles_count 0.0" in (await client.get("/metrics")).text

    asyncio.run(scenario())
