"""Several processes that serve with a double of an encoder: `python -m tests.cli.process_server PORT`."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

import numpy as np
from fastapi import FastAPI
from numpy.typing import NDArray

from service.app import create_app
from service.cli.draining import drain_before_the_end
from service.cli.processes import serve_with_processes
from service.cli.serve import bind
from service.ports import Models
from tests.api.clients import make_settings
from tests.doubles import HashingEncoder


class SlowEncoder(HashingEncoder):
    """Takes three seconds for what is about a lamp."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if any("lamp" in text for text in texts):
            time.sleep(3)
        return super().encode(texts)


def make_app() -> FastAPI:
    app = create_app(make_settings(), models=Models(encoder=SlowEncoder()))
    drain_before_the_end(app)
    return app


def break_app() -> FastAPI:
    raise RuntimeError("it cannot start")


def main(port: int, *, breaks: bool) -> None:
    """Serves until it is told to end."""
    make = break_app if breaks else make_app
    with bind("127.0.0.1", port) as listener:
        serve_with_processes(make_settings(workers=2), listener, f"tests.cli.process_server:{make.__name__}")


if __name__ == "__main__":
    main(int(sys.argv[1]), breaks="breaks" in sys.argv)
