from __future__ import annotations

import gzip
import json
import logging
import socket
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from service.runtime.logs import JsonFormatter
from tests.api.clients import make_body, run_app, serve_over_http
from tests.doubles import BrokenEncoder

LIMIT = 2048
# Without a time: every process that collects these tests gives them the same names.
PACKED = gzip.compress(b"{}", mtime=0)


@pytest.fixture(scope="module")
def limited() -> Iterator[TestClient]:
    with run_app(max_body_bytes=LIMIT) as client:
        yield client


def send_in_pieces(total_bytes: int) -> Iterator[bytes]:
    """A body without a content length: it is sent chunked."""
    piece = b" " * 512
    for _ in range(total_bytes // len(piece)):
        yield piece


def check_too_large(client: TestClient, content: bytes | Iterator[bytes]) -> None:
    response = client.post("/v1/summaries", content=content, headers={"content-type": "application/json"})
    assert response.status_code == 413
    assert response.json()["type"] == "urn:chorus:problem:payload-too-large"
    assert str(LIMIT) in response.json()["detail"]


def test_body_that_states_to_be_too_large_is_refused(limited: TestClient) -> None:
    check_too_large(limited, b" " * (LIMIT + 1))


@pytest.mark.parametrize("total_bytes", [LIMIT + 512, 10 * LIMIT])
def test_body_that_turns_out_to_be_too_large_is_refused(limited: TestClient, total_bytes: int) -> None:
    check_too_large(limited, send_in_pieces(total_bytes))


def test_body_as_large_as_the_limit_is_read(limited: TestClient) -> None:
    body = json.dumps(make_body()).encode()
    response = limited.post("/v1/summaries", content=body.ljust(LIMIT), headers={"content-type": "application/json"})
    assert response.status_code == 200


@pytest.mark.parametrize("sent", [b"", b"{}"])
def test_who_states_a_body_that_is_too_large_and_sends_no_more_is_told_so_soon(sent: bytes) -> None:
    header = b"POST /v1/groups HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 9999999\r\n\r\n"
    with (
        serve_over_http(max_body_bytes=LIMIT) as port,
        socket.create_connection(("127.0.0.1", port), timeout=8) as connection,
    ):
        connection.sendall(header + sent)
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_what_follows_a_body_of_two_ends_is_not_read_as_a_request() -> None:
    header = b"POST /v1/groups HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    both = b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    received = b""
    with serve_over_http() as port, socket.create_connection(("127.0.0.1", port), timeout=8) as connection:
        connection.sendall(header + both + b"GET /healthz HTTP/1.1\r\nhost: a\r\n\r\n")
        while part := connection.recv(4096):
            received += part
    assert received.startswith(b"HTTP/1.1 400 ")
    assert received.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "", "jsonish"])
def test_body_of_another_media_type_is_refused(client: TestClient, content_type: str) -> None:
    response = client.post("/v1/groups", content=b"{}", headers={"content-type": content_type})
    assert response.status_code == 415
    assert response.json()["type"] == "urn:chorus:problem:unsupported-media-type"


@pytest.mark.parametrize("content_type", ["Application/JSON; charset=utf-8", "application/news+json"])
def test_json_may_have_parameters_and_suffixes(client: TestClient, content_type: str) -> None:
    body = json.dumps(make_body()).encode()
    response = client.post("/v1/summaries", content=body, headers={"content-type": content_type})
    assert response.status_code == 200


GZIP = {"content-type": "application/json", "content-encoding": "gzip"}


def test_a_body_in_gzip_is_answered_as_the_plain_one(client: TestClient) -> None:
    body = json.dumps(make_body()).encode()
    middle = len(body) // 2
    in_two = gzip.compress(body[:middle]) + gzip.compress(body[middle:])
    plain = client.post("/v1/summaries", content=body, headers={"content-type": "application/json"}).json()
    for content in (gzip.compress(body), in_two):
        answer = client.post("/v1/summaries", content=content, headers=GZIP).json()
        assert answer["summary"] == plain["summary"]


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"{}", PACKED[:-3], PACKED + b"x"])
def test_broken_gzip_is_a_malformed_body(client: TestClient, content: bytes) -> None:
    response = client.post("/v1/groups", content=content, headers=GZIP)
    assert (response.status_code, response.json()["type"]) == (400, "urn:chorus:problem:malformed-body")


def test_gzip_that_holds_more_than_the_limit_is_too_large() -> None:
    with run_app(max_body_bytes=100_000) as client:
        bomb = gzip.compress(b" " * 50_000_000)
        assert len(bomb) < 100_000
        started = time.thread_time()
        response = client.post("/v1/groups", content=bomb, headers=GZIP)
        assert (response.status_code, time.thread_time() - started < 1.0) == (413, True)


def test_other_encodings_are_refused(client: TestClient) -> None:
    response = client.post("/v1/groups", content=b"x", headers={**GZIP, "content-encoding": "br"})
    assert response.status_code == 415


def test_pages_of_no_origin_may_ask_unless_the_settings_name_some(client: TestClient) -> None:
    origin = {"origin": "https://news.example"}
    assert "access-control-allow-origin" not in client.get("/healthz", headers=origin).headers
    with run_app(cors_origins=["https://news.example"]) as open_client:
        asked = {**origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"}
        preflight = open_client.options("/v1/summaries", headers=asked)
        assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (200, origin["origin"])
        problem = open_client.post("/v1/summaries", json={}, headers=origin)
        assert (problem.status_code, problem.headers["access-control-allow-origin"]) == (422, origin["origin"])
        assert "x-request-id" in problem.headers["access-control-expose-headers"]
        stranger = open_client.get("/healthz", headers={"origin": "https://other.example"})
        assert "access-control-allow-origin" not in stranger.headers


def test_request_id_is_given_to_answers_and_problems(client: TestClient) -> None:
    ids = [client.get(path).headers["x-request-id"] for path in ("/healthz", "/healthz", "/nowhere")]
    assert len(set(ids)) == 3
    problem = client.get("/nowhere")
    assert problem.json()["request_id"] == problem.headers["x-request-id"]


def test_sane_request_id_is_echoed(client: TestClient) -> None:
    response = client.get("/healthz", headers={"x-request-id": "trace-42.A:b_c"})
    assert response.headers["x-request-id"] == "trace-42.A:b_c"


@pytest.mark.parametrize("proposed", ["", "a b", "x" * 129, 'quote"', "täg"])
def test_other_request_id_is_replaced(client: TestClient, proposed: str) -> None:
    response = client.get("/healthz", headers={b"x-request-id": proposed.encode()})
    assert len(response.headers["x-request-id"]) == 32


def test_each_request_is_one_log_line_without_text_of_articles(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="chorus"):
        client.post("/v1/summaries", json=make_body(), headers={"x-request-id": "r1"})
    (record,) = caplog.records
    line = JsonFormatter().format(record)
    entry = json.loads(line)
    assert (entry["method"], entry["route"], entry["status"]) == ("POST", "/v1/summaries", 200)
    assert entry["request_id"] == "r1"
    assert "Lindhaven" not in line


def test_probes_are_logged_at_debug(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="chorus"):
        for path in ("/healthz", "/readyz", "/metrics"):
            client.get(path)
    assert [record.levelname for record in caplog.records] == ["DEBUG"] * 3


def test_bug_is_answered_without_internals_and_logged_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    encoder = BrokenEncoder()
    with run_app(encoder) as client:
        encoder.broken = True
        with caplog.at_level(logging.INFO, logger="chorus"):
            response = client.post("/v1/summaries", json=make_body())
        metrics = client.get("/metrics").text
    problem = response.json()
    assert (response.status_code, problem["type"]) == (500, "urn:chorus:problem:internal")
    assert "secret" not in response.text
    assert "RuntimeError" not in response.text
    failure, access = (json.loads(JsonFormatter().format(record)) for record in caplog.records)
    assert failure["request_id"] == access["request_id"] == problem["request_id"]
    assert failure["error"] == "RuntimeError"
    assert "doubles.py" in failure["frames"][-1]
    assert access["status"] == 500
    assert 'chorus_problems_total{type="internal"} 1.0' in metrics
