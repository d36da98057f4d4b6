"""What a client meets while the service starts, answers and stops."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import uvicorn

from service.app import create_app
from service.cli.connections import bound_connections
from service.cli.serve import ServiceServer, bind
from service.ports import Models, SentenceEncoder
from tests.api.clients import make_body, make_settings
from tests.doubles import GatedEncoder, HashingEncoder
from tests.wire import Asking, ask, wait_until


@contextmanager
def serving(
    encoder: SentenceEncoder, load: Callable[[], None] = lambda: None, **overrides: Any
) -> Iterator[tuple[ServiceServer, int]]:
    """A server on a free loopback port, and that port; it is asked to stop at the end."""
    settings = make_settings(**overrides)
    app = create_app(settings, models=Models(encoder=encoder))
    with bind("127.0.0.1", 0) as listener:
        server = ServiceServer(
            uvicorn.Config(
                app,
                http=bound_connections(
                    most=settings.max_connections,
                    header_seconds=settings.header_timeout_seconds,
                    stalled_seconds=60.0,
                ),
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            ),
            load=load,
            admission=app.state.services.admission,
            drain_seconds=settings.drain_timeout_seconds,
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        wait_until(lambda: server.started)
        try:
            yield server, listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(timeout=20)
            assert not thread.is_alive()


def test_probes_are_answered_while_running_requests_are_finished() -> None:
    encoder = GatedEncoder()
    with serving(encoder) as (server, port):
        encoder.close()
        running = Asking(port)
        wait_until(encoder.entered.is_set)
        server.should_exit = True
        wait_until(lambda: ask(port, "GET", "/readyz")[0] == 503)
        assert ask(port, "GET", "/healthz") == (200, {"status": "alive"})
        assert ask(port, "POST", "/v1/summaries", b"{}")[0] == 503
        encoder.open()
        running.join(timeout=20)
        assert running.status == 200


def test_requests_whose_time_is_up_are_told_so_and_the_log_has_no_traceback(caplog: pytest.LogCaptureFixture) -> None:
    encoder = GatedEncoder()
    with serving(encoder, drain_timeout_seconds=0.3) as (server, port), caplog.at_level(logging.WARNING):
        encoder.close()
        running = Asking(port)
        wait_until(encoder.entered.is_set)
        waiting = Asking(port)
        half_sent = socket.create_connection(("127.0.0.1", port), timeout=20)
        head = b"POST /v1/summaries HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"
        half_sent.sendall(head)
        time.sleep(0.1)
        started = time.monotonic()
        server.should_exit = True
        for client in (running, waiting):
            client.join(timeout=20)
            assert (client.status, client.answer["type"]) == (503, "urn:chorus:problem:not-ready")
        assert half_sent.recv(12) == b"HTTP/1.1 503"
        half_sent.close()
        assert time.monotonic() - started < 3
        encoder.open()
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


def test_the_service_listens_and_is_not_ready_while_models_load(capsys: pytest.CaptureFixture[str]) -> None:
    loaded = threading.Event()
    with bind("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        app = create_app(make_settings(), loads=False)
        server = ServiceServer(
            uvicorn.Config(app, log_config=None),
            load=lambda: (loaded.wait(20), None)[1],
            admission=app.state.services.admission,
            drain_seconds=1,
        )
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        wait_until(lambda: server.started)
        assert ask(port, "GET", "/healthz")[0] == 200
        assert ask(port, "GET", "/readyz")[0] == 503
        assert ask(port, "POST", "/v1/summaries", b"{}")[0] == 503
        assert "listens" not in capsys.readouterr().out
        loaded.set()
        said = ""
        while "listens on" not in said:
            said += capsys.readouterr().out
            time.sleep(0.005)
        server.should_exit = True
        thread.join(timeout=20)


def test_models_that_cannot_be_loaded_end_the_server_with_the_reason() -> None:
    def fail() -> None:
        raise RuntimeError("no such model")

    with serving(HashingEncoder(), fail) as (server, _):
        wait_until(lambda: server.failure is not None)
    assert str(server.failure) == "no such model"


def test_answers_on_a_kept_connection_are_sent_at_once() -> None:
    # Without TCP_NODELAY the kernel holds the second packet of an answer back for 40 ms.
    with serving(HashingEncoder()) as (server, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        (kept,) = (one.transport.get_extra_info("socket") for one in server.server_state.connections)
        assert kept.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        connection.close()


def test_work_lets_go_of_the_interpreter_often() -> None:
    before = sys.getswitchinterval()
    try:
        with serving(HashingEncoder()):
            assert sys.getswitchinterval() == 0.0005
    finally:
        sys.setswitchinterval(before)


@pytest.mark.slow
def test_connections_that_send_no_whole_header_are_closed() -> None:
    with serving(HashingEncoder(), header_timeout_seconds=0.3) as (_, port):
        for sent in (b"", b"GET /healthz HTTP/1.1\r\nhost:", b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\nGET /hea"):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as silent:
                silent.sendall(sent)
                while silent.recv(4096):
                    pass


def test_one_connection_more_than_may_be_is_told_so() -> None:
    with serving(HashingEncoder(), max_connections=2) as (server, port):
        held = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(2)]
        wait_until(lambda: len(server.server_state.connections) == 2)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as further:
            assert further.recv(12) == b"HTTP/1.1 503"
        for one in held:
            one.close()
        wait_until(lambda: not server.server_state.connections)
        assert ask(port, "GET", "/healthz")[0] == 200


@pytest.mark.slow
def test_a_body_that_comes_too_slowly_and_one_too_many_are_refused() -> None:
    bounded = serving(HashingEncoder(), body_timeout_seconds=0.5, max_held_bytes=2000, max_body_bytes=2000)
    with bounded as (_, port), socket.create_connection(("127.0.0.1", port)) as slow:
        lines = (
            "POST /v1/groups HTTP/1.1",
            "host: x",
            "content-type: application/json",
            "content-length: 1999",
            "",
            "",
        )
        slow.sendall("\r\n".join((*lines, "", " " * 1500)).encode())
        time.sleep(0.1)
        status, problem = ask(port, "POST", "/v1/summaries", b" " * 1000)
        assert (status, problem["type"]) == (503, "urn:chorus:problem:not-ready")
        assert slow.recv(12) == b"HTTP/1.1 504"
        assert ask(port, "POST", "/v1/summaries", json.dumps(make_body()).encode())[0] == 200


@pytest.mark.slow
def test_ten_thousand_connections_that_say_nothing_leave_room_for_one_that_asks() -> None:
    with serving(HashingEncoder(), max_connections=100, header_timeout_seconds=60) as (server, port):
        asking = socket.create_connection(("127.0.0.1", port), timeout=60)
        wait_until(lambda: len(server.server_state.connections) == 1)
        idle: list[socket.socket] = []
        try:
            for number in range(10_000):
                one = socket.create_connection(("127.0.0.1", port), timeout=60)
                if len(idle) < 99:
                    idle.append(one)
                    continue
                if number == len(idle):
                    wait_until(lambda: len(server.server_state.connections) == 100)
                with one:
                    assert one.recv(12) == b"HTTP/1.1 503"
            assert len(server.server_state.connections) <= 101
            asking.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
            assert asking.recv(12) == b"HTTP/1.1 200"
        finally:
            for one in (asking, *idle):
                one.close()
