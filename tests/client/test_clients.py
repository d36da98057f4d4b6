from __future__ import annotations

import json
from datetime import date
from typing import Any

import httpx2
import pytest

from chorus_client import (
    FailedError,
    RefusedError,
    Retries,
    UnexpectedAnswerError,
    UnreachableError,
)
from chorus_client.failures import ChorusError
from service.api.documentation import read_example
from service.api.responses import CitationsAnswer, SummaryAnswer
from tests.client.clients import KINDS, Kind, Script, answering, call

SUMMARY = read_example("summaries")["response"]
ARTICLES = [{"text": "The bridge reopened.", "published_at": date(2025, 3, 4)}]
PROBLEM = {
    "type": "urn:chorus:problem:invalid-request",
    "title": "The request breaks the contract",
    "status": 422,
    "detail": "/articles/0/text: must not be blank",
    "request_id": "r1",
    "errors": [{"pointer": "/articles/0/text", "detail": "must not be blank"}],
}

pytestmark = pytest.mark.parametrize("kind", KINDS)


def refuse(status: int, **headers: str) -> httpx2.Response:
    return answering({**PROBLEM, "status": status}, status, **headers)


def test_a_request_holds_what_was_asked_and_nothing_else(kind: Kind) -> None:
    script = Script(answering(SUMMARY))
    answer = call(kind, script, "summarize", ARTICLES, length={"value": 60}, min_sources=2)
    (request,) = script.requests
    assert (request.method, str(request.url)) == ("POST", "http://chorus/v1/summaries")
    assert json.loads(request.content) == {
        "articles": [{"text": "The bridge reopened.", "published_at": "2025-03-04"}],
        "length": {"value": 60},
        "min_sources": 2,
    }
    assert request.headers["content-type"] == "application/json"
    assert dict(request.headers.raw)[b"Authorization".lower()] == "Bearer schlüssel".encode()
    assert isinstance(answer, SummaryAnswer)
    assert answer.sentences[0].citations[0].cited_text == SUMMARY["sentences"][0]["citations"][0]["cited_text"]


def test_citations_ask_for_a_text(kind: Kind) -> None:
    example = read_example("citations")
    script = Script(answering(example["response"]))
    answer = call(kind, script, "cite", "It is open.", ARTICLES, threshold=0.5)
    asked = json.loads(script.requests[0].content)
    assert (asked["text"], asked["threshold"]) == ("It is open.", 0.5)
    assert isinstance(answer, CitationsAnswer)


def test_half_a_surrogate_pair_is_the_service_s_to_refuse(kind: Kind) -> None:
    script = Script(refuse(422))
    with pytest.raises(RefusedError):
        call(kind, script, "group", [{"text": "\ud83d"}])
    assert b"\\ud83d" in script.requests[0].content


def test_a_refusal_tells_the_problem_and_is_not_repeated(kind: Kind) -> None:
    script = Script(refuse(422, x_request_id="r1"))
    with pytest.raises(RefusedError, match="422 The request breaks the contract: /articles/0/text") as caught:
        call(kind, script, "summarize", ARTICLES)
    assert caught.value.problem is not None
    assert caught.value.problem.errors is not None
    assert caught.value.problem.errors[0].pointer == "/articles/0/text"
    assert caught.value.request_id == "r1"
    assert script.waits == []


@pytest.mark.parametrize("status", [429, 503])
def test_the_wait_is_at_least_what_the_service_asks_for(kind: Kind, status: int) -> None:
    script = Script(refuse(status, retry_after="7"), refuse(status, retry_after="3"), answering(SUMMARY))
    answer = call(kind, script, "summarize", ARTICLES)
    assert answer.id == SUMMARY["id"]
    assert [request.content for request in script.requests] == [script.requests[0].content] * 3
    assert 7 <= script.waits[0] <= 7.7
    assert 3 <= script.waits[1] <= 3.3


def test_waits_double_where_the_service_does_not_say(kind: Kind) -> None:
    script = Script(*[httpx2.Response(502, text="<html>")] * 4)
    with pytest.raises(FailedError, match="502 Bad Gateway, without a reason"):
        call(kind, script, "summarize", ARTICLES)
    assert len(script.requests) == 4
    for wait, least in zip(script.waits, (0.5, 1, 2), strict=True):
        assert least <= wait <= least * 1.1


def test_a_service_that_asks_for_more_than_the_longest_wait_is_not_asked_again(kind: Kind) -> None:
    script = Script(refuse(429, retry_after="61"))
    with pytest.raises(RefusedError) as caught:
        call(kind, script, "summarize", ARTICLES)
    assert caught.value.retry_after_seconds == 61
    assert script.waits == []


def test_no_more_tries_are_made_than_were_allowed(kind: Kind) -> None:
    script = Script(refuse(429), refuse(429), answering(SUMMARY))
    with pytest.raises(RefusedError):
        call(kind, script, "summarize", ARTICLES, retries=Retries(attempts=2))
    assert len(script.requests) == 2


@pytest.mark.parametrize("error", [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("late"), httpx2.ReadError("")])
def test_a_connection_that_fails_is_made_again(kind: Kind, error: httpx2.TransportError) -> None:
    script = Script(error, answering(SUMMARY))
    assert call(kind, script, "summarize", ARTICLES).id == SUMMARY["id"]
    assert len(script.waits) == 1


def test_a_service_that_does_not_answer_in_time_is_not_made_to_work_twice(kind: Kind) -> None:
    script = Script(httpx2.ReadTimeout("late"))
    with pytest.raises(UnreachableError, match="did not answer in time") as caught:
        call(kind, script, "summarize", ARTICLES)
    assert caught.value.timed_out


@pytest.mark.parametrize(("status", "content"), [(200, b'{"id": 3}'), (200, b"hello"), (307, b""), (200, b"\xff")])
def test_what_is_no_answer_of_chorus_is_said_to_be_none(kind: Kind, status: int, content: bytes) -> None:
    with pytest.raises(UnexpectedAnswerError):
        call(kind, Script(httpx2.Response(status, content=content)), "summarize", ARTICLES)


def test_fields_that_are_not_known_yet_are_passed_over(kind: Kind) -> None:
    newer = {**SUMMARY, "mood": "calm"}
    assert call(kind, Script(answering(newer)), "summarize", ARTICLES).id == SUMMARY["id"]


def test_every_failure_is_of_one_family(kind: Kind) -> None:
    steps: list[Any] = [refuse(422), refuse(500), httpx2.ReadTimeout(""), answering({})]
    for step in steps:
        with pytest.raises(ChorusError):
            call(kind, Script(step), "summarize", ARTICLES)
