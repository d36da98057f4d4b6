"""`chorus demo`: a whole round, from starting the service to stopping it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import httpx2
import typer
from rich.console import Console, Group

from service.api.responses import SummaryAnswer
from service.cli.answers import print_view, read_answer
from service.cli.client import Service, post
from service.cli.documents import read_documents
from service.cli.failures import CommandError
from service.cli.processes import ANNOUNCEMENT
from service.cli.rendering import render_articles, render_summary, render_timings

START_TIMEOUT_SECONDS = 120.0
STOP_TIMEOUT_SECONDS = 40.0
POLL_SECONDS = 0.1
DEMO_WORDS = 150


def demo(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The articles: .jsonl, .json, .html or text.")],
) -> None:
    """Start the service on a free port, summarize FILE at 150 words, show the answer, stop the service."""
    documents = read_documents([file])
    request = {"articles": documents.articles, "length": {"unit": "words", "value": DEMO_WORDS}}
    with running_service() as url:
        Console(stderr=True).print(f"service ready on {url}", style="dim", highlight=False)
        body = post(Service(url=url), "/v1/summaries", request, origins=documents.origins)
    answer = read_answer(SummaryAnswer, body)
    print_view(Group(render_summary(answer), "", render_articles(answer), "", render_timings(answer)))


@contextlib.contextmanager
def running_service(
    settings: Mapping[str, str] = MappingProxyType({}), *, start_seconds: float = START_TIMEOUT_SECONDS
) -> Iterator[str]:
    """The address of a service started for this block on a free loopback port, stopped with SIGTERM after it.

    settings: environment variables beside those of this process. start_seconds: within which it must be ready.

    Raises: CommandError with the end of the service's log if it is not.
    """
    # -P: a folder named `service` where the command runs is not this one.
    command = [sys.executable, "-P", "-m", "service", "serve", "--host", "127.0.0.1", "--port", "0"]
    # Keys are for others; this service has one client and lives for one request.
    environment = {**os.environ, "CHORUS_API_KEYS": "", "CHORUS_KEYS_FILE": "", **settings}
    with tempfile.TemporaryDirectory(prefix="chorus-demo-") as folder:
        log = Path(folder) / "service.log"
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)  # noqa: S603
        try:
            with Console(stderr=True).status("starting the service and loading its models"):
                url = _await_readiness(process, log, start_seconds)
            yield url
        finally:
            _stop(process)


def _await_readiness(process: subprocess.Popen[bytes], log: Path, start_seconds: float) -> str:
    deadline = time.monotonic() + start_seconds
    while time.monotonic() < deadline and process.poll() is None:
        url = _announced_address(log)
        if url is not None and _is_ready(url):
            return url
        time.sleep(POLL_SECONDS)
    raise CommandError("the service did not start", details=log.read_text(errors="replace").splitlines()[-10:])


def _announced_address(log: Path) -> str | None:
    for line in log.read_text(errors="replace").splitlines(keepends=True):
        if line.startswith(ANNOUNCEMENT) and line.endswith("\n"):
            return line.removeprefix(ANNOUNCEMENT).strip()
    return None


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/readyz", trust_env=False).is_success
    except httpx2.TransportError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
