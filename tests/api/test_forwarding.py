"""An application without models hands requests to readers, and answers as the reader alone would."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from service.api.forwarded import answer_forwarded
from service.api.forwarding import FURTHER_READERS, Forwarder
from service.api.readers import AnswerPart, ForwardedRequest
from service.app import create_app, make_ready
from service.errors import QueueFullError, ReaderLostError
from service.ports import Models
from tests.api.clients import make_body, make_settings
from tests.doubles import GatedEncoder, HashingEncoder


@dataclasses.dataclass
class ReadersHere:
    """Readers in this process. lost: how many of the next requests their reader is lost over. after: parts told."""

    app: Any
    ready: bool = True
    full: bool = False
    lost: int = 0
    after: int = 0
    asked: list[ForwardedRequest] = dataclasses.field(default_factory=list)

    def are_ready(self) -> bool:
        return self.ready

    async def ask(self, request: ForwardedRequest) -> AsyncGenerator[AnswerPart]:
        self.asked.append(request)
        if self.full:
            raise QueueFullError(waiting=4, limit=4, retry_after_seconds=7)
        lost, self.lost = self.lost > 0, self.lost - 1
        async with aclosing(answer_forwarded(self.app, request)) as parts:
            told = 0
            async for part in parts:
                if lost and told == self.after:
                    raise ReaderLostError(reason="killed")
                told += 1
                yield part

    async def collect_metrics(self) -> Mapping[str, str]:
        content, _ = self.app.state.services.metrics.render("")
        return {"r1": content.decode()}


def make_reader(encoder: Any = None) -> Any:
    app = create_app(make_settings(), loads=False)
    make_ready(app, Models(encoder=encoder or HashingEncoder()))
    return app


def make_front(readers: ReadersHere, **settings: Any) -> Any:
    app = create_app(make_settings(**settings), loads=False)
    app.state.services = dataclasses.replace(app.state.services, forwarding=Forwarder(readers))
    return app


def without_timings(body: bytes) -> Any:
    answer = json.loads(body)
    del answer["timings_ms"]
    return answer


def test_the_answer_and_its_headers_are_those_of_the_reader_alone() -> None:
    reader = make_reader()
    front = TestClient(make_front(ReadersHere(reader)))
    alone = TestClient(reader)
    named = {"x-request-id": "here-1"}
    for path, body in (("/v1/summaries", make_body()), ("/v1/groups", make_body()), ("/v1/summaries", {"articles": 3})):
        answers = [client.post(path, json=body, headers=named) for client in (front, alone)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].headers.keys() == answers[1].headers.keys()
        if answers[0].is_success:
            assert without_timings(answers[0].content) == without_timings(answers[1].content)
        else:
            assert answers[0].content == answers[1].content
    assert front.get("/v1/models").json() == alone.get("/v1/models").json()


def test_events_and_batches_are_told_as_the_reader_makes_them() -> None:
    readers = ReadersHere(make_reader())
    front = TestClient(make_front(readers))
    events = front.post("/v1/summaries", json=make_body(), headers={"accept": "text/event-stream"})
    assert events.headers["content-type"].startswith("text/event-stream")
    assert events.headers["x-accel-buffering"] == "no"
    kinds = [line.removeprefix("event: ") for line in events.text.splitlines() if line.startswith("event: ")]
    assert kinds[-1] == "answer"
    assert {"progress", "sentence"} <= set(kinds)
    lines = "".join(json.dumps({"id": f"s{k}", **make_body()}) + "\n" for k in range(3))
    batch = front.post("/v1/batches", content=lines, headers={"content-type": "application/jsonl"})
    assert [json.loads(line)["id"] for line in batch.text.splitlines()] == ["s0", "s1", "s2"]


@pytest.mark.parametrize("lost", [1, FURTHER_READERS])
def test_another_reader_is_asked_where_one_is_lost(lost: int) -> None:
    readers = ReadersHere(make_reader(), lost=lost)
    answer = TestClient(make_front(readers)).post("/v1/summaries", json=make_body())
    assert (answer.status_code, len(readers.asked)) == (200, 1 + lost)


def test_a_request_that_ends_every_reader_is_given_up() -> None:
    readers = ReadersHere(make_reader(), lost=99)
    answer = TestClient(make_front(readers)).post("/v1/summaries", json=make_body())
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:chorus:problem:internal"
    assert len(readers.asked) == 1 + FURTHER_READERS


def test_what_was_told_already_is_not_told_again() -> None:
    readers = ReadersHere(make_reader(), lost=1, after=2)
    with pytest.raises(RuntimeError, match="already started"):  # the connection breaks, as where a lone process ends
        TestClient(make_front(readers)).post("/v1/summaries", json=make_body(), headers={"accept": "text/event-stream"})
    assert len(readers.asked) == 1


def test_a_full_queue_is_our_429() -> None:
    answer = TestClient(make_front(ReadersHere(make_reader(), full=True))).post("/v1/summaries", json=make_body())
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:chorus:problem:queue-full")
    assert 7 <= int(answer.headers["retry-after"]) <= 14


def test_keys_are_asked_for_in_front_and_not_handed_on() -> None:
    readers = ReadersHere(make_reader())
    client = TestClient(make_front(readers, api_keys="secret"))
    assert client.post("/v1/summaries", json=make_body()).status_code == 401
    assert readers.asked == []
    assert client.post("/v1/summaries", json=make_body(), headers={"x-api-key": "secret"}).status_code == 200
    assert b"x-api-key" not in dict(readers.asked[0].headers)


def test_a_reader_is_told_the_time_that_is_left() -> None:
    readers = ReadersHere(make_reader())
    TestClient(make_front(readers, request_timeout_seconds=9)).post("/v1/summaries", json=make_body())
    assert 0 < float(dict(readers.asked[0].headers)[b"request-timeout"]) <= 9


def test_probes_say_whether_a_reader_is_there_and_metrics_are_those_of_all() -> None:
    readers = ReadersHere(make_reader(), ready=False)
    client = TestClient(make_front(readers))
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200
    readers.ready = True
    assert client.get("/readyz").json() == {"status": "ready"}
    client.post("/v1/summaries", json=make_body())
    lines = client.get("/metrics").text.splitlines()
    answered = [line for line in lines if line.startswith("chorus_requests_total") and "summaries" in line]
    assert answered == ['chorus_requests_total{method="POST",process="front",route="/v1/summaries",status="200"} 1.0']
    assert 'chorus_request_articles_sum{process="r1"} 2.0' in lines
    assert [line for line in lines if line.startswith("# TYPE chorus_stage_seconds ")] == [
        "# TYPE chorus_stage_seconds histogram"
    ]


def test_who_hangs_up_ends_the_work_of_the_reader() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        reader = make_reader(encoder)
        front = make_front(ReadersHere(reader))
        encoder.close()
        transport = httpx2.ASGITransport(app=front)
        async with httpx2.AsyncClient(transport=transport, base_url="http://front") as client:
            asking = asyncio.create_task(client.post("/v1/summaries", json=make_body()))
            while not encoder.entered.is_set():
                await asyncio.sleep(0.01)
            assert reader.state.services.admission.running == 1
            asking.cancel()
            await asyncio.wait({asking})
        encoder.open()
        async with asyncio.timeout(10):
            while reader.state.services.admission.running:
                await asyncio.sleep(0.01)
        assert await front.state.services.forwarding.drain(0.1)

    asyncio.run(scenario())


def test_draining_waits_for_what_readers_work_on_and_takes_nothing_new() -> None:
    async def scenario() -> None:
        encoder = GatedEncoder()
        front = make_front(ReadersHere(make_reader(encoder)))
        encoder.close()
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=front), base_url="http://front") as client:
            asking = asyncio.create_task(client.post("/v1/summaries", json=make_body()))
            while not encoder.entered.is_set():
                await asyncio.sleep(0.01)
            assert await front.state.services.admission.drain(0)
            assert not await front.state.services.forwarding.drain(0)
            draining = asyncio.create_task(front.state.services.forwarding.drain(20))
            assert (await client.post("/v1/summaries", json=make_body())).status_code == 503
            assert not draining.done()
            encoder.open()
            assert await draining
            assert (await asking).status_code == 200

    asyncio.run(scenario())
