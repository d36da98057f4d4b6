from __future__ import annotations

import json
from typing import Any

import anyio
import httpx2
import pytest

from chorus_client import (
    AsyncChorusClient,
    ChorusClient,
    FailedError,
    RefusedError,
    UnexpectedAnswerError,
    UnreachableError,
)
from service.api.documentation import read_example
from service.api.responses import ProgressEvent, SentenceEvent, SummaryAnswer
from tests.api.clients import make_articles, serve_over_http
from tests.client.clients import KINDS, Kind, Script, answering
from tests.client.test_clients import PROBLEM, refuse

SUMMARY = read_example("summaries")["response"]
PROGRESS = {"stage": "embed", "done": 3, "total": 4}
SENTENCE = {"group_id": "g1", "text": "The bridge reopened.", "status": "verbatim"}
ARTICLES: Any = make_articles()

pytestmark = pytest.mark.parametrize("kind", KINDS)


def tell(*events: tuple[str, Any]) -> httpx2.Response:
    text = ": hello\n\n" + "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    return httpx2.Response(200, content=text.encode(), headers={"content-type": "text/event-stream"})


def stream(kind: Kind, url: str, script: Script | None = None, **options: Any) -> list[Any]:
    """All that is told of a summary, by the service at `url` or by `script`."""
    given: dict[str, Any] = {"transport": httpx2.MockTransport(script.handle)} if script else {}
    if kind == "sync":
        with ChorusClient(url, sleep=script.wait if script else print, **given) as client:
            return list(client.stream_summary(ARTICLES, **options))

    async def read() -> list[Any]:
        waits: dict[str, Any] = {"sleep": script.wait_async} if script else {}
        async with AsyncChorusClient(url, **waits, **given) as client:
            return [told async for told in client.stream_summary(ARTICLES, **options)]

    return anyio.run(read)


def test_progress_sentences_and_the_answer_come_typed_and_in_order(kind: Kind) -> None:
    events = [("progress", PROGRESS), ("mood", {}), ("sentence", SENTENCE), ("answer", SUMMARY)]
    script = Script(tell(*events))
    told = stream(kind, "http://chorus", script)
    assert [type(event) for event in told] == [ProgressEvent, SentenceEvent, SummaryAnswer]
    assert told[0].done == 3
    assert told[-1].id == SUMMARY["id"]
    assert script.requests[0].headers["accept"] == "text/event-stream"


def test_a_stream_that_is_refused_before_it_begins_is_asked_for_again(kind: Kind) -> None:
    script = Script(refuse(429, retry_after="2"), tell(("answer", SUMMARY)))
    assert len(stream(kind, "http://chorus", script)) == 1
    assert 2 <= script.waits[0] <= 2.2


def test_a_problem_on_the_way_is_raised_and_nothing_repeated(kind: Kind) -> None:
    problem = {**PROBLEM, "type": "urn:chorus:problem:internal", "status": 500, "request_id": "r1", "errors": None}
    script = Script(tell(("progress", PROGRESS), ("problem", problem)))
    with pytest.raises(FailedError) as caught:
        stream(kind, "http://chorus", script)
    assert (caught.value.status, caught.value.request_id, script.waits) == (500, "r1", [])


def test_a_stream_without_an_answer_is_a_failure(kind: Kind) -> None:
    with pytest.raises(UnreachableError, match="broke off"):
        stream(kind, "http://chorus", Script(tell(("progress", PROGRESS))))


@pytest.mark.parametrize("response", ["json", "event"])
def test_what_is_no_stream_of_chorus_is_said_to_be_none(kind: Kind, response: str) -> None:
    other = answering(SUMMARY) if response == "json" else tell(("sentence", {"text": 3}))
    with pytest.raises(UnexpectedAnswerError):
        stream(kind, "http://chorus", Script(other))


def test_a_service_tells_the_client_how_far_it_is(kind: Kind) -> None:
    with serve_over_http() as port:
        *way, answer = stream(kind, f"http://127.0.0.1:{port}", length={"value": 60})
        decided = {told.group_id: told.text for told in way if isinstance(told, SentenceEvent)}
        assert isinstance(answer, SummaryAnswer)
        assert decided == {sentence.group_id: sentence.text for sentence in answer.sentences}
        assert {"segment", "embed"} <= {told.stage for told in way if isinstance(told, ProgressEvent)}
        with pytest.raises(RefusedError, match="No sentence fits"):
            stream(kind, f"http://127.0.0.1:{port}", length={"value": 1})
