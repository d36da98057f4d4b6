"""Clients of a server that listens, and waiting for it."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.api.clients import make_body

JSON = {"content-type": "application/json"}


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, Any]]:
    """The status and the JSON of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, JSON if body else {})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


class Asking(threading.Thread):
    """A client in a thread of its own; `status` and `answer` are there once it has ended."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self.status, self.answer = 0, dict[str, Any]()
        self.start()

    def run(self) -> None:
        self.status, self.answer = ask(self._port, "POST", "/v1/summaries", json.dumps(make_body()).encode())
