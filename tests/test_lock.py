"""The lock: every version has hashes, and both files say the same as `pyproject.toml` and `constraints.txt`."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
UNHASHED = "torch"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOR_GPUS = ("cuda", "nvidia", "triton")


def read_pins(path: str) -> dict[str, Requirement]:
    text = (ROOT / path).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line.partition(" --hash")[0].strip() for line in text.splitlines() if not line.startswith("#")]
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, lines)}


@pytest.mark.parametrize("path", ["requirements/runtime.txt", "requirements/dev.txt"])
def test_every_version_is_exact_and_has_hashes(path: str) -> None:
    pins = re.split(r"(?<!\\)\n", (ROOT / path).read_text(encoding="utf-8").strip())
    assert [pin[:60] for pin in pins if not re.match(r"[\w.-]+==[^\s;]+", pin)] == []
    assert [pin[:60] for pin in pins if not re.search(r"--hash=sha256:[0-9a-f]{64}\b", pin)] == []


@pytest.mark.parametrize("path", ["requirements/runtime.txt", "requirements/dev.txt"])
def test_versions_are_those_that_are_tested(path: str) -> None:
    tested = read_pins("constraints.txt")
    other = {name: (str(pin), str(tested[name])) for name, pin in read_pins(path).items()
             if name in tested and pin.specifier != tested[name].specifier}  # fmt: skip
    assert other == {}, "run: make hashes"


def test_all_that_is_declared_is_locked_but_for_torch() -> None:
    runtime, dev = read_pins("requirements/runtime.txt"), read_pins("requirements/dev.txt")
    assert {name: dev[name] for name in runtime} == runtime
    needed = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["build"]]
    for pins, declared in ((runtime, needed), (dev, PROJECT["project"]["optional-dependencies"]["dev"])):
        for need in map(Requirement, declared):
            name = canonicalize_name(need.name)
            if name == UNHASHED:
                assert name not in pins
            else:
                assert need.specifier.contains(str(pins[name].specifier).removeprefix("==")), "run: make hashes"
    assert UNHASHED in read_pins("constraints.txt")


def test_the_lock_knows_what_torch_needs() -> None:
    (stated,) = PROJECT["tool"]["uv"]["dependency-metadata"]
    needs = [need for need in map(Requirement, requires(UNHASHED) or ()) if not need.name.startswith(FOR_GPUS)]
    plain = {need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})}
    assert (stated["name"], {Requirement(need).name for need in stated["requires-dist"]}) == (UNHASHED, plain)
