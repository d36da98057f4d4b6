"""What README.md shows is what happens: its requests are made, its commands run, its tables compared.

In the JSON that it shows, `…` stands for what is left out: at the end of a text for the rest of it, as the last item
of a list for further items, as the last name of an object for further fields.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import httpx2
import pytest
from pydantic.fields import FieldInfo
from typer.testing import CliRunner

from service.api.problems import INTERNAL, PROBLEM_TYPES
from service.cli import app
from service.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOLERANCE = 0.02
"""Scores differ a little between processors, which multiply in different precisions."""


def fenced(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def expand(command: str) -> list[str]:
    """The arguments that a shell makes of `command` in the repository's root."""
    printed = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {command}"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return printed.stdout.split("\0")[:-1]


def matches(shown: object, actual: object) -> bool:
    """Whether `shown` is `actual`, but for what `…` leaves out and for rounding."""
    match shown, actual:
        case dict(), dict():
            names = [name for name in shown if name != "…"]
            complete = "…" in shown or len(names) == len(actual)
            return complete and all(name in actual and matches(shown[name], actual[name]) for name in names)
        case list(), list():
            items = shown[:-1] if shown[-1:] == ["…"] else shown
            complete = len(items) < len(actual) if items != shown else len(items) == len(actual)
            return complete and all(map(matches, items, actual))
        case str(), str() if shown.endswith("…"):
            return actual.startswith(shown[:-1]) and len(actual) > len(shown)
        case float(), float() | int():
            return abs(shown - actual) <= TOLERANCE
    return type(shown) is type(actual) and shown == actual


@pytest.fixture(scope="module")
def answer(service: str) -> dict[str, Any]:
    """What the service answers to the curl command."""
    (command,) = (block for block in fenced("bash") if "curl" in block)
    body, request = command.split(" > request.json\n")
    printed = subprocess.run(["bash", "-c", body], cwd=ROOT, check=True, capture_output=True)
    path = re.search(r"http://127\.0\.0\.1:8000(/\S+)", request)
    assert path is not None
    headers = {"content-type": "application/json"}
    response = httpx2.post(service + path[1], content=printed.stdout, headers=headers, timeout=180)
    assert response.status_code == 200, response.text
    result: dict[str, Any] = response.json()
    return result


def test_the_answer_shown_is_the_answer_given(answer: dict[str, Any]) -> None:
    shown = json.loads(fenced("json")[0])
    assert shown.keys() == answer.keys()
    timings = shown.pop("timings_ms")
    assert timings.keys() - {"…"} <= answer["timings_ms"].keys()
    for name, value in shown.items():
        assert matches(value, answer[name]), f"{name}: {json.dumps(answer[name], ensure_ascii=False, indent=1)}"


def test_the_problem_shown_is_the_problem_given(service: str) -> None:
    shown = json.loads(fenced("json")[1])
    response = httpx2.post(f"{service}/v1/summaries", json={"articles": [{"text": ""}]})
    assert matches(shown, response.json()), response.text


@pytest.mark.parametrize("command", re.findall(r"^\.venv/bin/chorus ([^>\n]+)$", README, re.MULTILINE))
def test_the_commands_run_as_pasted(command: str, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    # Without --url the answer is the same, as tests/cli/test_demo.py shows, and takes a start of the models each time.
    address = [] if command.startswith("models") else ["--url", service]
    result = CliRunner().invoke(app, [*expand(command), *address])
    assert result.exit_code == 0, result.output
    assert result.stdout.strip()


def test_the_program_runs_as_pasted(service: str) -> None:
    (program,) = fenced("python")
    pasted = program.replace("http://127.0.0.1:8000", service)
    run = subprocess.run([sys.executable, "-c", pasted], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert re.search(r"^\d+ \S.*\n {3}representative \d+ \d+ \d+$", run.stdout, re.MULTILINE), run.stdout


def test_every_target_of_make_exists() -> None:
    mentioned = set(
        re.findall(r"\bmake ([a-z]+)\b", "\n".join([*fenced("(?:bash|text)"), *re.findall("`(make [^`]+)`", README)]))
    )
    defined = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"setup", "demo", "test", "serve", "check", "bench", "lock"} <= mentioned
    assert mentioned <= defined


def test_every_link_and_module_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    modules = [f"service/pipeline/{name}" for name in re.findall(r"^\| `(\w+/)` \| \d \|", README, re.MULTILINE)]
    assert len(modules) >= 8
    assert [path for path in links + modules if not (ROOT / path).exists()] == []


def test_it_counts_the_families_of_publishers_that_are_known() -> None:
    table = tomllib.loads((ROOT / "service/pipeline/sources/publishers.toml").read_text(encoding="utf-8"))
    assert f"a table of {len(table['family'])} families" in README


def test_the_table_of_statuses_lists_every_problem() -> None:
    listed = {int(status) for status in re.findall(r"^\| (\d{3}) \|", README, re.MULTILINE)}
    assert listed == {kind.status for kind in PROBLEM_TYPES.values()} | {INTERNAL.status}


def test_the_table_of_settings_is_that_of_the_settings() -> None:
    rows = [describe_setting(name, field) for name, field in Settings.model_fields.items()]
    table = "\n".join(["| Variable | Default | Allowed | Meaning |", "|---|---|---|---|", *rows])
    assert table in README, f"replace the table with:\n{table}"


def describe_setting(name: str, field: FieldInfo) -> str:
    value = ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
    if field.default is None:
        value = ""
    default = f"`{value}`" if value else ""
    if field.default_factory is not None:
        default = "`~/.cache/chorus/models`"
    return f"| `CHORUS_{name.upper()}` | {default} | {describe_bounds(field)} | {field.description} |"


def describe_bounds(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(field.annotation))
    words = {"ge": "at least", "gt": "above", "le": "at most"}
    bounds = [(word, getattr(rule, sign, None)) for rule in field.metadata for sign, word in words.items()]
    return ", ".join(f"{word} {bound}" for word, bound in bounds if bound is not None)


@pytest.mark.parametrize(
    ("shown", "actual", "same"),
    [
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1, "…": "…"}, {"a": 1, "b": 2}, True),
        ([1, "…"], [1, 2], True),
        ([1, "…"], [1], False),
        ("Ships…", "Ships wait.", True),
        ("Ships…", "Boats wait.", False),
        (0.93, 0.9312, True),
        (0.93, 0.8, False),
        (None, 0, False),
    ],
)
def test_the_comparison_leaves_out_what_is_marked_and_nothing_else(shown: object, actual: object, same: bool) -> None:
    assert matches(shown, actual) is same
