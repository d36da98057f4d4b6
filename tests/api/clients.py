"""Applications under test, and requests to send them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.testclient import TestClient

from service.app import create_app
from service.ports import Models, Rewriter, SentenceEncoder
from service.settings import Settings
from tests.doubles import HashingEncoder

BRIDGE = (
    "The Lindhaven bridge reopened on Tuesday after two years of repairs. "
    "Engineers replaced 48 of its 60 steel cables during the long closure."
)
FERRIES = (
    "After two years of repairs the Lindhaven bridge reopened to all traffic on Tuesday. "
    "The replacement ferries will make their last crossing on Friday evening."
)


def make_settings(**overrides: Any) -> Settings:
    """Settings that nothing but `overrides` changes, whatever a developer's `.env` says."""
    return Settings(_env_file=None, **overrides)


@contextmanager
def run_app(
    encoder: SentenceEncoder | None = None, rewriters: Sequence[Rewriter] = (), **overrides: Any
) -> Iterator[TestClient]:
    """A client of an application that has started, and stops at the end."""
    models = Models(encoder=encoder or HashingEncoder(), rewriters=tuple(rewriters))
    app = create_app(make_settings(**overrides), models=models)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@contextmanager
def serve_over_http(encoder: SentenceEncoder | None = None, **overrides: Any) -> Iterator[int]:
    """The port of a service that listens until the end of the block."""
    app = create_app(make_settings(**overrides), models=Models(encoder=encoder or HashingEncoder()))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def make_articles(*texts: str) -> list[dict[str, Any]]:
    return [{"id": f"n{place}", "text": text} for place, text in enumerate(texts or (BRIDGE, FERRIES))]


def make_body(*texts: str, **fields: Any) -> dict[str, Any]:
    """A summary request for `texts`, long enough that a sentence fits."""
    return {"articles": make_articles(*texts), "length": {"unit": "words", "value": 60}, **fields}
