"""A service on a port of its own that can be stopped and started again, without models."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import uvicorn

from service.app import create_app
from service.cli.serve import bind
from service.ports import Models, Rewriter
from tests.api.clients import make_settings
from tests.doubles import HashingEncoder


class SmallService:
    """Runs in a thread; `url` stays the same over a restart."""

    def __init__(self, rewriters: Sequence[Rewriter] = (), **settings: Any) -> None:
        self._models = Models(encoder=HashingEncoder(), rewriters=tuple(rewriters))
        self._settings = settings
        self._port = 0
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/"

    def start(self) -> None:
        app = create_app(make_settings(**self._settings), models=self._models)
        listener = bind("127.0.0.1", self._port)
        self._port = listener.getsockname()[1]
        self._server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]})
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(timeout=20)
            self._server = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
