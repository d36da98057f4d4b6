"""A web server that gives canned answers, for commands that talk to one."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True, kw_only=True)
class CannedAnswer:
    """What the server answers to every POST, and what it was asked last.

    refused: by place, what is wrong with the text of articles; the next request is refused for it, no further one.
    """

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    path: str = ""
    received: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)


@contextlib.contextmanager
def answering(answer: CannedAnswer) -> Iterator[str]:
    """The address of a server on a free loopback port that gives `answer`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer.path = self.path
            answer.headers = {name.lower(): value for name, value in self.headers.items()}
            answer.received = self.rfile.read(int(self.headers["content-length"]))
            errors = [{"pointer": f"/articles/{n}/text", "detail": detail} for n, detail in answer.refused.items()]
            body = json.dumps({"title": "No", "errors": errors}).encode() if errors else answer.body
            answer.refused = {}
            self.send_response(422 if errors else answer.status)
            self.send_header("content-type", answer.content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
