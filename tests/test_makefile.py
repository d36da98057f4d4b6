"""What `make setup` takes, asked of stand-ins for Python and pip that note how they are called."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INDEX = "https://torch.invalid/cpu"
STAND_IN = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    *--index-url*) exit "$UNREACHABLE" ;;
esac
"""


def test_torch_for_processors_is_asked_for_first(tmp_path: Path) -> None:
    locked, small, any_build, own = set_up(tmp_path)
    assert "--require-hashes" in locked
    assert "torch" not in locked
    assert small.endswith(f"--index-url {INDEX} torch")
    assert any_build.endswith("--constraint constraints.txt torch")  # satisfied by the small one, if that was there
    assert own.endswith("--editable .")


def test_where_its_index_cannot_be_reached_the_build_that_pip_finds_is_taken(tmp_path: Path) -> None:
    assert len(set_up(tmp_path, unreachable=True)) == 4


def test_libraries_for_gpus_come_only_where_they_are_asked_for(tmp_path: Path) -> None:
    calls = set_up(tmp_path, "CUDA=1")
    assert [call for call in calls if "--index-url" in call] == []
    assert [call for call in calls if re.search(r" torch$", call)] == calls[1:2]


def test_every_extra_that_users_may_want_can_be_made() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    [named] = re.findall(r"^EXTRAS := (.*)$", makefile, re.MULTILINE)
    assert {*named.split(), "dev"} == {*extras}


def set_up(folder: Path, *variables: str, unreachable: bool = False) -> list[str]:
    """What pip is asked to install, in order."""
    python, calls = folder / "python3", folder / "calls"
    python.write_text(STAND_IN, encoding="utf-8")
    python.chmod(0o755)
    venv = folder / "venv"
    outer = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "CUDA", "TORCH_INDEX_URL"}
    named = [f"VENV={venv}", f"PYTHON={python}", f"TORCH_INDEX_URL={INDEX}", *variables]
    environment = {name: value for name, value in os.environ.items() if name not in outer}
    environment |= {"CALLS": str(calls), "UNREACHABLE": str(int(unreachable))}
    subprocess.run(["make", *named, f"{venv}/.runtime"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return [line for line in calls.read_text(encoding="utf-8").splitlines() if line.startswith("-m pip install")]
