"""The notebook runs from its first cell to its last against a service, and draws what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebooks" / "coverage.ipynb"


def list_outputs(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]]


def test_the_notebook_draws_coverage_similarity_and_an_update(service: str, tmp_path: Path) -> None:
    written = tmp_path / "coverage.ipynb"
    # A process of its own: a kernel's client leaves an event loop behind.
    execute = Path(sys.executable).with_name("jupyter-execute")
    command = [str(execute), str(NOTEBOOK), f"--output={written}", "--timeout=120"]
    environment = {**os.environ, "CHORUS_URL": service.rstrip("/"), "MPLCONFIGDIR": str(tmp_path)}
    run = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    outputs = list_outputs(written)
    drawn = [output["data"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(drawn) == 3
    assert "Valdane" in "".join(outputs[0]["text"])


def test_the_notebook_is_kept_without_what_differs_from_run_to_run() -> None:
    assert list_outputs(NOTEBOOK) == []
