"""Answers do not depend on the order in which Python reads sets, which another process reads in another one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_processes_of_other_hash_seeds_give_the_same_bytes() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.properties.answers"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "3")
    ]
    one, other = (process.communicate()[0].splitlines() for process in running)
    assert [process.returncode for process in running] == [0, 0]
    assert len(one) == 4 * 12
    assert one == other
