from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.cli.lazy import COMMANDS, load_command

HEAVY = ("httpx2", "pydantic", "uvicorn", "fastapi", "torch", "numpy", "huggingface_hub", "service.app")


@pytest.mark.parametrize("name", COMMANDS)
def test_help_lists_what_each_command_says_of_itself(name: str) -> None:
    assert " ".join(str(load_command(name).help).split()).startswith(COMMANDS[name].summary)
    assert CliRunner().invoke(app, [name, "--help"]).exit_code == 0


def test_help_lists_all_commands_and_loads_none() -> None:
    code = f"""
import sys
from typer.testing import CliRunner
from service.cli import app
result = CliRunner().invoke(app, ["--help"])
print(result.output)
print("loaded:", [name for name in {HEAVY} if name in sys.modules])
"""
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in output for name in COMMANDS)
    assert "loaded: []" in output


def test_an_unknown_command_is_wrong_usage() -> None:
    result = CliRunner().invoke(app, ["sumarize"])
    assert result.exit_code == 2
    assert "sumarize" in result.output


@pytest.mark.parametrize("arguments", [["--help"], ["summarize", "--help"], ["models", "list", "--help"], ["cite"]])
def test_boxes_are_drawn_on_a_terminal_alone(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "service", *arguments]
    piped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "─" not in piped.stdout + piped.stderr
    assert piped.stdout + piped.stderr
    if arguments == ["--help"]:
        assert "─" in _run_on_terminal(command)


def _run_on_terminal(command: list[str]) -> str:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    shown = b""
    try:
        while chunk := os.read(ours, 65536):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    process.wait()
    return shown.decode()
