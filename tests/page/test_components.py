"""The tests that stand beside the page's components, in web/src."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

WEB = Path(__file__).resolve().parents[2] / "web"


def test_components_and_types_hold() -> None:
    npm = shutil.which("npm")
    if npm is None or not (WEB / "node_modules").is_dir():
        pytest.skip("NO NODE OR NO web/node_modules: THE PAGE'S COMPONENTS ARE NOT TESTED. make web")
    for script in ("check", "test"):
        run = subprocess.run([npm, "run", "--silent", script], cwd=WEB, check=False, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr
