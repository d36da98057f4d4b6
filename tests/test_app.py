"""The application behind a real server: what a double of the connection cannot show."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.testclient import TestClient

from service.app import create_app
from service.errors import CheckpointMissingError
from service.loading import load_encoder, load_grouping
from service.ports import BY_SIMILARITY, GroupingMethod, Models, SentenceEncoder
from tests.api.clients import make_body, make_settings
from tests.doubles import GatedEncoder, HashingEncoder, WordSameFactModel
from tests.wire import JSON, Asking, ask, wait_until


@contextmanager
def serve(encoder: SentenceEncoder, **overrides: Any) -> Iterator[tuple[uvicorn.Server, int]]:
    """A server on a free loopback port, and that port."""
    app = create_app(make_settings(**overrides), models=Models(encoder=encoder))
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, timeout_graceful_shutdown=10)
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        assert not thread.is_alive()


def test_body_larger_than_the_limit_is_answered_over_the_wire() -> None:
    with serve(HashingEncoder(), max_body_bytes=1_000_000) as (_, port):
        for megabytes in (1.1, 1.9):
            status, problem = ask(port, "POST", "/v1/summaries", b" " * int(megabytes * 1_000_000))
            assert (status, problem["type"]) == (413, "urn:chorus:problem:payload-too-large")


def test_client_that_asks_before_sending_is_told_at_once_that_its_body_is_too_large() -> None:
    with serve(HashingEncoder(), max_body_bytes=1_000_000) as (_, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.putrequest("POST", "/v1/summaries")
        for name, value in {**JSON, "content-length": "2000000", "expect": "100-continue"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_shutting_down_finishes_the_request_that_runs_and_the_one_that_waits() -> None:
    encoder = GatedEncoder()
    with serve(encoder) as (server, port):
        encoder.close()
        first = Asking(port)
        wait_until(encoder.entered.is_set)
        second = Asking(port)
        wait_until(lambda: count_waiting(port) == 1)
        server.should_exit = True
        time.sleep(0.2)
        encoder.open()
        for asking in (first, second):
            asking.join(timeout=20)
            assert asking.status == 200
            assert asking.answer["summary"]


def test_client_that_hangs_up_while_waiting_leaves_the_queue() -> None:
    encoder = GatedEncoder()
    with serve(encoder) as (_, port):
        encoder.close()
        first = Asking(port)
        wait_until(encoder.entered.is_set)
        leaving = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        leaving.request("POST", "/v1/summaries", json.dumps(make_body()).encode(), JSON)
        wait_until(lambda: count_waiting(port) == 1)
        leaving.close()
        wait_until(lambda: count_waiting(port) == 0)
        encoder.open()
        first.join(timeout=20)
        assert first.status == 200


def count_waiting(port: int) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/metrics")
        lines = connection.getresponse().read().decode().splitlines()
    finally:
        connection.close()
    return next(float(line.split()[1]) for line in lines if line.startswith("chorus_queue_depth "))


def test_missing_checkpoint_stops_the_start_naming_the_command_that_installs_it(tmp_path: Path) -> None:
    settings = make_settings(models_dir=tmp_path)
    with pytest.raises(CheckpointMissingError, match="chorus models install all-MiniLM-L6-v2"):
        load_encoder(settings)
    with pytest.raises(CheckpointMissingError), TestClient(create_app(settings)):
        pytest.fail("the application started")


def test_without_the_same_fact_model_similarity_makes_the_groups(tmp_path: Path) -> None:
    assert load_grouping(make_settings(same_fact="off", models_dir=tmp_path)) == BY_SIMILARITY


def test_missing_base_of_the_same_fact_model_is_told_in_every_answer(tmp_path: Path) -> None:
    grouping = load_grouping(make_settings(models_dir=tmp_path))
    assert grouping.model is None
    assert "chorus models install all-MiniLM-L6-v2" in grouping.warnings[0]
    with TestClient(create_app(make_settings(), models=Models(encoder=HashingEncoder(), grouping=grouping))) as client:
        for path in ("/v1/summaries", "/v1/groups"):
            body = make_body() if path == "/v1/summaries" else {"articles": make_body()["articles"]}
            answer = client.post(path, json=body).json()
            assert grouping.warnings[0] in answer["warnings"]
            assert answer["models"]["same_fact"] is None
        assert client.get("/v1/models").json()["same_fact"] is None


def test_same_fact_model_is_described_where_it_had_a_part() -> None:
    grouping = GroupingMethod(model=WordSameFactModel())
    with TestClient(create_app(make_settings(), models=Models(encoder=HashingEncoder(), grouping=grouping))) as client:
        answer = client.post("/v1/summaries", json=make_body()).json()
        loaded = client.get("/v1/models").json()["same_fact"]
    assert loaded == answer["models"]["same_fact"] | {"licence": None, "learned_from": None}
    assert loaded == {
        "name": "words",
        "base": "hashing",
        "sha256": "1" * 64,
        "dtype": "float32",
        "languages": ["en"],
        "threshold": 0.5,
        "licence": None,
        "learned_from": None,
    }


@pytest.mark.models
def test_same_fact_model_is_loaded_where_its_base_is_installed() -> None:
    grouping = load_grouping(make_settings(same_fact_neighbours=7))
    assert grouping.model is not None
    assert grouping.model.description.base == "all-MiniLM-L6-v2"
    assert (grouping.neighbours, grouping.warnings) == (7, ())


def test_two_applications_live_in_one_process() -> None:
    apps = [create_app(make_settings(max_articles=limit), models=Models(encoder=HashingEncoder())) for limit in (1, 2)]
    with TestClient(apps[0]) as narrow, TestClient(apps[1]) as wide:
        assert narrow.post("/v1/summaries", json=make_body()).status_code == 422
        assert wide.post("/v1/summaries", json=make_body()).status_code == 200
