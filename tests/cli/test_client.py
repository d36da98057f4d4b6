"""Requests reach the service as they are, and every way to fail has its own exit code and words."""

from __future__ import annotations

import json
import socket

import pytest

from service.cli.client import Service, post
from service.cli.failures import CommandError, ExitCode, RefusedError, UnavailableError, UsageError
from tests.cli.servers import CannedAnswer, answering

PROBLEM = {
    "type": "urn:chorus:problem:invalid-request",
    "title": "Invalid request",
    "status": 422,
    "detail": "2 fields are wrong",
    "errors": [
        {"pointer": "/articles/1/text", "detail": "must not be empty or blank"},
        {"pointer": "/length/value", "detail": "must be above 0"},
    ],
}


def ask(answer: CannedAnswer, *, api_key: str | None = None, origins: tuple[str, ...] = ()) -> bytes:
    with answering(answer) as url:
        return post(Service(url=f"{url}/", api_key=api_key), "/v1/groups", {"text": "Käse\ud800"}, origins=origins)


def fail(answer: CannedAnswer, *, origins: tuple[str, ...] = ()) -> CommandError:
    with pytest.raises(CommandError) as caught:
        ask(answer, origins=origins)
    return caught.value


def test_the_answer_comes_back_byte_for_byte() -> None:
    body = '{ "b": 1.0,\n"a": "é" }'.encode()
    assert ask(CannedAnswer(body=body)) == body


def test_the_request_is_posted_as_json_even_with_a_lone_surrogate() -> None:
    answer = CannedAnswer()
    ask(answer)
    assert answer.path == "/v1/groups"
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.received) == {"text": "Käse\ud800"}


def test_without_a_terminal_no_events_are_asked_for() -> None:
    answer = CannedAnswer()
    ask(answer)
    assert "event-stream" not in answer.headers["accept"]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Has rich take stderr for a terminal, as it does for who sets this variable."""
    monkeypatch.setenv("FORCE_COLOR", "1")


PROGRESS = b'event: progress\ndata: {"stage":"embed","done":3,"total":9}\n\n: ping\n\n'


@pytest.mark.usefixtures("terminal")
def test_on_a_terminal_events_are_shown_and_the_answer_is_what_the_last_one_says() -> None:
    body = PROGRESS + 'event: answer\ndata: {"a": "é"}\n\n'.encode()
    answer = CannedAnswer(body=body, content_type="text/event-stream; charset=utf-8")
    assert ask(answer) == '{"a": "é"}'.encode()
    assert answer.headers["accept"] == "text/event-stream, application/json"


@pytest.mark.usefixtures("terminal")
def test_a_problem_among_the_events_is_told_as_any_other() -> None:
    body = PROGRESS + b"event: problem\ndata: " + json.dumps(PROBLEM).encode() + b"\n\n"
    error = fail(CannedAnswer(body=body, content_type="text/event-stream"), origins=("a.txt", "b.txt"))
    assert error.exit_code is ExitCode.REFUSED
    assert error.message == "the service refused the request (422 Invalid request)"
    assert error.details[0] == "/articles/1/text (b.txt): must not be empty or blank"


@pytest.mark.usefixtures("terminal")
def test_events_that_break_off_are_a_failure() -> None:
    error = fail(CannedAnswer(body=PROGRESS, content_type="text/event-stream"))
    assert isinstance(error, UnavailableError)
    assert "too early" in error.message


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("data", ["{", "5", "null", '{"status": "x"}', '["stage"]'])
@pytest.mark.parametrize("event", ["progress", "problem"])
def test_events_that_cannot_be_read_are_a_failure_of_the_service(event: str, data: str) -> None:
    body = f"event: {event}\ndata: {data}\n\n".encode()
    error = fail(CannedAnswer(body=body, content_type="text/event-stream"))
    assert isinstance(error, UnavailableError)
    assert error.message == "127.0.0.1 answers with events that cannot be read"


def test_a_key_is_sent_as_a_bearer_token_and_only_if_given() -> None:
    with_key, without_key = CannedAnswer(), CannedAnswer()
    ask(with_key, api_key="secret")
    ask(without_key)
    assert with_key.headers["authorization"] == "Bearer secret"
    assert "authorization" not in without_key.headers


def test_a_refusal_lists_every_field_and_the_file_it_came_from() -> None:
    answer = CannedAnswer(status=422, body=json.dumps(PROBLEM).encode(), content_type="application/problem+json")
    error = fail(answer, origins=("a.txt", "b.txt"))
    assert isinstance(error, RefusedError)
    assert error.exit_code is ExitCode.REFUSED
    assert error.message == "the service refused the request (422 Invalid request)"
    assert error.details == (
        "/articles/1/text (b.txt): must not be empty or blank",
        "/length/value: must be above 0",
    )


@pytest.mark.parametrize(("status", "exit_code"), [(400, 3), (401, 3), (429, 3), (500, 4), (503, 4), (302, 4)])
def test_statuses_below_500_are_refusals_and_others_failures(status: int, exit_code: int) -> None:
    error = fail(CannedAnswer(status=status, body=b'{"title": "No", "detail": "not now"}'))
    assert error.exit_code == exit_code
    assert error.message.endswith(f"({status} No): not now")
    assert error.details == ()


def test_a_failure_that_is_no_problem_document_is_told_by_its_status() -> None:
    error = fail(CannedAnswer(status=502, body=b"<html>", content_type="text/html"))
    assert error.message == "the service failed (502 Bad Gateway), without a reason"


def test_a_service_that_is_away_is_one_line_naming_it() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(UnavailableError, match=f"^cannot reach {url}: .*refused$"):
            post(Service(url=url), "/v1/groups", {})


@pytest.mark.parametrize("url", ["localhost", "ftp://localhost", "http://[", ""])
def test_an_address_that_is_none_is_wrong_usage(url: str) -> None:
    with pytest.raises(UsageError, match="is not a web address"):
        post(Service(url=url), "/v1/groups", {})


def test_a_key_that_no_header_carries_is_told_from_a_wrong_address() -> None:
    with pytest.raises(UsageError, match="--api-key"):
        ask(CannedAnswer(), api_key="ключ")
