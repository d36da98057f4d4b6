"""Several processes that serve as one."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from tests.api.clients import make_body

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 600


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process that starts the others, and their address; its folder of metrics lies in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.cli.process_server", str(port), *arguments]
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def ask(url: str) -> httpx2.Response:
    """An answer on a connection of its own, which either process may take."""
    return httpx2.post(f"{url}/v1/summaries", json=make_body(), trust_env=False, timeout=PATIENCE_SECONDS)


def read_metric(url: str, line: str) -> float:
    text = httpx2.get(f"{url}/metrics", trust_env=False, timeout=PATIENCE_SECONDS).text
    return sum(float(one.rpartition(" ")[2]) for one in text.splitlines() if one.startswith(line))


def list_workers(folder: Path) -> set[int]:
    """The processes that have written metrics down."""
    return {int(path.stem.rpartition("_")[2]) for path in folder.glob("chorus-metrics-*/gauge_livesum_*.db")}


@pytest.mark.slow
def test_processes_answer_alike_add_their_metrics_up_and_are_replaced_when_they_die(tmp_path: Path) -> None:
    answered = 'chorus_requests_total{method="POST",route="/v1/summaries",status="200"}'
    with serving(tmp_path) as (parent, url):
        assert parent.stdout
        assert parent.stdout.readline() == f"Chorus listens on {url}\n"
        before = list_workers(tmp_path)
        assert len(before) == 2
        answers = [ask(url) for _ in range(12)]
        assert {answer.status_code for answer in answers} == {200}
        assert len({json.dumps(answer.json() | {"id": "", "timings_ms": {}}) for answer in answers}) == 1
        assert {read_metric(url, answered) for _ in range(4)} == {12.0}

        killed = min(before)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: len(list_workers(tmp_path)) == 2 and killed not in list_workers(tmp_path))
        assert ask(url).status_code == 200
        # What the dead one counted still counts; what it had going does not.
        assert read_metric(url, answered) == 13.0
        assert read_metric(url, "chorus_running ") == 0.0
        parent.send_signal(signal.SIGTERM)
        assert parent.wait(PATIENCE_SECONDS) == 0
    assert list(tmp_path.glob("chorus-metrics-*")) == []


@pytest.mark.slow
def test_processes_answer_what_they_accepted_and_probes_before_they_end(tmp_path: Path) -> None:
    slow = make_body("The lamp of the Lindhaven bridge was lit on Tuesday after two years of repairs.")
    with serving(tmp_path) as (parent, url), ThreadPoolExecutor() as pool, httpx2.Client(trust_env=False) as client:
        assert parent.stdout
        parent.stdout.readline()
        asked = pool.submit(httpx2.post, f"{url}/v1/summaries", json=slow, trust_env=False, timeout=PATIENCE_SECONDS)
        wait_until(lambda: read_metric(url, "chorus_running ") == 1.0)
        parent.send_signal(signal.SIGTERM)
        # The other process, which has nothing to do, ends soon; this one takes the connections then.
        wait_until(lambda: client.get(f"{url}/readyz").status_code == 503)
        assert client.get(f"{url}/healthz").status_code == 200
        refused = client.post(f"{url}/v1/summaries", json=make_body())
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:chorus:problem:not-ready")
        assert asked.result().status_code == 200
        assert parent.wait(PATIENCE_SECONDS) == 0


@pytest.mark.slow
def test_processes_that_cannot_start_end_the_service(tmp_path: Path) -> None:
    with serving(tmp_path, "breaks") as (parent, _):
        assert parent.wait(PATIENCE_SECONDS) == 1
