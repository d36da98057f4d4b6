"""The tests that stand beside the page's components, in web/src, and beside the client, in web/client."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.clients import serve_over_http

pytestmark = pytest.mark.slow

WEB = Path(__file__).resolve().parents[2] / "web"


def test_components_client_and_types_hold() -> None:
    for script in ("check", "test"):
        run_npm("run", "--silent", script)


def test_the_client_for_typescript_and_a_service_fit() -> None:
    with serve_over_http() as port:
        told = run_npm("test", "--", "client/service.test.ts", CHORUS_TEST_URL=f"http://127.0.0.1:{port}")
    assert re.search(r"Tests .*1 passed", told), told


def test_the_types_are_those_of_the_document_that_they_were_generated_from() -> None:
    run_npm("run", "--silent", "types", "--", "--check")


def run_npm(*arguments: str, **environment: str) -> str:
    """What npm tells; a test that needs it is left out where it is not there."""
    npm = shutil.which("npm")
    if npm is None or not (WEB / "node_modules").is_dir():
        pytest.skip("NO NODE OR NO web/node_modules: THE PAGE'S COMPONENTS AND THE CLIENT ARE NOT TESTED. make web")
    run = subprocess.run(
        [npm, *arguments],
        cwd=WEB,
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout
